import assert from "node:assert/strict";
import { before, test } from "node:test";
import { z } from "zod";
import type { ApiParts } from "../api-deps.ts";
import { createBackOff } from "../../account/back-off.ts";
import { gitlabRoutes } from "../gitlab/routes.ts";
import { apiRoutes } from "../routes.ts";
import { PUBLIC_URL } from "../test-world.ts";
import type { Described, OpenApi } from "./document.ts";
import { describedRoutes, openApiDocument, statusesOf, templateOf } from "./document.ts";
import { GITLAB_OPERATIONS } from "./gitlab-operations.ts";
import { rowOf } from "./operation.ts";
import { API_OPERATIONS } from "./operations.ts";
import type { Filled } from "./test-filled-world.ts";
import { openFilledWorld, pathOf } from "./test-filled-world.ts";

// Only the rows are looked at; nothing in here is ever called.
const parts = { publicUrl: PUBLIC_URL, backOff: createBackOff() } as ApiParts;
const { described, missing } = describedRoutes(parts);
const document = openApiDocument(parts);

/** Schemas that each route was seen to read with. */
const read = new Map<string, { readonly query: Set<z.ZodType>; readonly body: Set<z.ZodType> }>();
let filled: Filled;

before(async () => {
  filled = await openFilledWorld((route, what, schema) => {
    const row = rowOf(route);
    const seen = read.get(row) ?? { query: new Set(), body: new Set() };
    seen[what].add(schema);
    read.set(row, seen);
  });
});

test("every route has its operation, and every operation a route", () => {
  assert.deepEqual(missing, [], "say in src/api/openapi what these do, read and answer");
  const rows = new Set([...apiRoutes(parts).map(rowOf), ...gitlabRoutes(parts).map(({ method, path }) => `${method} ${path}`)]);
  const told = [...Object.values(API_OPERATIONS), GITLAB_OPERATIONS].flatMap((operations) => Object.keys(operations));
  assert.deepEqual(
    told.filter((row) => !rows.has(row)),
    [],
  );
  assert.equal(new Set(told).size, told.length, "a route is described twice");
});

test("operations have ids of their own, and what they point to is there", () => {
  const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  assert.equal(new Set(ids).size, ids.length);
  const named = new Set(Object.keys(document.components.schemas));
  const pointed = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  assert.deepEqual(
    [...new Set(Array.from(pointed, ([, name = ""]) => name))].filter((name) => !named.has(name)),
    [],
  );
});

/** What the filled world does not have: a provider to sign in with, a Sentry, a repository. */
const NOT_HERE: ReadonlySet<string> = new Set([
  "GET /auth/oidc/callback",
  "GET /:organization/:project/-/error_tracking/projects.json",
  "GET {issue}/events/:event/source",
]);
/** Queries without which a route refuses. */
const QUERIES: { readonly [route: string]: string } = {
  "/api/0/organizations/:organization/stats_v2/": "?field=sum(quantity)&groupBy=outcome&interval=1d&statsPeriod=2d",
  "/api/0/organizations/:organization/sessions/": "?field=sum(session)&statsPeriod=2d&interval=1d",
  "/api/0/organizations/:organization/events/": "?dataset=logs",
  "/api/0/organizations/:organization/search/values/": "?key=browser",
  "/api/0/organizations/:organization/releases/": "?health=1",
  "/api/0/projects/:organization/:project/releases/": "?health=1",
  "/api/0/organizations/:organization/releases/:version/": "?health=1",
  "/api/0/projects/:organization/:project/releases/:version/": "?health=1",
  "/api/0/projects/:organization/:project/events/": "?full=true",
};

test("every GET answers what the document says", async () => {
  const problems: string[] = [];
  for (const route of described.filter((one) => one.method === "GET" && !NOT_HERE.has(nameOf(one)))) {
    const path = pathOf(route.path, filled.names) + (QUERIES[route.path] ?? "");
    const { status, json, text } = await filled.ask({ method: "GET", path });
    problems.push(...(status === 200 ? problemsOf(route, status, json) : [`${path} answers ${status} ${text}`]));
  }
  assert.deepEqual(problems, []);
});

test("changes answer what the document says", () => {
  const problems = filled.filledBy.flatMap(({ method, route: asked, answered }) => {
    const route = described.find((one) => one.method === method && one.path === asked.replace(/\?.*/, ""));
    return route === undefined ? [`${asked} is not described`] : problemsOf(route, answered.status, answered.json);
  });
  assert.deepEqual(problems, []);
});

test("what a route reads with is what the document tells", async () => {
  const isRead = (method: string): boolean => method !== "GET" && method !== "DELETE";
  // A body that is empty and one that is wrong: what is read second is read when the first is passed.
  for (const route of described.filter(({ path, method }) => path.startsWith("/api/0/") && isRead(method))) {
    for (const body of [[], {}]) await filled.ask({ method: route.method, path: pathOf(route.path, filled.names), body });
  }
  const untold = described.flatMap((route) => {
    const { query = [], body = [] } = route.operation;
    const told = [...query, ...body].flatMap((one) => (one instanceof z.ZodUnion ? [one, ...one.options] : [one]));
    const seen = read.get(nameOf(route));
    return [...(seen?.query ?? []), ...(seen?.body ?? [])]
      .filter((schema) => !told.includes(schema))
      .map(
        (schema) => `${nameOf(route)} reads ${schema instanceof z.ZodObject ? Object.keys(schema.shape).join() : schema.type}`,
      );
  });
  assert.deepEqual(untold, []);
});

/** The row of the tables. */
function nameOf({ method, path }: Pick<Described, "method" | "path">): string {
  return rowOf({ method, path: path.replace(/^\/api\/0(\/.*?)\/?$/, "$1") });
}

const schemas = z.record(z.string(), z.unknown()).parse(closed(document.components.schemas));

/** Every field that is answered must be told: objects of the document are closed for the test. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, closed(inner)] as const);
  const isOpen = "properties" in value && value.properties !== undefined && !("additionalProperties" in value);
  return { ...Object.fromEntries(entries), ...(isOpen && { additionalProperties: false }) };
}

/** What an answer has that the document does not tell, and the other way round. */
function problemsOf(route: Described, status: number, json: unknown): readonly string[] {
  const name = nameOf(route);
  if (!statusesOf(route.method, route.operation).includes(status)) return [`${name} answers ${status}`];
  if (status === 204) return json === undefined ? [] : [`${name} answers 204 with a body`];
  const problem = problemOf(document.paths[templateOf(route.path)]?.[route.method.toLowerCase()], status, json);
  return problem === undefined ? [] : [`${name}: ${problem}`];
}

const Responses = z.record(
  z.string(),
  z.looseObject({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() }),
);

function problemOf(operation: OpenApi["paths"][string][string] | undefined, status: number, json: unknown): string | undefined {
  const schema = Responses.parse(operation?.responses)[status]?.content?.["application/json"]?.schema;
  const parsed = checkerOf(JSON.stringify(closed(schema))).safeParse(json);
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** Made once for each schema: several routes answer alike. */
const checkers = new Map<string, z.ZodType>();

function checkerOf(schema: string): z.ZodType {
  const known = checkers.get(schema);
  if (known !== undefined) return known;
  const whole = JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(schema)), $defs: schemas });
  const made = z.fromJSONSchema(JSON.parse(whole.replaceAll('"#/components/schemas/', '"#/$defs/')));
  checkers.set(schema, made);
  return made;
}
