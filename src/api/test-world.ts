import { createHash } from "node:crypto";
import type { Role, Scope } from "../account/account.ts";
import { SESSION_COOKIE } from "../account/session.ts";
import { hashToken, makeApiToken, makeSessionToken } from "../account/tokens.ts";
import type { DigestedEvent } from "../digest/recorder.ts";
import type { Organization, Project } from "../project/project.ts";
import type { Event } from "../protocol/event.ts";
import type { Api } from "./api.ts";
import { createApi } from "./api.ts";
import type { WorldParts } from "./test-parts.ts";
import { openParts } from "./test-parts.ts";

export const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
export const PUBLIC_URL = "https://errors.example.org/base";
export const ORIGIN = "https://errors.example.org";
const HOUR_MS = 3_600_000;

export type Answered = {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  /** The body as JSON; `undefined` when it is empty. Tests look into it freely. */
  readonly json: ReturnType<typeof JSON.parse>;
};
export type Asking = {
  readonly method?: string;
  /** A session's secret. */
  readonly session?: string;
  readonly token?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
};
export type World = WorldParts & {
  readonly api: Api;
  readonly ask: (path: string, asking?: Asking) => Promise<Answered>;
  readonly makeSession: (userId: number) => Promise<string>;
  readonly makeToken: (scopes: readonly Scope[], owner: { userId?: number; organizationId?: number }) => Promise<string>;
  readonly addMember: (organization: Organization, email: string, role: Role) => Promise<number>;
};

/**
 * An API over an empty store, or a copy of a finished one, with a clock that stands. `makeApi` may have one made already: to make all
 * routes is two thirds of what a world costs.
 */
export async function openWorld(publicUrl: string = PUBLIC_URL, copyOf?: string, makeApi = createApi): Promise<World> {
  const { deps, store, door, clock, delivered } = openParts(publicUrl, copyOf, NOW_MS);
  const api = await makeApi(deps);
  return {
    api,
    deps,
    store,
    door,
    clock,
    delivered,
    ask: (path, asking) => ask(api, path, asking),
    async makeSession(userId) {
      const { token, hash } = makeSessionToken();
      await store.commands.createSession({ userId, tokenHash: hash, expiresAtMs: clock.nowMs + HOUR_MS });
      return token;
    },
    async makeToken(scopes, owner) {
      const { token, lastFour } = makeApiToken();
      await store.commands.createApiToken({ tokenHash: hashToken(token), lastFour, name: "test", scopes, ...owner });
      return token;
    },
    async addMember(organization, email, role) {
      const args = { email, name: email, passwordHash: "", organizationId: organization.id, role };
      const result = await store.commands.createUser(args);
      if ("problem" in result) throw new Error(result.problem.kind);
      return result.user.id;
    },
  };
}

