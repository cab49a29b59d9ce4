import assert from "node:assert/strict";
import { before, test } from "node:test";
import { z } from "zod";
import { createBackOff } from "../account/back-off.ts";
import { hashToken } from "../account/tokens.ts";
import { createApi } from "./api.ts";
import type { Route } from "./route.ts";
import { apiRoutes } from "./routes.ts";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, openWorld, PUBLIC_URL, recordErrors } from "./test-world.ts";

/** As text in a path or a query; what has to be is percent-encoded. */
const TEXTS = [
  "",
  "%00",
  "web%00",
  "%ff",
  "%E0%A4%A",
  "%ED%A0%80",
  "%F0%9F%98%80",
  "%",
  "%25",
  "..%2f..%2fetc%2fpasswd",
  "%2e%2e",
  "%0d%0aX-Injected:1",
  "%27%20OR%201=1--",
  "%3Cscript%3E",
  "-1",
  "0",
  "1.5",
  "1e309",
  "NaN",
  "99999999999999999999",
  "9007199254740993",
  "0x10",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "[]",
  "{}",
  "*",
  "x".repeat(600),
  "x".repeat(20_000),
  "%2A".repeat(3_000),
  "%28".repeat(3_000),
  "%22".repeat(3_001),
  "a:".repeat(3_000),
  "9".repeat(5_000),
  "WEB-" + "Z".repeat(40),
] as const;

const QUERY_KEYS =
  "query sort status project environment cursor limit per_page statsPeriod statsPeriodStart statsPeriodEnd start end groupStatsPeriod collapse group shortIdLookup full sample since until resolution hours id detailed".split(
    " ",
  );
const QUERIES = [
  "__proto__=1&constructor=2&toString=3",
  "__proto__[status]=resolved",
  "query[]=a&query[b]=c",
  "=&&&==&=",
  "&".repeat(5_000),
  "id=1&".repeat(5_000),
  "project=web&".repeat(2_000),
  ...QUERY_KEYS.map((key) => `${key}=a&${key}=b&${key}=`),
] as const;

/** One after the other; of texts too long to be said often, the keys that take free text. */
const ONE_KEY_EACH = QUERY_KEYS.flatMap((queryKey) => {
  const texts = ["query", "cursor"].includes(queryKey) ? TEXTS : TEXTS.filter(({ length }) => length < 1_000);
  return texts.map((text) => `${queryKey}=${text}`);
});

const FIELDS =
  "status substatus statusDetails ignoreDuration snoozeDuration assignedTo name slug platform isActive rateLimit token email password organization project version projects commits refs dateReleased environment url issue same text hasSeen query sort visibility".split(
    " ",
  );
const VALUES: readonly string[] = [
  "null",
  "true",
  "-1",
  "0",
  "1e308",
  "1e999",
  "9007199254740993",
  '""',
  '" "',
  String.raw`"\u0000"`,
  String.raw`"a\u0000b"`,
  String.raw`"\ud800"`,
  '"__proto__"',
  '"constructor"',
  `"${"x".repeat(100_000)}"`,
  "[]",
  '["resolved"]',
  "{}",
  '{"__proto__":{"status":"resolved"}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"ignoreDuration":1e308,"inRelease":{"a":[]}}',
  "[".repeat(3_000) + "]".repeat(3_000),
];
const BODIES: readonly string[] = [
  ...VALUES,
  "{",
  "\0",
  "\ufeff{}",
  "undefined",
  "[".repeat(500_000),
  '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000),
  '{"__proto__":null,"constructor":null,"toString":null,"hasOwnProperty":null,"name":"X"}',
  `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(",")}}`,
  `[${"{},".repeat(50_000)}{}]`,
];

let world: Populated;
let issueId = "";
/** For routes that delete it. */
let spareId = "";
let key = "";

before(async () => {
  world = await openPopulatedWorld((deps) => createApi({ ...deps, onRead: noteRead }));
  const tags = ["__proto__", "constructor", "a\0b", "../x", "x".repeat(200)].map((name) => [name, "1"] as const);
  const errors = [{ type: "constructor" }, { type: "__proto__", name: "toString" }];
  recordErrors(world, world.web, [
    { id: eventId(1), signature: "a", tags, event: { errors } },
    { id: eventId(2), signature: "b" },
  ]);
  const list = await world.ask(`/api/0/organizations/acme/issues/?query=${eventId(1)}`, { session: world.owner });
  issueId = list.json[0].id;
  const spare = await world.ask(`/api/0/organizations/acme/issues/?query=${eventId(2)}`, { session: world.owner });
  spareId = spare.json[0].id;
  cpuMs = cpuNow();
  key = (await world.store.projects.listClientKeys(world.web.id))[0]?.publicKey ?? "";
});

