import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";

const Sessions = z.object({ groups: z.array(z.object({ totals: z.record(z.string(), z.number().nullable()) })) });
const Attachments = z.array(z.object({ id: z.string(), name: z.string(), size: z.number() }));
const Outcomes = z.object({
  groups: z.array(z.object({ kind: z.string(), category: z.string(), reason: z.string(), quantity: z.number() })),
});

type Item = readonly [header: object, payload: object | Uint8Array];

function envelopeOf(header: object, items: readonly Item[]): Buffer {
  const parts = items.flatMap(([itemHeader, payload]) => {
    const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
    return [Buffer.from(`\n${JSON.stringify({ ...itemHeader, length: bytes.length })}\n`), bytes];
  });
  return Buffer.concat([Buffer.from(JSON.stringify(header)), ...parts]);
}

async function send(server: TestServer, header: object, items: readonly Item[]): Promise<Response> {
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}&sentry_version=7`;
  const response = await fetch(url, { method: "POST", body: envelopeOf(header, items) });
  assert.equal(response.status, 200);
  return response;
}

test("everything that an SDK sends beside events is there once after kill -9 and a restart", async () => {
  await using server = await startServer();
  const eventId = randomUUID().replaceAll("-", "");
  const started = new Date().toISOString();
  const attrs = { release: "shop@1.0", environment: "production" };
  const session = { sid: randomUUID(), did: "zoe", started, attrs };
  const file = Buffer.from("a\n\0b".repeat(50_000));
  await send(server, { event_id: eventId }, [
    [{ type: "event" }, { message: "broken", release: "shop@1.0" }],
    [{ type: "attachment", filename: "order.log" }, file],
    [{ type: "attachment", filename: "empty" }, new Uint8Array()],
    [{ type: "session" }, { ...session, init: true, status: "ok" }],
  ]);
  const told = await send(server, {}, [
    [{ type: "session" }, { ...session, seq: 1, status: "crashed", errors: 1 }],
    [{ type: "sessions" }, { aggregates: [{ started, exited: 3 }], attrs }],
    [{ type: "check_in" }, { check_in_id: randomUUID(), monitor_slug: "nightly", status: "ok" }],
    [{ type: "client_report" }, { discarded_events: [{ reason: "sample_rate", category: "error", quantity: 4 }] }],
    [{ type: "transaction" }, {}],
  ]);
  assert.match(told.headers.get("x-sentry-rate-limits") ?? "", /^3600:transaction;span;/);
  await send(server, { event_id: eventId }, [[{ type: "user_report" }, { email: "zoe@example.com", comments: "It broke" }]]);
  await server.kill9();
  await server.restart();
  await drained(server.url);

  const organization = `/organizations/${server.organization}`;
  const project = `/projects/${server.organization}/${server.project}`;
  const fields = "field=sum(session)&field=crash_free_rate(session)&field=count_unique(user)";
  const sessions = Sessions.parse(await server.read(`${organization}/sessions/?${fields}&statsPeriod=1d&interval=1d`));
  assert.deepEqual(sessions.groups[0]?.totals, {
    "sum(session)": 4,
    "crash_free_rate(session)": 0.75,
    "count_unique(user)": 1,
  });

  const attachments = Attachments.parse(await server.read(`${project}/events/${eventId}/attachments/`));
  assert.deepEqual(
    attachments.map(({ name, size }) => [name, size]),
    [
      ["order.log", file.length],
      ["empty", 0],
    ],
  );
  const download = await server.api(`${project}/events/${eventId}/attachments/${attachments[0]?.id}/?download=1`);
  assert.deepEqual(Buffer.from(await download.arrayBuffer()), file);
  assert.match(download.headers.get("content-disposition") ?? "", /^attachment; filename="order\.log"/);

  const Event = z.object({ userReport: z.object({ comments: z.string() }) });
  assert.equal(Event.parse(await server.read(`${project}/events/${eventId}/`)).userReport.comments, "It broke");
  const Slugs = z.array(z.object({ slug: z.string() }));
  assert.deepEqual(Slugs.parse(await server.read(`${organization}/monitors/`)), [{ slug: "nightly" }]);
  const Versions = z.array(z.object({ version: z.string(), newGroups: z.number() }));
  assert.deepEqual(Versions.parse(await server.read(`${organization}/releases/?health=1`)), [
    { version: "shop@1.0", newGroups: 1 },
  ]);

  const { groups } = Outcomes.parse(await server.read(`${project}/outcomes/`));
  assert.deepEqual(
    groups.map(({ kind, category, reason, quantity }) => `${kind} ${category} ${reason} ${quantity}`).toSorted(),
    [
      "accepted attachment  200001",
      "accepted error  1",
      "accepted feedback  1",
      "accepted monitor  1",
      "accepted session  3",
      "client-discard error sample_rate 4",
      "filtered transaction unsupported-item 1",
    ],
  );
});
