import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { z } from "zod";
import type { Sent } from "../harness/limited-client.ts";
import { limitedClient } from "../harness/limited-client.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server[Symbol.asyncDispose]());

const Key = z.object({ id: z.string(), expiresAt: z.string().nullable() });
const Outcome = z.object({ outcome: z.string(), reason: z.string().nullable(), explanation: z.string() });

const below = (path: string): string => `/projects/${server.organization}/${server.project}/${path}`;

async function change(path: string, body: unknown, method = "PUT"): Promise<unknown> {
  const response = await server.api(below(path), { method, body: JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, text);
  return JSON.parse(text);
}

/** A key of its own for each test, so that none meets what another used up. */
async function newKey(settings: object): Promise<string> {
  return Key.parse(await change("keys/", { name: "test", ...settings }, "POST")).id;
}

function answered(sent: Sent): Extract<Sent, { kind: "answered" }> {
  assert.equal(sent.kind, "answered");
  if (sent.kind !== "answered") throw new Error("held back");
  return sent;
}

const outcomeOf = async (id: string): Promise<z.infer<typeof Outcome>> =>
  Outcome.parse(await server.read(below(`event-outcomes/${id}/`)));

test("a client that keeps to a key's limit is told of it with the last 200, and loses sessions neither then nor later", async () => {
  const client = limitedClient(server, await newKey({ rateLimit: { count: 2, window: 5 } }));
  const first = answered(await client.send("event"));
  assert.deepEqual([first.status, first.headers.get("x-sentry-rate-limits")], [200, null]);
  const second = answered(await client.send("event"));
  assert.equal(second.status, 200);
  assert.match(second.headers.get("x-sentry-rate-limits") ?? "", /^[1-5]:error;security:key:key-limit$/);
  assert.equal(second.headers.get("retry-after"), null);

  assert.equal((await client.send("event")).kind, "held-back");
  assert.equal(answered(await client.send("session")).status, 200);
  await waitFor(() => (client.limits.get("error") ?? 0) < Date.now(), { what: "the window to end", timeoutMs: 20_000 });
  assert.equal(answered(await client.send("event")).status, 200);
  for (const { id } of [first, second]) {
    await waitFor(async () => (await outcomeOf(id)).outcome === "accepted", { what: "a kept event", timeoutMs: 20_000 });
  }
});

test("one that does not is answered 429 with exact headers; its ids are looked up, its refusals counted", async () => {
  const key = await newKey({ rateLimit: { count: 1, window: 3_600 } });
  const heedless = (): ReturnType<typeof limitedClient> => limitedClient(server, key);
  assert.equal(answered(await heedless().send("event")).status, 200);
  const refused = answered(await heedless().send("event"));
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get("x-sentry-rate-limits") ?? "", /^(3600|3599):error;security:key:key-limit$/);
  assert.equal(refused.headers.get("retry-after"), refused.headers.get("x-sentry-rate-limits")?.split(":")[0]);
  assert.match(refused.headers.get("access-control-expose-headers") ?? "", /x-sentry-rate-limits/);
  assert.match(refused.headers.get("x-sentry-error") ?? "", /^rate limited: this client key/);

  const outcome = await outcomeOf(refused.id);
  assert.deepEqual([outcome.outcome, outcome.reason], ["rate_limited", "key-limit"]);
  assert.equal((await outcomeOf("0".repeat(32))).outcome, "unknown");
  const query = `field=sum(quantity)&groupBy=reason&statsPeriod=1h&key=${key}&outcome=rate_limited`;
  const Stats = z.object({ groups: z.array(z.object({ by: z.object({ reason: z.string() }), totals: z.unknown() })) });
  await waitFor(
    async () => {
      const { groups } = Stats.parse(await server.read(`/organizations/${server.organization}/stats_v2/?${query}`));
      return JSON.stringify(groups) === '[{"by":{"reason":"key-limit"},"totals":{"sum(quantity)":1}}]';
    },
    { what: "the refusal to be counted", timeoutMs: 20_000 },
  );
});

test("a limit that is lifted is lifted before the answer says so", async () => {
  const key = await newKey({ rateLimit: { count: 1, window: 3_600 } });
  const send = async (): Promise<number> => answered(await limitedClient(server, key).send("event")).status;
  assert.deepEqual([await send(), await send()], [200, 429]);
  await change(`keys/${key}/`, { rateLimit: null });
  assert.equal(await send(), 200);
});

test("a month's quota outlives a restart", async () => {
  const key = await newKey({});
  const client = (): ReturnType<typeof limitedClient> => limitedClient(server, key);
  const Limits = z.object({ month: z.object({ errors: z.number() }), inForce: z.array(z.object({ reason: z.string() })) });
  await change("", { options: { "quotas:monthly-errors": 1_000_000 } });
  const used = async (): Promise<number> => Limits.parse(await server.read(below("limits/"))).month.errors;
  const usedBefore = await used();
  const { id } = answered(await client().send("event"));
  assert.equal(await used(), usedBefore + 1);
  await waitFor(async () => (await outcomeOf(id)).outcome === "accepted", { what: "the event", timeoutMs: 20_000 });

  await change("", { options: { "quotas:monthly-errors": usedBefore + 2 } });
  await server.stop();
  await server.restart();
  assert.equal(await used(), usedBefore + 1);
  const last = answered(await client().send("event"));
  assert.deepEqual([last.status, last.headers.get("x-sentry-rate-limits")?.split(":")[3]], [200, "monthly-quota"]);
  const refused = answered(await client().send("event"));
  const retryAfter = Number(refused.headers.get("retry-after"));
  assert.ok(refused.status === 429 && retryAfter > 0 && retryAfter <= 3_600, `${refused.status}, ${retryAfter} s`);
  const { inForce } = Limits.parse(await server.read(below("limits/")));
  assert.deepEqual(inForce, [{ reason: "monthly-quota" }]);
  await change("", { options: { "quotas:monthly-errors": null } });
  assert.equal(answered(await client().send("event")).status, 200);
});

test("a browser of another site is refused by Origin and by Referer, and a server is not asked", async () => {
  const key = await newKey({ allowedOrigins: ["*.shop.example"] });
  const send = async (headers: { readonly [name: string]: string }): Promise<readonly [number, string | null]> => {
    const sent = answered(await limitedClient(server, key).send("event", { headers }));
    return [sent.status, sent.headers.get("access-control-allow-origin")];
  };
  assert.deepEqual(await send({ origin: "https://www.shop.example" }), [200, "*"]);
  assert.deepEqual(await send({ origin: "https://evil.example" }), [403, "*"]);
  assert.deepEqual(await send({ referer: "https://evil.example/x" }), [403, "*"]);
  assert.deepEqual(await send({}), [200, "*"]);
});

test("a rotated key goes on beside the new one until its time is over", async () => {
  const key = await newKey({});
  const status = async (one: string): Promise<number> => answered(await limitedClient(server, one).send("event")).status;
  const made = Key.parse(await change(`keys/${key}/rotate/`, { overlapHours: 1 }, "POST"));
  assert.deepEqual([await status(key), await status(made.id)], [200, 200]);
  await change(`keys/${key}/`, { expiresAt: new Date(Date.now() - 1_000).toISOString() });
  assert.deepEqual([await status(key), await status(made.id)], [403, 200]);
  const gone = await server.api(below(`keys/${made.id}/`), { method: "DELETE" });
  assert.equal(gone.status, 204);
  assert.equal(await status(made.id), 403);
});