// What makes projects, teams and the like makes hundreds of them, which each later answer would have to look at.
const routes = apiRoutes(partsForTheTable()).toSorted((a, b) => Number(makesMore(a)) - Number(makesMore(b)));

function makesMore({ method, path }: Route): boolean {
  return method === "POST" && /(?:projects|teams|members|releases|deploys|keys|tokens|channels|rules)$/.test(path);
}

function partsForTheTable(): Parameters<typeof apiRoutes>[0] {
  // Only the rows are looked at; nothing in here is ever called.
  return { publicUrl: PUBLIC_URL, backOff: createBackOff() } as Parameters<typeof apiRoutes>[0];
}

for (const route of routes) {
  const name = `${route.method} ${route.path}`;
  const params = route.path.match(/:\w+/g) ?? [];
  for (const param of params) {
    test(`${name} takes any ${param}`, async () => {
      for (const text of TEXTS) {
        // Whoever parses the address takes two dots for the way up, in any spelling: what is deleted would be another thing.
        if (route.method === "DELETE" && text === "%2e%2e") continue;
        await assertAnswers(route, pathOf(route, { [param]: text }), "{}");
      }
    });
  }
  test(`${name} takes any query`, async () => {
    const together = TEXTS.map((text) =>
      QUERY_KEYS.map((queryKey) => `${queryKey}=${text}`)
        .join("&")
        .slice(0, 50_000),
    );
    // Where several keys are read, one that is refused would hide the others.
    const queries = readsSeveralKeys(route) ? [...ONE_KEY_EACH, ...together] : together;
    for (const query of [...queries, ...QUERIES]) await assertAnswers(route, `${pathOf(route)}?${query}`, "{}");
  });
  if (route.method === "GET") continue;
  test(`${name} takes any body`, async () => {
    for (const body of BODIES) await assertAnswers(route, pathOf(route), body);
    if (!readsFields(route)) return;
    const read = fieldsReadBy(route);
    const single = read.flatMap((field) => VALUES.map((value) => `{"name":"X","${field}":${value}}`));
    const together = VALUES.map((value) => `{${FIELDS.map((field) => `"${field}":${value}`).join(",")}}`);
    for (const body of [...together, ...single]) await assertAnswers(route, pathOf(route), body);
  });
}

test("tags and problems of an event that are called like parts of an object are shown by their names", async () => {
  const get = async (path: string) => (await world.ask(`/api/0/${path}`, { session: world.owner })).json;
  const tags: readonly { readonly key: string; readonly name: string }[] = await get(`issues/${issueId}/tags/`);
  assert.deepEqual(
    tags.map(({ name }) => name),
    tags.map(({ key: tagKey }) => tagKey),
  );
  const { errors } = await get(`projects/acme/web/events/${eventId(1)}/`);
  assert.deepEqual(
    errors.map(({ message }: { readonly message: unknown }) => message),
    ["constructor", "__proto__"],
  );
});

test("a name cannot hold what cannot be shown", async () => {
  for (const name of ["a\0b", "a\u0007", "a\ud800", "a\nb"]) {
    const renamed = await world.ask("/api/0/projects/acme/web/", { method: "PUT", session: world.owner, body: { name } });
    assert.deepEqual([renamed.status, renamed.json], [400, { name: ["must not hold control characters"] }]);
    const made = await world.ask("/api/0/projects/acme/web/keys/", { method: "POST", session: world.owner, body: { name } });
    assert.deepEqual([made.status, made.json], [400, { name: ["must not hold control characters"] }]);
  }
});

test("set-up takes any body before it is done", async () => {
  const fresh = await openWorld();
  await fresh.store.commands.storeSetupToken({ tokenHash: hashToken("right"), expiresAtMs: fresh.clock.nowMs + 1_000 });
  const right = { email: "a@example.org", password: "violet kettle", organization: "Acme", project: { name: "Web" } };
  const fields = ["token", ...Object.keys(right)].flatMap((field) => VALUES.map((value) => [field, value] as const));
  for (const [field, value] of fields) {
    const body = JSON.stringify({ token: "wrong", ...right, [field]: "HOLE" }).replace('"HOLE"', () => value);
    assertAnswered(await fresh.ask("/api/0/setup/", { method: "POST", body }), `${field} ${value.slice(0, 40)}`);
  }
  assert.deepEqual((await fresh.ask("/api/0/setup/")).json, { needsSetup: true });
});

