import assert from "node:assert/strict";
import { before, test } from "node:test";
import { buildClientSchema, getIntrospectionQuery, printSchema } from "graphql";
import { createApi } from "../../api.ts";
import type { Answered, Asking, Populated } from "../../test-world.ts";
import { eventId, openPopulatedWorld, recordErrors } from "../../test-world.ts";
import { assertGolden, EXCEPTION } from "../test-golden.ts";

let world: Populated;
let token = "";

before(async () => {
  world = await openPopulatedWorld();
  recordErrors(world, world.web, [
    { id: eventId(1), signature: "a", event: { exception: EXCEPTION } },
    { id: eventId(2), signature: "b", title: "TaxError: no tax", hoursAgo: 3 },
    { id: eventId(3), signature: "c", title: "CardError: declined", hoursAgo: 2 },
  ]);
  await world.store.commands.updateIssues({
    issueIds: [2, 3],
    projectIds: [world.web.id],
    change: { status: "resolved" },
    byUserId: undefined,
  });
  token = await world.makeToken(["event:read"], { userId: world.ownerId });
});

const ask = (body: unknown, asking: Asking = { token }): Promise<Answered> =>
  world.ask("/api/graphql", { method: "POST", body, ...asking });
const query = async (text: string, variables: object = {}): Promise<Answered["json"]> =>
  (await ask({ query: text, variables })).json;
const inErrors = (text: string): string => `{ project(fullPath: "acme/web") { sentryErrors { ${text} } } }`;

const GID = "gid://gitlab/Gitlab::ErrorTracking::DetailedError/1";
const FIELDS = `id sentryId title type culprit message shortId externalUrl count userCount firstSeen lastSeen status
  frequency { time count } sentryProjectId sentryProjectName sentryProjectSlug`;
const DETAILS = `${FIELDS} externalBaseUrl firstReleaseVersion lastReleaseVersion firstReleaseShortVersion lastReleaseShortVersion
  firstReleaseLastCommit lastReleaseLastCommit gitlabCommit gitlabCommitPath gitlabIssuePath tags { level logger } integrated`;
