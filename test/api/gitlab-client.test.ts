import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { z } from "zod";
import { startPlace } from "../clients/place.ts";
import type { Place } from "../clients/place.ts";
import type { FakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import { fakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import type { FakeWorld } from "../fakes/codehost/world.ts";
import { addIssue, GOOD_TOKEN, shopWorld } from "../fakes/codehost/world.ts";

/**
 * The eight calls of GitLab's Sentry client, with its parameters and held to what it demands of the answers: digits for ids, the
 * fields that it fetches without a default, and the `Link` header as its pattern reads it. Source: reference
 * gitlab-error-tracking §7.
 */

const digits = z.string().regex(/^\d+$/);
const Projects = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    status: z.string(),
    organization: z.object({ id: z.string(), name: z.string(), slug: z.string() }),
  }),
);
const Listed = z.object({
  id: digits,
  title: z.string(),
  type: z.string(),
  culprit: z.string(),
  count: z.string(),
  userCount: z.number(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  shortId: z.string(),
  status: z.enum(["resolved", "unresolved", "ignored"]),
  metadata: z.object({ value: z.string() }),
  stats: z.object({ "24h": z.array(z.tuple([z.number(), z.number()])) }),
  project: z.object({ id: z.string(), name: z.string(), slug: z.string() }),
});
const Release = z.object({ version: z.string(), shortVersion: z.string(), lastCommit: z.unknown() });
const Detail = Listed.extend({
  level: z.string(),
  logger: z.string(),
  // Each is parsed as a text of HTML.
  annotations: z.array(z.string()),
  pluginIssues: z.array(z.object({ id: z.string(), issue: z.object({ url: z.string() }) })),
  firstRelease: Release,
  lastRelease: Release,
});
const Event = z.object({
  groupID: digits,
  projectID: digits,
  dateReceived: z.string(),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
});
const Exception = z.object({
  values: z.array(
    z.object({
      stacktrace: z.object({
        frames: z.array(
          z.object({ function: z.string(), filename: z.string(), lineNo: z.number(), context: z.array(z.unknown()) }),
        ),
      }),
    }),
  ),
});
const Repositories = z.array(
  z.object({ status: z.literal("active"), integrationId: z.string(), externalSlug: z.union([z.number(), z.string()]) }),
);

let place: Place;
let gitlab: FakeGitlab;
let host: FakeWorld;

before(async () => {
  host = shopWorld("acme");
  gitlab = await fakeGitlab(host, "");
  place = await startPlace({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
});
after(async () => {
  await place[Symbol.asyncDispose]();
  await gitlab.close();
});

/** As GitLab asks: its headers on every call, and any status but 200 to 204 is an error, redirects included. */
async function ask(
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly headers: Headers; readonly json: unknown }> {
  const response = await fetch(`${place.url}/api/0${path}`, {
    method,
    redirect: "manual",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${place.userToken}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.status >= 200 && response.status <= 204, `${method} ${path} is ${response.status} ${text}`);
  assert.ok(text.length < 1024 ** 2, "GitLab refuses answers above 1 MiB");
  return { headers: response.headers, json: text === "" ? undefined : JSON.parse(text) };
}

const listed = async (query: string): Promise<{ readonly headers: Headers; readonly issues: z.infer<typeof Listed>[] }> => {
  const { headers, json } = await ask("GET", `/projects/${place.organization}/${place.project}/issues/?${query}`);
  return { headers, issues: z.array(Listed).parse(json) };
};

test("1: it finds the project to connect to", async () => {
  const [project] = Projects.parse((await ask("GET", "/projects/")).json);
  assert.deepEqual([project?.slug, project?.organization.slug], [place.project, place.organization]);
});

test("2: it lists by status, search text, sort and cursor, and pages by its own reading of the Link header", async () => {
  const all = await listed("query=is:unresolved&limit=20");
  assert.deepEqual(
    all.issues.map(({ title }) => title),
    ["TaxError: no tax", "PriceError: no price"],
  );
  assert.deepEqual(
    (await listed("query=is:unresolved+price&limit=20")).issues.map(({ shortId }) => shortId),
    ["SHOP-1"],
  );
  assert.deepEqual((await listed("query=is:resolved&limit=20")).issues, []);
  assert.equal((await listed("query=is:unresolved&limit=20&sort=freq")).issues[0]?.count, "2");

  const first = await listed("query=is:unresolved&limit=1&sort=new");
  const links = (first.headers.get("link") ?? "").split(",");
  assert.equal(links.length, 2);
  const [previous, next] = links.map((link) =>
    /rel="(previous|next)"\s*;?\s*results="(true|false)"\s*;?\s*cursor="([^"]+)"/.exec(link),
  );
  assert.deepEqual([previous?.[1], previous?.[2], next?.[1], next?.[2]], ["previous", "false", "next", "true"]);
  const second = await listed(`query=is:unresolved&limit=1&sort=new&cursor=${encodeURIComponent(next?.[3] ?? "")}`);
  assert.deepEqual([first.issues[0]?.shortId, second.issues[0]?.shortId], ["SHOP-2", "SHOP-1"]);
});

test("3 and 4: it shows an issue and the stack trace of its latest event", async () => {
  const detail = Detail.parse((await ask("GET", "/issues/1/")).json);
  assert.deepEqual(
    [detail.metadata.value, detail.level, detail.logger, detail.firstRelease.shortVersion, detail.annotations],
    ["no price", "error", "shop.prices", "1.4.0", []],
  );
  const event = Event.parse((await ask("GET", "/issues/1/events/latest/")).json);
  assert.equal(event.groupID, "1");
  const exception = Exception.parse(event.entries.find(({ type }) => type === "exception")?.data);
  const frames = exception.values.find(({ stacktrace }) => stacktrace !== undefined)?.stacktrace.frames;
  assert.deepEqual(frames?.at(-1)?.function, "priceerror");
});

test("5: it resolves, ignores and reopens", async () => {
  for (const status of ["resolved", "ignored", "unresolved"]) {
    assert.equal(Detail.parse((await ask("PUT", "/issues/1/", { status })).json).status, status);
  }
});

test("6 and 7: it finds its own project among the repositories and links its issue, once and again", async () => {
  assert.deepEqual((await ask("GET", `/organizations/${place.organization}/repos/`)).json, []);
  const [repository] = host.repositories;
  assert.ok(repository !== undefined);
  addIssue(repository, "Prices are missing", "");
  await ask("PUT", `/projects/${place.organization}/${place.project}/code-host/`, {
    kind: "gitlab",
    origin: gitlab.origin,
    token: GOOD_TOKEN,
    repository: "11",
  });
  const repositories = Repositories.parse((await ask("GET", `/organizations/${place.organization}/repos/`)).json);
  const own = repositories.find(({ externalSlug }) => externalSlug === 11);
  assert.ok(own !== undefined);
  const told = { project: 11, externalIssue: "11#1" };
  await ask("PUT", `/groups/1/integrations/${own.integrationId}/`, told);
  await ask("PUT", `/groups/1/integrations/${own.integrationId}/`, told);
  const detail = Detail.parse((await ask("GET", "/issues/1/")).json);
  const url = detail.pluginIssues.find(({ id }) => id === "gitlab")?.issue.url;
  assert.equal(url, `${gitlab.origin}/acme/shop/-/issues/1`);
});

test("8: it links its issue as a plugin where it found no repository", async () => {
  const [repository] = host.repositories;
  assert.ok(repository !== undefined);
  addIssue(repository, "Taxes are missing", "");
  await ask("POST", "/issues/2/plugins/gitlab/link/", { issue_id: 2 });
  assert.match(JSON.stringify((await ask("GET", "/issues/2/")).json), /\/acme\/shop\/-\/issues\/2/);
});

test("links of other projects, other connections and issues that are not there are refused in words", async () => {
  const refused = async (method: string, path: string, body: object): Promise<unknown> => {
    const response = await place.api(path, {
      method,
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${place.userToken}` },
    });
    return [response.status, await response.json()];
  };
  const told = { project: 12, externalIssue: "12#1" };
  assert.match(
    JSON.stringify(await refused("PUT", "/groups/1/integrations/1/", told)),
    /^\[400,.*must be an issue of acme\/shop/,
  );
  assert.match(JSON.stringify(await refused("PUT", "/groups/1/integrations/9/", told)), /^\[404,/);
  const missing = await refused("POST", "/issues/1/plugins/gitlab/link/", { issue_id: 77 });
  assert.match(JSON.stringify(missing), /^\[409,.*linked to #1 of acme\/shop already/);
  assert.match(JSON.stringify(await refused("PUT", "/groups/1/integrations/1/", { externalIssue: "x" })), /^\[400,/);
});