const HEADERS: readonly { readonly [name: string]: string }[] = [
  { authorization: "" },
  { authorization: "Bearer" },
  { authorization: `Bearer ${"x".repeat(100_000)}` },
  { authorization: "Bearer \u0000\u00ff" },
  { authorization: "Basic YTpi" },
  { cookie: "culprit_session=" },
  { cookie: "culprit_session=__proto__; ".repeat(2_000) },
  { cookie: "=;=;;%00" },
  { origin: "null" },
  { origin: "http://[" },
  { "content-type": "application/json; charset=utf-7" },
  { "content-type": "multipart/form-data" },
  { "content-type": "x" },
  { "accept-encoding": "gzip;q=NaN,".repeat(1_000) },
  { "if-none-match": '"'.repeat(10_000) },
];
for (const headers of HEADERS) {
  test(`any header is taken: ${JSON.stringify(headers).slice(0, 60)}`, async () => {
    for (const method of ["GET", "PUT"]) {
      const answered = await world.ask("/api/0/organizations/acme/issues/", { method, body: {}, headers });
      assertAnswered(answered, method);
    }
  });
}

function readsSeveralKeys(route: Route): boolean {
  return route.path.startsWith("/organizations/") && /\/(issues|events|stats)$/.test(route.path);
}

/** What each route was seen to read its body with. */
const schemas = new Map<string, Set<z.ZodType>>();

function noteRead({ method, path }: Pick<Route, "method" | "path">, what: "query" | "body", schema: z.ZodType): void {
  const known = schemas.get(`${method} ${path}`) ?? new Set();
  if (what === "body") schemas.set(`${method} ${path}`, known.add(schema));
}

/** Of `FIELDS` those that stand in its schemas: what none of them names, the route does not see. */
function fieldsReadBy({ method, path }: Route): readonly string[] {
  const read = schemas.get(`${method} ${path}`);
  if (read === undefined) return method === "DELETE" ? [] : FIELDS;
  const text = [...read]
    .map((schema) => JSON.stringify(z.toJSONSchema(schema, { unrepresentable: "any", io: "input" })))
    .join();
  return FIELDS.filter((field) => text.includes(`"${field}":`));
}

/** Three prefixes of an issue share what comes behind them, and some routes read no field at all. */
function readsFields({ path }: Route): boolean {
  return /^\/(organizations|projects)\//.test(path) && !/\/(create-sample|keys)$/.test(path);
}

function pathOf(route: Route, changed: { readonly [param: string]: string } = {}): string {
  const usual: { readonly [name: string]: string } = {
    ":organization": "acme",
    // The one that the rest is asked about must not go.
    ":project": route.method === "DELETE" && route.path.endsWith("/:project") ? "shop" : "web",
    ":issue": route.method === "DELETE" && route.path.endsWith("/:issue") ? spareId : issueId,
    ":event": eventId(1),
    ":shortId": "WEB-1",
    ":note": "1",
    ":version": "shop@1.4.0",
    ":key": route.path.includes("/keys/") ? key : "constructor",
  };
  return `/api/0${route.path.replace(/:\w+/g, (name) => changed[name] ?? usual[name] ?? name)}/`;
}

/** Milliseconds of CPU at the last answer: asking the system is half of what a small answer costs. */
let cpuMs = 0;

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

async function assertAnswers(route: Route, path: string, body: string): Promise<void> {
  const cpuBefore = cpuMs;
  const asking = route.method === "GET" ? {} : { body };
  // Signing out would end the session that the rest is asked with.
  const session = route.path === "/auth" ? {} : { session: world.owner };
  const answered = await world.ask(path, { method: route.method, ...session, ...asking });
  cpuMs = cpuNow();
  const what = `${path.slice(0, 120)} ${body.slice(0, 60)}`;
  // CPU and not the clock: what else the machine does is not the answer's fault.
  assert.ok(cpuMs - cpuBefore < 1_000, `${what} took ${cpuMs - cpuBefore} ms`);
  assertAnswered(answered, what);
}

function assertAnswered({ status, headers, text, json }: Answered, what: string): void {
  assert.ok(status >= 200 && status < 500, `${what} is ${status} ${text.slice(0, 200)}`);
  assert.equal(headers["x-injected"], undefined);
  if (status === 204) return assert.equal(text, "");
  assert.equal(headers["content-type"], "application/json", what);
  if (status < 400) return;
  if (typeof json.detail === "string") return assert.notEqual(json.detail, "");
  // Wrong fields come back by their names, each with words.
  assert.equal(status, 400, what);
  const words: unknown[] = Object.values(json);
  assert.ok(words.length > 0 && words.every(isWords), `${what} says ${text.slice(0, 200)}`);
}

function isWords(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string" && word !== "");
}
