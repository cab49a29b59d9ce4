import { ask } from "./api.ts";
import { go } from "./router.ts";
import type { User } from "./types.ts";
import { forget, useAsk } from "./use-ask.ts";

export const useMe = (when: boolean) => useAsk<User>(when ? "auth/" : null);
export const useNeedsSetup = () => useAsk<{ needsSetup: boolean }>("setup/");

export async function signIn(email: string, password: string, code: string): Promise<void> {
  await ask("auth/", "POST", { email, password, ...(code !== "" && { code }) });
  forget();
}

/** Leaves also when the server cannot be told: what was read is gone from this page then, and the words say the rest. */
export async function signOut(): Promise<void> {
  await ask("auth/", "DELETE");
  forget();
  go("signin");
}

type SetUpWish = {
  token: string;
  email: string;
  name: string;
  password: string;
  organization: string;
  project: { name: string; platform: string };
};

/** Makes the first owner; answers where to go on. */
export async function setUp(wish: SetUpWish): Promise<string> {
  type Made = { organization: { slug: string }; project: { slug: string } | null };
  const { organization, project } = (await ask<Made>("setup/", "POST", wish)).data;
  forget();
  return project === null ? "" : `organizations/${organization.slug}/projects/${project.slug}/start`;
}
