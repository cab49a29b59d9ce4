import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";

const Issue = z.object({
  id: z.string(),
  shortId: z.string(),
  title: z.string(),
  count: z.string(),
  status: z.string(),
  stats: z.object({ "24h": z.array(z.tuple([z.number(), z.number()])) }),
  remote: z.nullable(z.object({ url: z.string() })),
});
const Issues = z.array(Issue);
const Detail = z.object({
  title: z.string(),
  firstRelease: z.object({ version: z.string() }),
  tags: z.array(z.object({ key: z.string() })),
});
const Event = z.object({
  id: z.string(),
  previousEventID: z.string().nullable(),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
});

const IDS = ["a".repeat(32), "b".repeat(32)];

function send(server: TestServer, id: string): Promise<Response> {
  const frames = [{ function: "price", filename: "shop.py", lineno: 7, context_line: "return total", in_app: true }];
  const event = {
    event_id: id,
    platform: "python",
    release: "shop@1.0",
    user: { id: "7" },
    tags: { cart: "full" },
    exception: { values: [{ type: "PriceError", value: "no price", stacktrace: { frames } }] },
    breadcrumbs: { values: [{ category: "ui.click", message: "pay" }] },
  };
  return fetch(`${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}&sentry_version=7`, {
    method: "POST",
    body: JSON.stringify(event),
  });
}

const issuesOf = async (server: TestServer, query = ""): Promise<z.infer<typeof Issues>> =>
  Issues.parse(await server.read(`/projects/${server.organization}/${server.project}/issues/?query=${query}`));

test("a project whose errors another server keeps is read and worked on here, and remains readable when that one is gone", async () => {
  await using remote = await startServer();
  await using server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  for (const id of IDS) assert.equal((await send(remote, id)).status, 200);
  await drained(remote.url);

  const place = `/projects/${server.organization}/${server.project}`;
  const connected = await server.api(`${place}/backend/`, {
    method: "PUT",
    body: JSON.stringify({
      kind: "sentry",
      origin: remote.url,
      token: remote.token,
      organization: remote.organization,
      project: remote.project,
    }),
  });
  assert.equal(connected.status, 200, await connected.clone().text());
  assert.ok(!(await connected.text()).includes(remote.token));
  assert.ok(!server.output().includes(remote.token));

  const [issue, ...others] = await issuesOf(server, "is:unresolved");
  assert.ok(issue !== undefined && others.length === 0);
  assert.deepEqual([issue.title, issue.count, issue.shortId], ["PriceError: no price", "2", "SHOP-1"]);
  assert.equal(
    issue.stats["24h"].reduce((sum, [, count]) => sum + count, 0),
    2,
  );
  assert.ok(issue.remote?.url.startsWith(`${remote.url}/organizations/${remote.organization}/issues/`));

  const detail = Detail.parse(await server.read(`/issues/${issue.id}/`));
  assert.deepEqual([detail.title, detail.firstRelease.version], ["PriceError: no price", "shop@1.0"]);
  assert.ok(detail.tags.some(({ key }) => key === "cart"));
  const event = Event.parse(await server.read(`/issues/${issue.id}/events/latest/`));
  assert.ok(IDS.includes(event.id) && IDS.includes(event.previousEventID ?? ""));
  assert.deepEqual(
    event.entries.map(({ type }) => type).filter((type) => type === "exception" || type === "breadcrumbs"),
    ["exception", "breadcrumbs"],
  );
  assert.match(JSON.stringify(event.entries), /return total/);
  assert.ok(event.tags.some(({ key, value }) => key === "cart" && value === "full"));
  await server.read(`/organizations/${server.organization}/eventids/${IDS[0]}/`);

  const resolved = await server.api(`/issues/${issue.id}/`, { method: "PUT", body: JSON.stringify({ status: "resolved" }) });
  assert.equal(resolved.status, 200, await resolved.text());
  assert.deepEqual(
    (await issuesOf(remote)).map(({ status }) => status),
    ["resolved"],
  );
  assert.deepEqual(await issuesOf(server, "is:unresolved"), []);

  // An event that goes astray is refused, and one at its proper place brings the issue back.
  assert.equal((await send(server, "c".repeat(32))).status, 403);
  assert.equal((await send(remote, "c".repeat(32))).status, 200);
  await drained(remote.url);
  // Another page size is another question: the answer to the last one is shown for 15 seconds.
  assert.equal((await issuesOf(server, "is:unresolved&limit=7")).length, 1);

  await remote.stop();
  await server.stop();
  await server.restart();
  const list = await server.api(`${place}/issues/?query=`);
  assert.equal(Issues.parse(await list.json()).length, 1);
  assert.match(decodeURIComponent(list.headers.get("x-culprit-problem") ?? ""), /refuses connections/);
});
