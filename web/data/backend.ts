import { ask } from "./api.ts";
import type { BackendKind, Can } from "./types.ts";
import { reload, useAsk } from "./use-ask.ts";

export type Named = { slug: string; name: string };
export type Health = { checkedAt: string | null; answeredAt?: string | null; problem: string | null };
export type Backend = {
  kind: BackendKind;
  can: Can;
  sentry: {
    origin: string;
    organization: Named;
    project: Named & { id: string };
    url: string;
    /** Its last characters; null when there is none and one must be given. */
    token: string | null;
    /** Why the way to it is not safe. */
    warning: string | null;
    health: Health;
  } | null;
};
export type SentryProject = Named & {
  id: string;
  status: string | null;
  organization: Named;
  /** The address that was typed names it. */
  suggested: boolean;
};
/** Where a Sentry or code host is, and the token for it; empty: the one that is kept. */
export type Access = { origin: string; token: string };

const pathOf = (org: string, project: string): string => `projects/${org}/${project}/backend/`;
export const useBackend = (org: string, project: string) => useAsk<Backend>(pathOf(org, project));

/** Every project that the token may read. */
export async function listSentryProjects(org: string, project: string, access: Access): Promise<readonly SentryProject[]> {
  return (await ask<SentryProject[]>(`${pathOf(org, project)}sentry-projects/`, "POST", given(access))).data;
}

export type BackendWish = { kind: "integrated" } | ({ kind: "sentry"; organization: string; project: string } & Access);

export async function chooseBackend(org: string, project: string, wish: BackendWish): Promise<void> {
  await ask(pathOf(org, project), "PUT", wish.kind === "sentry" ? { ...wish, ...given(wish) } : wish);
  await Promise.all([pathOf(org, project), `projects/${org}/${project}/`, "projects/"].map(reload));
}

/** A token that was not typed is left out, and so the one that is kept stays. */
export function given({ origin, token }: Access): { origin: string; token?: string | undefined } {
  return { origin, token: token === "" ? undefined : token };
}