async function ask(api: Api, path: string, asking: Asking = {}): Promise<Answered> {
  const { method = "GET", session, token, body } = asking;
  const response = await api.handle({
    method,
    path,
    headers: {
      ...(session === undefined ? {} : { cookie: `${SESSION_COOKIE}=${session}`, origin: ORIGIN }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...asking.headers,
    },
    body: body === undefined ? undefined : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    clientIp: "192.0.2.7",
  });
  const text = Buffer.from(response.body).toString("utf8");
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return { status: response.status, headers, text, json: text === "" ? undefined : JSON.parse(text) };
}

/** Two organisations that must not see each other, with people and projects. */
type Inhabitants = {
  readonly acme: Organization;
  readonly rival: Organization;
  readonly web: Project;
  readonly shop: Project;
  readonly ownerId: number;
  readonly owner: string;
  readonly developer: string;
  readonly reporter: string;
  /** Owner of the other organisation, and a token of that organisation. */
  readonly strangerId: number;
  readonly strangeToken: string;
};
export type Populated = World & Inhabitants;

let populated: Promise<{ readonly path: string; readonly inhabitants: Inhabitants }> | undefined;

/** Filled once for all tests of a file, each of which gets a copy: every row of it is a commit that waits for the disk. */
export async function openPopulatedWorld(makeApi = createApi): Promise<Populated> {
  populated ??= populate();
  const { path, inhabitants } = await populated;
  return { ...(await openWorld(PUBLIC_URL, path, makeApi)), ...inhabitants };
}

async function populate(): Promise<{ readonly path: string; readonly inhabitants: Inhabitants }> {
  const world = await openWorld();
  const acme = world.store.addOrganization("Acme");
  const rival = world.store.addOrganization("Rival");
  const ownerId = await world.addMember(acme, "ada@example.org", "owner");
  const web = await makeProject(world, acme, "Web", "javascript");
  const shop = await makeProject(world, acme, "Shop", "python");
  await makeProject(world, rival, "Secret", "go");
  const session = async (organization: Organization, email: string, role: Role): Promise<string> =>
    world.makeSession(await world.addMember(organization, email, role));
  const inhabitants = {
    acme,
    rival,
    web,
    shop,
    ownerId,
    owner: await world.makeSession(ownerId),
    developer: await session(acme, "dev@example.org", "developer"),
    reporter: await session(acme, "rita@example.org", "reporter"),
    strangerId: await world.addMember(rival, "mallory@example.org", "owner"),
    strangeToken: await world.makeToken(["org:admin", "project:admin", "event:admin"], { organizationId: rival.id }),
  };
  return { path: world.store.finish(), inhabitants };
}

async function makeProject(world: World, organization: Organization, name: string, platform: string): Promise<Project> {
  const result = await world.store.commands.createProject({ organizationId: organization.id, name, platform });
  if ("problem" in result) throw new Error(result.problem.kind);
  return result.project;
}

export type ErrorPlan = {
  readonly id: string;
  /** A word; events with the same one are one issue of their project. */
  readonly signature: string;
  readonly title?: string;
  /** When it happened, and when it was received unless something later was received already. */
  readonly hoursAgo?: number;
  readonly tags?: DigestedEvent["tags"];
  readonly event?: Partial<Event>;
};

/** Records rich events as one batch. */
export function recordErrors(world: World, project: Project, plans: readonly ErrorPlan[]): void {
  world.store.record(plans.map((plan) => digestedError(project, plan)));
}

export function recordError(world: World, project: Project, plan: ErrorPlan): void {
  recordErrors(world, project, [plan]);
}

/** What grouping would make of a word. */
export function signatureOf(word: string): string {
  return createHash("md5").update(word).digest("hex");
}

function digestedError(project: Project, plan: ErrorPlan): DigestedEvent {
  const atMs = NOW_MS - (plan.hoursAgo ?? 1) * HOUR_MS;
  const title = plan.title ?? "TypeError: x is not a function";
  const [type = "", value = ""] = title.split(": ");
  const event = { ...richEvent(plan.id, atMs, type, value), ...plan.event };
  return {
    projectId: project.id,
    keyId: 1,
    receivedAtMs: atMs,
    event,
    signature: signatureOf(plan.signature),
    groupingVersion: "v0",
    title,
    culprit: "checkout/pay in submit",
    metadata: { type, value, filename: "pay.ts", function: "submit" },
    level: event.level,
    isUnhandled: true,
    tags: plan.tags ?? [
      ["browser", plan.hoursAgo === 2 ? "Chrome 140" : "Firefox 140"],
      ["user", "id:42"],
    ],
    userKey: 42,
  };
}

function richEvent(eventId: string, atMs: number, type: string, value: string): Event {
  return {
    event_id: eventId,
    type: "error",
    timestamp: atMs / 1_000,
    received: atMs / 1_000,
    level: "error",
    platform: "javascript",
    release: "shop@1.4.0",
    environment: "production",
    user: { id: "42", email: "a@b.example" },
    exception: { values: [{ type, value, mechanism: { type: "generic", handled: false }, stacktrace: { frames: FRAMES } }] },
    breadcrumbs: {
      values: [{ timestamp: atMs / 1_000 - 5, type: "default", category: "ui.click", level: "info", message: "pay" }],
    },
    request: { url: "https://shop.example/pay", method: "POST", query_string: [["step", "2"]], headers: [["Accept", "*/*"]] },
    contexts: { os: { name: "Linux" }, app: { type: "app", app_name: "shop" } },
    extra: { cart: 3 },
    modules: { left: "1.0" },
    sdk: { name: "sentry.javascript.browser", version: "10.0.0" },
    errors: [{ type: "invalid_data", name: "tags.x", value: 3 }],
  };
}

const FRAMES = [
  { filename: "framework.js", function: "dispatch", lineno: 9, in_app: false },
  {
    filename: "pay.ts",
    abs_path: "https://shop.example/pay.ts",
    function: "submit",
    lineno: 3,
    colno: 7,
    in_app: true,
    pre_context: ["one", "two"],
    context_line: "three()",
    post_context: ["four"],
    vars: { total: 3 },
  },
] as const;

export const eventId = (number: number): string => number.toString(16).padStart(32, "0");
