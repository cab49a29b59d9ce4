import { hash } from "node:crypto";
import { createApi } from "../api.ts";
import type { ApiDeps } from "../api-deps.ts";
import type { Answered, Populated } from "../test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, ORIGIN, recordErrors } from "../test-world.ts";
import { encodeLoggedRequest } from "../../protocol/logged-request.ts";
import { dashedDebugId } from "../../artifact/debug-id.ts";
import { SESSION_COOKIE } from "../../account/session.ts";

export type Asked = { readonly method: string; readonly path: string; readonly body?: unknown };
export type Filled = {
  /** Names in paths of routes, as `:issue`, and what they are here. */
  readonly names: { readonly [param: string]: string };
  /** Asks as the owner's browser. `path` begins at the public address. */
  readonly ask: (asked: Asked) => Promise<Answered>;
  /** What was asked to fill it, with the route that answered. */
  readonly filledBy: readonly { readonly method: string; readonly route: string; readonly answered: Answered }[];
};

/** A world with something at every address, filled by the API itself where it can. */
export async function openFilledWorld(onRead: NonNullable<ApiDeps["onRead"]>): Promise<Filled> {
  const world = await openPopulatedWorld();
  recordEvents(world);
  await keepMapping(world);
  const logged = { kind: "event", projectId: 1, keyId: 1, receivedAtMs: NOW_MS, coding: "identity" } as const;
  world.store.quarantine("it broke", Buffer.concat(encodeLoggedRequest({ ...logged, body: Buffer.from("{}") })));
  const api = await createApi({ ...world.deps, onRead });
  const ask = async ({ method, path, body }: Asked): Promise<Answered> => {
    const headers = {
      cookie: `${SESSION_COOKIE}=${world.owner}`,
      origin: ORIGIN,
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const response = await api.handle({ method, path, headers, body: bytes, clientIp: "192.0.2.7" });
    const text = Buffer.from(response.body).toString("utf8");
    const isJson = String(response.headers["Content-Type"] ?? response.headers["content-type"]).startsWith("application/json");
    return { status: response.status, headers: {}, text, json: isJson ? JSON.parse(text) : undefined };
  };
  const names: { [param: string]: string } = await namesOf(world, ask);
  const entries = world.store.installation.listQuarantined();
  names[":entry"] = String(entries[0]?.position);
  const filledBy: { method: string; route: string; answered: Answered }[] = [];
  for (const [method, route, body] of FILLING) {
    const answered = await ask({ method, path: pathOf(route, names), body });
    if (answered.status >= 300) throw new Error(`${method} ${route}: ${answered.status} ${answered.text}`);
    filledBy.push({ method, route, answered });
  }
  const [token] = await world.store.credentials.listTokens({ kind: "organization", organizationId: world.acme.id });
  names[":token"] = String(token?.id);
  return { names, ask, filledBy };
}

export function pathOf(route: string, names: Filled["names"]): string {
  return route.replace(/:\w+/g, (param) => {
    if (param === ":key" && route.includes("/tags/")) return "browser";
    return names[param] ?? "1";
  });
}

function recordEvents(world: Populated): void {
  const from = { projectId: world.web.id, keyId: 1, receivedAtMs: NOW_MS };
  recordErrors(world, world.web, [
    { id: eventId(1), signature: "a" },
    { id: eventId(2), signature: "a", hoursAgo: 2 },
    { id: eventId(3), signature: "b" },
    { id: eventId(4), signature: "c" },
  ]);
  const bytes = Buffer.from("a file");
  world.store.recordItems({
    reports: [
      {
        ...from,
        kind: "user-report",
        reportId: eventId(1),
        eventId: eventId(1),
        comments: "It broke",
        name: "Zoë",
        email: "zoe@example.com",
      },
      { ...from, kind: "feedback", reportId: eventId(9), eventId: undefined, comments: "Nice shop" },
    ],
    attachments: [
      {
        ...from,
        eventId: eventId(1),
        name: "notes.txt",
        contentType: "text/plain",
        type: "event.attachment",
        bytes,
        digest: hash("sha256", bytes, "hex"),
      },
    ],
    checkIns: [
      {
        ...from,
        slug: "nightly",
        status: "ok",
        environment: "production",
        durationSeconds: 12.5,
        config: { schedule: "0 3 * * *" },
      },
    ],
  });
}

async function keepMapping(world: Populated): Promise<void> {
  const debugId = "d".repeat(32);
  const file = {
    kind: "proguard",
    url: "mapping.txt",
    debugId,
    mapUrl: undefined,
    digest: undefined,
    problem: undefined,
  } as const;
  await world.store.commands.saveArtifacts({
    projectIds: [world.web.id],
    checksum: "d".repeat(40),
    release: "",
    dist: debugId,
    bundleId: dashedDebugId(debugId),
    files: [{ ...file, sizeBytes: 9 }],
  });
}

async function namesOf(world: Populated, ask: Filled["ask"]): Promise<{ [param: string]: string }> {
  const issue = await ask({ method: "GET", path: `/api/0/organizations/acme/issues/?query=${eventId(1)}` });
  const other = await ask({ method: "GET", path: `/api/0/organizations/acme/issues/?query=${eventId(4)}` });
  const [key] = await world.store.projects.listClientKeys(world.web.id);
  const developer = await world.store.accounts.findUserByEmail("dev@example.org");
  return {
    ":organization": "acme",
    ":project": "web",
    ":issue": issue.json[0].id,
    ":other": other.json[0].id,
    ":error": issue.json[0].id,
    ":event": eventId(1),
    ":shortId": "WEB-1",
    ":version": "shop@1.4.0",
    ":filter": "localhost",
    ":key": key?.publicKey ?? "",
    ":member": String(developer?.id),
    ":team": "crew",
    ":id": "acme%2Fweb",
  };
}

const commit = {
  id: "c".repeat(40),
  message: "Pay in euros",
  author_name: "Ada",
  author_email: "ada@example.org",
  repository: "acme/shop",
  timestamp: "2026-11-24T08:00:00Z",
  patch_set: [{ path: "pay.ts", type: "M" }],
};
const rule = {
  name: "Loud errors",
  conditions: [{ id: "sentry.rules.conditions.event_frequency.EventFrequencyCondition", value: 10, interval: "1h" }],
  filters: [{ id: "sentry.rules.filters.level.LevelFilter", match: "gte", level: "40" }],
  actions: [{ id: "sentry.mail.actions.NotifyEmailAction", targetType: "IssueOwners" }],
};
const channel = { kind: "webhook", name: "Ops", url: "https://hooks.example.org/x" };

const acme = "/api/0/organizations/:organization";
const web = "/api/0/projects/:organization/:project";
const gitlab = "/api/v4/projects/:id/error_tracking";

/** Method, route, body. Each must succeed, and its answer is held to the document, too. */
const FILLING: readonly (readonly [method: string, route: string, body?: unknown])[] = [
  ["POST", `${acme}/teams/`, { name: "Crew" }],
  ["POST", `${acme}/members/:member/teams/:team/`],
  ["POST", `${web}/teams/:team/`],
  ["POST", `${acme}/members/`, { email: "new@example.org", orgRole: "reporter", teams: ["crew"] }],
  ["POST", `${acme}/projects/`, { name: "Third" }],
  ["POST", `${acme}/searches/`, { name: "Mine", query: "is:new" }],
  ["PUT", `${acme}/searches/:search/`, { name: "Ours" }],
  ["PUT", `${web}/`, { name: "Web" }],
  ["PUT", `${acme}/`, { name: "Acme" }],
  ["POST", "/api/0/api-tokens/", { name: "mine", scopes: ["event:read"] }],
  ["POST", `${acme}/org-auth-tokens/`, { name: "ci" }],
  ["PUT", "/api/0/users/me/", { name: "Ada" }],
  ["POST", "/api/0/auth/reset/request/", { email: "nobody@example.org" }],
  ["PUT", "/api/0/users/me/notifications/", { quietHours: { from: "22:00", to: "06:00", timeZone: "Europe/Berlin" } }],
  ["POST", `${web}/erasures/`, { kind: "email", value: "nobody@example.org" }],
  ["POST", `${acme}/erasures/`, { kind: "ip", value: "192.0.2.9" }],
  ["POST", `${web}/files/difs/assemble/`, { ["e".repeat(40)]: { name: "proguard/mapping.txt", chunks: [] } }],
  ["POST", `${web}/files/proguard-artifact-releases/`, { release_name: "shop@1.4.0", proguard_uuid: "0" }],
  ["POST", `${web}/keys/`, { name: "Second", rateLimit: { window: 60, count: 100 } }],
  ["PUT", `${web}/keys/:key/`, { name: "Renamed" }],
  ["PUT", `${web}/filters/:filter/`, { active: true }],
  ["PUT", `${web}/grouping-rules/`, { fingerprintingRules: "type:TypeError -> types" }],
  ["POST", `${web}/grouping-rules/check/`, { fingerprintingRules: "" }],
  ["POST", `${web}/grouping-rules/preview/`, { fingerprintingRules: "" }],
  ["POST", `${web}/filters/try/`, { eventId: eventId(1) }],
  ["POST", `${acme}/releases/`, { version: "shop@1.4.0", projects: ["web"], commits: [commit] }],
  ["PUT", `${web}/releases/:version/`, { dateReleased: "2026-11-24T09:00:00Z" }],
  ["POST", `${web}/releases/:version/deploys/`, { environment: "production" }],
  ["POST", `${web}/rules/`, rule],
  ["POST", `${web}/rules/preview/`, rule],
  ["POST", `${web}/alert-channels/`, channel],
  ["POST", "/api/0/issues/:issue/notes/", { text: "Looking" }],
  ["PUT", "/api/0/issues/:issue/", { assignedTo: "me" }],
  ["PUT", "/api/0/issues/:issue/", { status: "resolved", statusDetails: { inRelease: "shop@1.4.0" } }],
  ["PUT", `${acme}/issues/?id=:other`, { status: "ignored", statusDetails: { ignoreDuration: 60 } }],
  ["PUT", `${acme}/issues/?id=:other`, { discard: true }],
  ["PUT", "/api/0/issues/:issue/seen/", { hasSeen: true }],
  ["POST", `${web}/create-sample/`],
  ["POST", `${gitlab}/client_keys`],
  ["PUT", `${gitlab}/settings`, { active: true, integrated: true }],
  ["PUT", "/:organization/:project/-/error_tracking/:error.json", { status: "unresolved" }],
  ["POST", "/api/graphql", { query: "{ __typename }" }],
];