const TRACE = "issueId dateReceived stackTraceEntries { function fileName line col traceContext { line code } }";
const LIST = inErrors(
  `externalUrl errors { nodes { ${FIELDS} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
);

test("the list, an error and its stack trace are answered as the reference has them", async () => {
  for (const asking of [{ token }, { session: world.reporter }, { headers: { "private-token": token } }]) {
    assertGolden(await ask({ query: LIST }, asking), "graphql-errors");
  }
  const variables = { path: "acme/web", id: GID };
  const asked = `query Detail($path: ID!, $id: GitlabErrorTrackingDetailedErrorID!) { project(fullPath: $path) { sentryErrors {`;
  assertGolden(
    await ask({ query: `${asked} detailedError(id: $id) { ${DETAILS} } } } }`, variables }),
    "graphql-detailed-error",
  );
  assertGolden(await ask({ query: `${asked} errorStackTrace(id: $id) { ${TRACE} } } } }`, variables }), "graphql-stack-trace");
});

test("a query also comes by GET, as a form, and with aliases, fragments and directives", async () => {
  assertGolden(await world.ask(`/api/graphql?query=${encodeURIComponent(LIST)}`, { token }), "graphql-errors");
  const form = { token, headers: { "content-type": "application/x-www-form-urlencoded" } };
  assertGolden(await ask(`query=${encodeURIComponent(LIST)}&variables=%7B%7D`, form), "graphql-errors");
  const { data } = await query(
    `query ($all: Boolean!) { shop: project(fullPath: "acme/web") { ...P ... on Project { path @include(if: $all) } __typename } }
     fragment P on Project { one: sentryDetailedError(id: "${GID}") { title status @skip(if: $all) } }`,
    { all: true },
  );
  assert.deepEqual(data, {
    shop: { one: { title: "TypeError: x is not a function" }, path: "web", __typename: "Project" },
  });
});

test("the list is filtered by status, which GitLab's cannot", async () => {
  const titles = async (args: string): Promise<readonly string[]> => {
    const { data } = await query(inErrors(`errors(${args}) { nodes { title status } }`));
    return data.project.sentryErrors.errors.nodes.map(
      ({ title, status }: { title: string; status: string }) => `${status} ${title}`,
    );
  };
  assert.deepEqual(await titles("status: UNRESOLVED"), ["UNRESOLVED TypeError: x is not a function"]);
  assert.deepEqual(await titles("status: RESOLVED"), ["RESOLVED CardError: declined", "RESOLVED TaxError: no tax"]);
  assert.deepEqual(await titles(`status: RESOLVED, searchTerm: "tax"`), ["RESOLVED TaxError: no tax"]);
  assert.deepEqual(await titles(`status: RESOLVED, sort: "first_seen", first: 1`), ["RESOLVED CardError: declined"]);
  assert.deepEqual(await titles("status: IGNORED"), []);
});

test("cursors lead on and back", async () => {
  const page = async (more: string): Promise<Answered["json"]> => {
    const text = `errors(status: RESOLVED, first: 1${more}) { edges { node { title } } pageInfo { hasNextPage endCursor startCursor } }`;
    return (await query(inErrors(text))).data.project.sentryErrors.errors;
  };
  const first = await page("");
  assert.equal(first.pageInfo.hasNextPage, true);
  const second = await page(`, after: "${first.pageInfo.endCursor}"`);
  assert.deepEqual([second.edges[0].node.title, second.pageInfo.hasNextPage], ["TaxError: no tax", false]);
  assert.deepEqual((await page(`, before: "${second.pageInfo.startCursor}"`)).edges, first.edges);
});

test("who may not see a project gets null, and a wrong token 401", async () => {
  for (const asking of [{}, { token: world.strangeToken }, { headers: { "private-token": world.strangeToken } }]) {
    assertGolden(await ask({ query: LIST }, asking), "graphql-no-project");
  }
  const weak = await world.makeToken(["project:admin"], { userId: world.ownerId });
  const { json } = await ask({ query: inErrors("externalUrl") }, { token: weak });
  assert.deepEqual(json, { data: { project: { sentryErrors: null } } });
  const wrong = await ask({ query: LIST }, { token: "x".repeat(40) });
  assert.deepEqual([wrong.status, wrong.json], [401, { errors: [{ message: "Invalid token" }] }]);
});

test("an error of another project, and none at all, is null; what is no id of one says so", async () => {
  const inShop = `{ project(fullPath: "acme/shop") { sentryErrors { detailedError(id: "${GID}") { id } errorStackTrace(id: "${GID}") { issueId } } } }`;
  assert.deepEqual(await query(inShop), {
    data: { project: { sentryErrors: { detailedError: null, errorStackTrace: null } } },
  });
  for (const id of ["1", "gid://gitlab/Issue/1", `${GID} `, { a: 1 }]) {
    const text =
      'query ($id: GitlabErrorTrackingDetailedErrorID!) { project(fullPath: "acme/web") { sentryDetailedError(id: $id) { id } } }';
    const { data, errors } = await query(text, { id });
    assert.equal(data.project.sentryDetailedError, null);
    assert.match(errors[0].message, /does not represent an instance of Gitlab::ErrorTracking::DetailedError/);
  }
});

test("tools can read the schema, and nothing in it changes anything", async () => {
  const { data } = await query(getIntrospectionQuery());
  const schema = printSchema(buildClientSchema(data));
  assert.match(schema, /status: SentryErrorStatusFilter = UNRESOLVED/);
  assert.doesNotMatch(schema, /type Mutation/);
  assert.match((await query("mutation { x }")).errors[0].message, /mutation/);
});

test("what is wrong with a query is said, with 200 as GitLab does", async () => {
  const wrong = [
    "",
    "{",
    "query { nothing }",
    "{ project { id } }",
    `{ project(fullPath: "acme/web") { id } `,
    inErrors('errors(sort: "age") { nodes { id } }'),
  ];
  for (const text of wrong) {
    const { status, json } = await ask({ query: text });
    assert.equal(status, 200, text);
    assert.equal(typeof json.errors[0].message, "string");
  }
  assert.deepEqual((await ask({})).json, { errors: [{ message: "No query string was present" }] });
  assert.equal((await ask("[1]")).status, 400);
  assert.equal((await ask({ query: LIST, variables: [1] })).status, 400);
});

test("no query costs much, however it is written", async () => {
  const many = (count: number, make: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => make(index)).join(" ");
  const attacks = {
    "a long list of aliases": inErrors(many(100, (index) => `a${index}: errors { nodes { id } }`)),
    "fragments that double": `{ ...F0 } ${many(40, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F40 on Query { project(fullPath: "acme/web") { id } }`,
    "fragments in a circle": `{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }`,
    "introspection within itself": `{ __schema { ${"types { fields { type { ".repeat(6)} name ${"} } }".repeat(6)} } }`,
    "introspection side by side": `{ __schema { ${many(60, (index) => `a${index}: types { fields { type { name } } }`)} } }`,
    "brackets within brackets": `${"{a".repeat(5_000)}${"}".repeat(5_000)}`,
    "lists within lists": `{ project(fullPath: ${"[".repeat(1_400)}`,
    "many tokens": `{ ${"a ".repeat(9_000)} }`,
    "many equal fields": `{ project(fullPath: "acme/web") { ${"id ".repeat(240)} } }`,
    "very long": `# ${"x".repeat(200_000)}`,
    "many directives": `{ project(fullPath: "acme/web") { id ${"@skip(if: false) ".repeat(190)} } }`,
    "many variables": `query (${many(300, (index) => `$v${index}: Int`)}) { project(fullPath: "a/b") { id } }`,
  };
  for (const [name, text] of Object.entries(attacks)) {
    const usageBefore = process.cpuUsage();
    const { status, json } = await ask({ query: text });
    const { user, system } = process.cpuUsage(usageBefore);
    assert.equal(status, 200, name);
    assert.ok(user + system < 500_000, `${name} took ${(user + system) / 1_000} ms`);
    if (name !== "many equal fields") assert.ok(json.errors.length > 0, name);
  }
});

test("a fault of ours keeps its words to itself", async () => {
  const faults: unknown[] = [];
  const broken = (): never => {
    throw new Error("SELECT secret");
  };
  const api = await createApi({
    ...world.deps,
    backendOf: () => ({ ...world.store.backend, listIssues: broken }),
    onError: (error) => faults.push(error),
  });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = Buffer.from(JSON.stringify({ query: LIST }));
  const response = await api.handle({ method: "POST", path: "/api/graphql", headers, body, clientIp: "192.0.2.7" });
  const text = Buffer.from(response.body).toString("utf8");
  assert.match(text, /"message":"Internal server error".*"errorId":"[0-9a-f]{32}"/);
  assert.doesNotMatch(text, /secret/);
  assert.equal(faults.length, 1);
});
