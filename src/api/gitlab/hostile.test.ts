import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createBackOff } from "../../account/back-off.ts";
import type { Answered, Populated } from "../test-world.ts";
import { eventId, openPopulatedWorld, PUBLIC_URL, recordError } from "../test-world.ts";
import type { GitlabRoute } from "./route.ts";
import { gitlabRoutes } from "./routes.ts";

/** As text in a path or a query; what has to be is percent-encoded. */
const TEXTS = [
  "",
  "%00",
  "%ff",
  "%E0%A4%A",
  "%F0%9F%98%80",
  "%",
  "acme%2Fweb%2F..%2F..",
  "%2F%2F",
  "%252F",
  "..%2f..%2fetc%2fpasswd",
  "%0d%0aX-Injected:1",
  "%27%20OR%201=1--",
  "%3Cscript%3E",
  "-1",
  "0",
  "1e309",
  "9007199254740993",
  "9".repeat(400),
  "__proto__",
  "constructor",
  "null",
  "[]",
  "*****",
  "x".repeat(600),
  "%2A".repeat(3_000),
  "(a:".repeat(3_000),
] as const;
const KEYS =
  "search_term sort cursor issue_status page per_page active integrated api_host token status query variables operationName".split(
    " ",
  );
const VALUES = [
  "null",
  "0",
  "1e309",
  '""',
  "[]",
  "{}",
  '{"a":{}}',
  `"${"x".repeat(100_000)}"`,
  '"\\u0000\\ud800"',
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
];
const BODIES = [
  "",
  "{",
  "[]",
  "null",
  "1",
  '"x"',
  '{"__proto__":{"a":1}}',
  `{"a":${"[".repeat(50_000)}`,
  "\u0000",
  "{}".repeat(1_000),
];

let world: Populated;
before(async () => {
  world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
});

// Only the rows are looked at; nothing in here is ever called.
const routes = gitlabRoutes({ publicUrl: PUBLIC_URL, backOff: createBackOff() } as Parameters<typeof gitlabRoutes>[0]);

for (const route of routes) {
  const name = `${route.method} ${route.path}`;
  for (const param of route.path.match(/:\w+/g) ?? []) {
    test(`${name} takes any ${param}`, async () => {
      for (const text of TEXTS)
        await assertAnswers(route, pathOf(route, { [param]: text }), '{"active":true,"integrated":true}');
    });
  }
  test(`${name} takes any query`, async () => {
    for (const queryKey of KEYS) {
      for (const text of TEXTS) await assertAnswers(route, `${pathOf(route)}?${queryKey}=${text.slice(0, 10_000)}`, "");
    }
    for (const query of [
      "__proto__=1&constructor=2",
      "active[]=1&active[b]=c",
      "=&&&==&=",
      "sort=a&sort=b",
      "&".repeat(5_000),
    ]) {
      await assertAnswers(route, `${pathOf(route)}?${query}`, "");
    }
  });
  if (route.method === "GET") continue;
  test(`${name} takes any body`, async () => {
    const fields = KEYS.flatMap((field) => VALUES.map((value) => `{"${field}":${value}}`));
    for (const body of [...BODIES, ...fields]) await assertAnswers(route, pathOf(route), body);
    for (const type of [
      "multipart/form-data; boundary=x",
      "application/x-www-form-urlencoded",
      "text/plain",
      "",
      "application/json",
    ]) {
      await assertAnswers(route, pathOf(route), "%&=a=b&%ff", { "content-type": type });
    }
  });
}

test("any token header is taken", async () => {
  for (const token of ["", " ", "x", "x".repeat(100_000), "\u0000\u00ff", "a b", "glpat-" + "0".repeat(20)]) {
    for (const route of routes) {
      const answered = await world.ask(pathOf(route), { method: route.method, headers: { "private-token": token } });
      assert.equal(answered.status, 401, `${route.path} ${token.slice(0, 20)}`);
    }
  }
});

test("what lies beside the routes is refused in the manner of its neighbours", async () => {
  const bodies = new Map<string, unknown>([
    ["/api/v4/projects", { error: "404 Not Found" }],
    ["/api/v4/projects/1/error_tracking/settings/x", { error: "404 Not Found" }],
    ["/api/graphql/x", { errors: [{ message: "The requested resource does not exist" }] }],
    ["/acme/web/-/error_tracking/1/x.json", { message: "The requested resource does not exist" }],
  ]);
  for (const [path, body] of bodies) {
    const { status, json } = await world.ask(path, { session: world.owner });
    assert.deepEqual([status, json], [404, body]);
  }
});

function pathOf(route: GitlabRoute, changed: { readonly [param: string]: string } = {}): string {
  const usual: { readonly [name: string]: string } = {
    ":id": "1",
    ":organization": "acme",
    ":project": "web",
    ":error": "1",
    ":key": "999",
  };
  return route.path.replace(/:\w+/g, (name) => changed[name] ?? usual[name] ?? name);
}

async function assertAnswers(
  route: GitlabRoute,
  path: string,
  body: string,
  headers: { readonly [name: string]: string } = {},
): Promise<void> {
  const usageBefore = process.cpuUsage();
  const asking = route.method === "GET" || body === "" ? {} : { body };
  const answered = await world.ask(path, { method: route.method, session: world.owner, headers, ...asking });
  const { user, system } = process.cpuUsage(usageBefore);
  const what = `${route.method} ${path.slice(0, 120)} ${body.slice(0, 60)}`;
  // CPU and not the clock: what else the machine does is not the answer's fault.
  assert.ok(user + system < 1_000_000, `${what} took ${(user + system) / 1_000} ms`);
  assertAnswered(answered, what);
}

function assertAnswered({ status, headers, text, json }: Answered, what: string): void {
  assert.ok(status >= 200 && status < 500, `${what} is ${status} ${text.slice(0, 200)}`);
  assert.equal(headers["x-injected"], undefined);
  assert.equal(headers["content-type"], "application/json", what);
  if (status < 400) return;
  // What is no path at all is refused before anybody knows whose manner it is.
  const said: unknown = json.message ?? json.error ?? json.errors?.[0]?.message ?? json.detail;
  assert.ok(typeof said === "string" && said !== "", `${what} says ${text.slice(0, 200)}`);
}
