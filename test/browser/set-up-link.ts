import { z } from "zod";
import type { TestServer } from "../harness/server.ts";

export const PASSWORD = "a long enough password";

/** The one-time link that a fresh server printed. */
export function setUpLinkOf(server: TestServer): string {
  const found = /https?:\/\/\S+\/setup\?token=[\w-]+/.exec(server.output())?.[0];
  if (found === undefined) throw new Error(`The server printed no set-up link:\n${server.output()}`);
  return found;
}

const Made = z.object({
  project: z.object({ id: z.string(), slug: z.string() }),
  organization: z.object({ slug: z.string() }),
  dsn: z.string(),
});

/** A server that was set up over its link, with names fit for a picture. Its `api` asks as the owner. */
export async function setUpByLink(server: TestServer, platform: string): Promise<TestServer> {
  const origin = { Origin: server.url, "Content-Type": "application/json" };
  const response = await fetch(`${server.url}/api/0/setup/`, {
    method: "POST",
    headers: origin,
    body: JSON.stringify({
      token: new URL(setUpLinkOf(server)).searchParams.get("token"),
      email: "ada@northwind.example",
      name: "Ada Palmer",
      password: PASSWORD,
      organization: "Northwind",
      project: { name: "shop-web", platform },
    }),
  });
  const { project, organization, dsn } = Made.parse(await response.json());
  const headers = { ...origin, Cookie: response.headers.getSetCookie()[0]?.split(";")[0] ?? "" };
  const api: TestServer["api"] = (path, init = {}) => fetch(`${server.url}/api/0${path}`, { ...init, headers });
  return {
    ...server,
    organization: organization.slug,
    project: project.slug,
    projectId: project.id,
    dsn,
    publicKey: new URL(dsn).username,
    api,
    read: async (path) => (await api(path)).json(),
  };
}
