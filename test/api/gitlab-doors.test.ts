import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { golden } from "../../src/api/gitlab/test-golden.ts";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

const Key = z.object({ id: z.number(), active: z.boolean(), public_key: z.string(), sentry_dsn: z.string() });
const Settings = z.object({
  active: z.boolean(),
  integrated: z.boolean(),
  api_url: z.string().nullable(),
  sentry_external_url: z.string().nullable(),
});
const List = z.object({
  external_url: z.string().nullable(),
  errors: z.array(
    z.object({ id: z.string(), title: z.string(), status: z.string(), external_url: z.string(), project_slug: z.string() }),
  ),
});
const Trace = z.object({
  error: z.object({ stack_trace_entries: z.array(z.object({ filename: z.string(), context: z.unknown() })) }),
});
const Details = z.object({ error: z.object({ integrated: z.boolean(), external_base_url: z.string() }) });
const Graph = z.object({
  data: z.object({
    project: z.object({
      sentryErrors: z.object({ errors: z.object({ nodes: z.array(z.object({ title: z.string(), status: z.string() })) }) }),
    }),
  }),
});

const EVENT = {
  platform: "python",
  exception: {
    values: [
      {
        type: "PriceError",
        value: "no price",
        stacktrace: {
          frames: [{ function: "price", filename: "shop.py", lineno: 7, context_line: "return a < b", in_app: true }],
        },
      },
    ],
  },
};

/** As an SDK sends to the DSN that GitLab's API answers with. */
function send(dsn: string): Promise<Response> {
  const { protocol, host, pathname, username } = new URL(dsn);
  const [, base = "", project = ""] = /^(.*)\/(\d+)$/.exec(pathname) ?? [];
  const url = `${protocol}//${host}${base}/api/${project}/store/?sentry_key=${username}&sentry_version=7`;
  return fetch(url, { method: "POST", body: JSON.stringify(EVENT) });
}

async function ask(server: TestServer, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { "private-token": server.token, "content-type": "application/json" };
  const response = await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} is ${response.status} ${text}`);
  return JSON.parse(text);
}

test("what a program does with GitLab's API it does here: a key, its DSN, the switch, the errors", async () => {
  await using server = await startServer();
  const rest = `/api/v4/projects/${server.organization}%2F${server.project}/error_tracking`;
  const web = `/${server.organization}/${server.project}/-/error_tracking`;
  const made = Key.parse(await ask(server, "POST", `${rest}/client_keys`));
  assert.equal(new URL(made.sentry_dsn).origin, server.url);
  assert.equal((await send(made.sentry_dsn)).status, 200);
  await drained(server.url);
  const { errors, external_url: external } = List.parse(await ask(server, "GET", `${web}.json?search_term=price`));
  assert.deepEqual([errors.length, errors[0]?.title, external], [1, "PriceError: no price", null]);
  const trace = Trace.parse(await ask(server, "GET", `${web}/${errors[0]?.id}/stack_trace.json`));
  assert.deepEqual(trace.error.stack_trace_entries, [{ filename: "shop.py", context: [[7, "return a &lt; b"]] }]);

  // GitLab's collector refuses with 404, whatever is the matter.
  await ask(server, "PATCH", `${rest}/settings?active=false`);
  assert.equal((await send(made.sentry_dsn)).status, 404);
  const project = z.object({ status: z.string(), isEnabled: z.boolean() });
  const off = project.parse(await server.read(`/projects/${server.organization}/${server.project}/`));
  assert.deepEqual(off, { status: "disabled", isEnabled: false });
  const on = { method: "PUT", body: JSON.stringify({ isEnabled: true }) };
  assert.equal((await server.api(`/projects/${server.organization}/${server.project}/`, on)).status, 200);
  assert.equal((await send(made.sentry_dsn)).status, 200);

  await ask(server, "DELETE", `${rest}/client_keys/${made.id}`);
  assert.equal((await send(made.sentry_dsn)).status, 404);

  const query = `{ project(fullPath: "${server.organization}/${server.project}") { sentryErrors { errors(status: RESOLVED) { nodes { title status } } } } }`;
  await ask(server, "PUT", `${web}/${errors[0]?.id}.json`, { status: "resolved" });
  const graph = Graph.parse(await ask(server, "POST", "/api/graphql", { query }));
  assert.deepEqual(graph.data.project.sentryErrors.errors.nodes, [{ title: "PriceError: no price", status: "RESOLVED" }]);
});

test("the same doors open on a project whose errors a Sentry keeps", async () => {
  await using remote = await startServer();
  await using server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  const place = `${server.organization}/${server.project}`;
  assert.equal((await send(remote.dsn)).status, 200);
  await drained(remote.url);
  const { url: origin, token, organization, project } = remote;
  const body = JSON.stringify({ kind: "sentry", origin, token, organization, project });
  assert.equal((await server.api(`/projects/${place}/backend/`, { method: "PUT", body })).status, 200);

  const rest = `/api/v4/projects/${server.projectId}/error_tracking/settings`;
  const home = `${remote.url}/${organization}/${project}/`;
  const there = { active: true, integrated: false, api_url: `${remote.url}/api/0/projects/${organization}/${project}/` };
  assert.deepEqual(Settings.parse(await ask(server, "GET", rest)), { ...there, sentry_external_url: home });
  await ask(server, "PATCH", rest, { active: true, integrated: true });
  assert.equal(Settings.parse(await ask(server, "PUT", rest, { active: true, integrated: false })).integrated, false);

  const web = `/${place}/-/error_tracking`;
  const list = List.parse(await ask(server, "GET", `${web}.json?search_term=PriceError`));
  assert.deepEqual([list.errors.length, list.external_url], [1, home]);
  assert.ok(list.errors[0]?.external_url.startsWith(`${remote.url}/organizations/`));
  const id = list.errors[0]?.id ?? "";
  const details = Details.parse(await ask(server, "GET", `${web}/${id}/details.json`));
  assert.deepEqual(details.error, { integrated: false, external_base_url: home });
  const trace = Trace.parse(await ask(server, "GET", `${web}/${id}/stack_trace.json`));
  assert.deepEqual(trace.error.stack_trace_entries, [{ filename: "shop.py", context: [[7, "return a &lt; b"]] }]);
  const projects = await ask(server, "GET", `${web}/projects.json?api_host=${remote.url}&token=********`);
  assert.deepEqual(projects, golden("web-projects"));

  await ask(server, "PUT", `${web}/${id}.json`, { status: "ignored" });
  const Status = z.object({ status: z.string() });
  const statuses = async (): Promise<readonly string[]> =>
    z
      .array(Status)
      .parse(await remote.read(`/projects/${organization}/${project}/issues/?query=`))
      .map(({ status }) => status);
  await waitFor(async () => (await statuses()).includes("ignored"), { what: "the Sentry's issue to be ignored" });
});
