import assert from "node:assert/strict";
import { test } from "node:test";
import { SCOPES_IN_ORDER } from "../account/scopes.ts";
import { SESSION_COOKIE } from "../account/session.ts";
import { hashToken, makeApiToken } from "../account/tokens.ts";
import type { Asking, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

/** Stands in everything that the member sees as long as they are one. */
const MARK = "Unmistakable";

/**
 * What a member, or their token, can be from one request to the next. Each door must go by it at once: the API, GitLab's doors, the
 * door for language models, uploads, and the streams of changes that are open already.
 */
type World = Populated & { readonly userId: number; readonly session: string; readonly token: string };

async function openWithMember(): Promise<World> {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a", title: `${MARK}: text` });
  const userId = await world.addMember(world.acme, "maya@example.org", "maintainer");
  const session = await world.makeSession(userId);
  const expiresAtMs = world.clock.nowMs + 1_800_000;
  const { token, lastFour } = makeApiToken();
  const made = { tokenHash: hashToken(token), lastFour, name: "test", scopes: SCOPES_IN_ORDER, userId, expiresAtMs };
  await world.store.commands.createApiToken(made);
  return { ...world, userId, session, token };
}

const QUERY = `{ project(fullPath: "acme/web") { sentryErrors { errors { nodes { title } } } } }`;
const CALL = {
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "list_issues", arguments: { organization: "acme" } },
};
type Door = {
  readonly name: string;
  readonly opens: (world: World, as: Asking) => Promise<boolean>;
  readonly isForTokens?: true;
};
const doors: readonly Door[] = [
  {
    name: "the API",
    opens: async (world, as) => (await world.ask("/api/0/organizations/acme/issues/", as)).text.includes(MARK),
  },
  {
    name: "GitLab's GraphQL",
    opens: async (world, as) =>
      (await world.ask("/api/graphql", { method: "POST", body: { query: QUERY }, ...as })).text.includes(MARK),
  },
  {
    name: "GitLab's REST",
    opens: async (world, as) => (await world.ask("/api/v4/projects/acme%2Fweb/error_tracking/settings", as)).status === 200,
  },
  {
    name: "the door for language models",
    isForTokens: true,
    opens: async (world, as) => (await world.ask("/mcp", { method: "POST", body: CALL, ...as })).text.includes(MARK),
  },
  {
    name: "uploads",
    opens: async (world, as) => (await world.ask("/api/0/organizations/acme/chunk-upload/", as)).status === 200,
  },
  {
    name: "a stream that is open",
    opens: async (world, { session, token }) => {
      const headers: { readonly [name: string]: string } =
        session === undefined ? { authorization: `Bearer ${token}` } : { cookie: `${SESSION_COOKIE}=${session}` };
      const path = "/api/0/organizations/acme/live/";
      const grant = await world.api.streamGrant({ method: "GET", path, headers, body: undefined, clientIp: "192.0.2.7" });
      return grant?.projectIds.includes(world.web.id) === true;
    },
  },
];

type State = {
  readonly name: string;
  readonly of: "session" | "token" | "both";
  readonly begins: (world: World) => Promise<unknown>;
};
const owners = (world: World, method: string, path: string, body?: unknown) =>
  world.ask(`/api/0${path}`, { method, session: world.owner, ...(body !== undefined && { body }) });
const states: readonly State[] = [
  {
    name: "removed from the organisation",
    of: "both",
    begins: ({ userId, ...world }) => owners({ userId, ...world }, "DELETE", `/organizations/acme/members/${userId}/`),
  },
  {
    name: "reduced to a reporter without teams in a closed organisation",
    of: "both",
    async begins(world) {
      await owners(world, "PUT", "/organizations/acme/", { openMembership: false });
      await owners(world, "PUT", `/organizations/acme/members/${world.userId}/`, { orgRole: "reporter" });
    },
  },
  {
    name: "signed out by themselves",
    of: "session",
    begins: (world) => world.ask("/api/0/auth/", { method: "DELETE", session: world.session }),
  },
  {
    name: "signed out from another session",
    of: "session",
    async begins(world) {
      const other = await world.makeSession(world.userId);
      await world.ask("/api/0/users/me/sessions/", { method: "DELETE", session: other });
    },
  },
  {
    name: "signed in for longer than a session lasts",
    of: "session",
    begins: async (world) => void (world.clock.nowMs += 3_600_000),
  },
  {
    name: "with a token that was revoked",
    of: "token",
    async begins(world) {
      const listed: readonly { readonly id: string }[] = (await world.ask("/api/0/api-tokens/", { session: world.session }))
        .json;
      for (const { id } of listed) await world.ask(`/api/0/api-tokens/${id}/`, { method: "DELETE", session: world.session });
    },
  },
  {
    name: "with a token that has ended",
    of: "token",
    begins: async (world) => void (world.clock.nowMs += 1_800_000),
  },
];

for (const { name, of, begins } of states) {
  test(`who is ${name} is out at every door by the next request`, async () => {
    const world = await openWithMember();
    const ways: readonly (readonly [string, Asking])[] = [
      ...(of === "token" ? [] : [["session", { session: world.session }] as const]),
      ...(of === "session" ? [] : [["token", { token: world.token }] as const]),
    ];
    const each = async (): Promise<readonly string[]> => {
      const open: string[] = [];
      for (const [way, as] of ways) {
        for (const door of doors) {
          if (way === "session" && door.isForTokens === true) continue;
          if (await door.opens(world, as)) open.push(`${door.name} by ${way}`);
        }
      }
      return open;
    };
    const before = await each();
    assert.equal(before.length, ways.length * doors.length - (of === "token" ? 0 : 1), before.join(", "));
    await begins(world);
    assert.deepEqual(await each(), []);
  });
}
