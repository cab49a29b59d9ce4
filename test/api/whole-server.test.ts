import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { z } from "zod";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

const Issues = z.array(z.object({ id: z.string(), title: z.string(), count: z.string(), userCount: z.number() }));

async function send(server: TestServer, id: string): Promise<number> {
  const event = {
    event_id: id,
    platform: "python",
    user: { id: id.slice(0, 1) },
    exception: {
      values: [{ type: "PriceError", value: "no price", stacktrace: { frames: [{ function: "price", filename: "shop.py" }] } }],
    },
  };
  const response = await fetch(`${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}&sentry_version=7`, {
    method: "POST",
    body: JSON.stringify(event),
  });
  assert.deepEqual(await response.json(), { id });
  return response.status;
}

async function issuesOf(server: TestServer): Promise<z.infer<typeof Issues>> {
  return Issues.parse(await server.read(`/projects/${server.organization}/${server.project}/issues/?query=`));
}

test("what was answered 200 is there once after kill -9, a restart, and the same sent again", async () => {
  await using server = await startServer();
  const ids = Array.from({ length: 60 }, () => randomUUID().replaceAll("-", ""));
  const statuses = await Promise.all(ids.map((id) => send(server, id)));
  assert.ok(statuses.every((status) => status === 200));
  await server.kill9();
  await server.restart();
  await Promise.all(ids.slice(0, 20).map((id) => send(server, id)));
  await waitFor(async () => (await issuesOf(server))[0]?.count === "60", {
    what: "all events to be counted",
    timeoutMs: 20_000,
  });

  const [issue, ...others] = await issuesOf(server);
  assert.equal(others.length, 0);
  assert.equal(issue?.title, "PriceError: no price");
  assert.equal(issue.userCount, new Set(ids.map((id) => id.slice(0, 1))).size);
  for (const id of ids) await server.read(`/organizations/${server.organization}/eventids/${id}/`);
});

test("SIGTERM ends a server within seconds, with nothing that was answered lost", async () => {
  await using server = await startServer();
  const answered: string[] = [];
  const state = { isOver: false };
  const senders = Array.from({ length: 20 }, async () => {
    while (!state.isOver) {
      const id = randomUUID().replaceAll("-", "");
      const isKept = await send(server, id).then(
        (status) => status === 200,
        () => false,
      );
      if (isKept) answered.push(id);
    }
  });
  await waitFor(() => answered.length > 50, { what: "some answers", timeoutMs: 20_000 });
  const code = await server.stop();
  state.isOver = true;
  await Promise.all(senders);
  assert.equal(code, 0);
  await server.restart();
  await waitFor(async () => Number((await issuesOf(server))[0]?.count ?? 0) >= answered.length, {
    what: "all answered events to be counted",
    timeoutMs: 20_000,
  });
});

test("an open stream ends with the server instead of being cut off", async () => {
  await using server = await startServer();
  const stream = await server.api(`/organizations/${server.organization}/live/`);
  const reading = stream.text();
  await waitFor(async () => /^culprit_live_streams 1$/m.test(await (await fetch(`${server.url}/metrics`)).text()), {
    what: "the stream to be open",
    timeoutMs: 20_000,
  });
  assert.equal(await server.stop(), 0);
  // A connection that is cut rejects here.
  assert.match(await reading, /^retry: /);
});

test("a second server on the same directory is turned away with the remedy", async () => {
  await using server = await startServer();
  await assert.rejects(
    startServer({ env: { CULPRIT_DATA_DIR: server.dataDir }, isSetUp: false }),
    (error) => error instanceof Error && /Another Culprit is running.*CULPRIT_DATA_DIR/s.test(error.message),
  );
});
