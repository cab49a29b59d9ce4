import http from "node:http";
import { z } from "zod";
import type { Bomb } from "../test/harness/bombs.ts";
import { makeBombs } from "../test/harness/bombs.ts";
import { metricsOf } from "../test/harness/metrics.ts";
import type { TestServer } from "../test/harness/server.ts";
import { startServer } from "../test/harness/server.ts";
import { ingestTarget, prepareLoad, prepareLoud, recorded, residentMb } from "./measured.ts";
import type { Figure, Scale } from "./scenarios.ts";

const BOMBS_PER_SECOND = 20;
const ORDINARY_PER_SECOND = 50;
const QUIET_PER_SECOND = 5;
const LOUD_CONNECTIONS = 96;

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Decompression bombs of each encoding, twenty a second, beside ordinary events. */
export async function bombs(scale: Scale): Promise<readonly Figure[]> {
  const seconds = scale.seconds * 1.5;
  await using server = await startServer();
  const figures: Figure[] = [];
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb(server.pid()))), 100);
  for (const [index, bomb] of makeBombs().entries()) {
    const load = { count: ORDINARY_PER_SECOND * seconds, rate: ORDINARY_PER_SECOND, connections: 32, seed: 400 + index };
    const ordinary = await prepareLoad(ingestTarget(server), load);
    const dropping = dropBombs(server, bomb, seconds);
    const seen = await ordinary.go();
    const statuses = await dropping;
    const refused = statuses.filter((status) => status === 413).length;
    figures.push(
      { what: `${bomb.coding}: bombs answered 413`, unit: `of ${statuses.length}`, value: refused },
      { what: `${bomb.coding}: ordinary events not answered 200`, unit: "events", value: seen.sent - seen.answered200 },
      { what: `${bomb.coding}: ordinary answer p50`, unit: "ms", value: seen.p50 },
      { what: `${bomb.coding}: ordinary answer p99`, unit: "ms", value: seen.p99 },
    );
  }
  clearInterval(watch);
  figures.push({ what: "memory, peak over all encodings", unit: "MB", value: peakMb });
  return figures;
}

/** Sends them on time, however slow the answers are; answers the statuses. 0: the connection broke. */
async function dropBombs(server: TestServer, bomb: Bomb, seconds: number): Promise<readonly number[]> {
  const agent = new http.Agent({ keepAlive: true });
  const under: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; sent < BOMBS_PER_SECOND * seconds; sent += 1) {
    await rest(Math.max(0, startedAt + (sent * 1_000) / BOMBS_PER_SECOND - performance.now()));
    under.push(drop(server, bomb, agent));
  }
  const statuses = await Promise.all(under);
  agent.destroy();
  return statuses;
}

function drop(server: TestServer, { coding, body }: Bomb, agent: http.Agent): Promise<number> {
  const { url, path } = ingestTarget(server);
  const headers = {
    "Content-Type": "application/x-sentry-envelope",
    "Content-Encoding": coding,
    "Content-Length": body.length,
  };
  return new Promise((resolve) => {
    const request = http.request(`${url}${path}`, { method: "POST", agent, headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    request.once("error", () => resolve(0)).end(body);
  });
}

/** One project sends as much as it can, another five events a second. */
export async function neighbour({ seconds }: Scale): Promise<readonly Figure[]> {
  await using server = await startServer();
  const Made = z.object({ id: z.string(), slug: z.string(), publicKey: z.string() });
  const made = Made.parse(JSON.parse(await server.culprit("project", "create", "Quiet", "--json")));
  // So fast is the digest by itself: the measure of what the loud project is ten times as loud as.
  const count = 4_000;
  const startedAt = performance.now();
  await (await prepareLoad(ingestTarget(server), { count, rate: 0, connections: 32, seed: 500 })).go();
  await recorded(server, count);
  const sustainable = (count * 1_000) / (performance.now() - startedAt);

  const forSeconds = seconds * 6;
  const loud = await prepareLoud(ingestTarget(server), { seconds: forSeconds, connections: LOUD_CONNECTIONS, seed: 501 });
  const watching = watchQuiet(server, made, forSeconds);
  const load = await loud.go();
  const sent = Object.values(load.statuses).reduce((sum, answers) => sum + answers, 0);
  const seen = await watching;
  const metrics = await metricsOf(server);
  return [
    { what: "sustainable, measured just before", unit: "events/s", value: sustainable },
    { what: "loud project: sent", unit: "events/s", value: sent / load.seconds },
    { what: "loud project: sent, as a multiple of the sustainable", unit: "×", value: sent / load.seconds / sustainable },
    { what: "loud project: answered 200", unit: "events/s", value: (load.statuses["200"] ?? 0) / load.seconds },
    { what: "loud project: answered 429", unit: "events/s", value: (load.statuses["429"] ?? 0) / load.seconds },
    { what: "quiet project: sent", unit: "events", value: seen.sent },
    { what: "quiet project: not answered 200", unit: "events", value: seen.refused },
    { what: "quiet project: never visible", unit: "events", value: seen.lost },
    { what: "quiet project: answer p50", unit: "ms", value: seen.answerP50 },
    { what: "quiet project: answer p99", unit: "ms", value: seen.answerP99 },
    { what: "quiet project: visible after, p50", unit: "ms", value: seen.visibleP50 },
    { what: "quiet project: visible after, slowest", unit: "ms", value: seen.visibleMax },
    { what: "memory at the end", unit: "MB", value: (metrics.get("process_resident_memory_bytes") ?? 0) / 2 ** 20 },
  ];
}

type Quiet = {
  readonly sent: number;
  readonly refused: number;
  readonly lost: number;
  readonly answerP50: number;
  readonly answerP99: number;
  readonly visibleP50: number;
  readonly visibleMax: number;
};

async function watchQuiet(
  server: TestServer,
  project: { readonly id: string; readonly slug: string; readonly publicKey: string },
  seconds: number,
): Promise<Quiet> {
  const agent = new http.Agent({ keepAlive: true });
  const probes: Promise<{ readonly answerMs: number; readonly visibleMs: number }>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; sent < QUIET_PER_SECOND * seconds; sent += 1) {
    await rest(Math.max(0, startedAt + (sent * 1_000) / QUIET_PER_SECOND - performance.now()));
    probes.push(probe(server, project, agent));
  }
  const seen = await Promise.all(probes);
  agent.destroy();
  const answers = seen.map(({ answerMs }) => answerMs).toSorted((a, b) => a - b);
  const sights = seen.map(({ visibleMs }) => visibleMs).toSorted((a, b) => a - b);
  return {
    sent: seen.length,
    refused: answers.filter((ms) => ms === Infinity).length,
    lost: sights.filter((ms) => ms === Infinity).length,
    answerP50: answers[answers.length >> 1] ?? 0,
    answerP99: answers[Math.floor(answers.length * 0.99)] ?? 0,
    visibleP50: sights[sights.length >> 1] ?? 0,
    visibleMax: sights.at(-1) ?? 0,
  };
}

/** Milliseconds to the answer, and to the event's being read by its id; Infinity: refused, or not within a minute. */
async function probe(
  server: TestServer,
  { id, slug, publicKey }: { readonly id: string; readonly slug: string; readonly publicKey: string },
  agent: http.Agent,
): Promise<{ readonly answerMs: number; readonly visibleMs: number }> {
  const eventId = crypto.randomUUID().replaceAll("-", "");
  const body = `{"event_id":"${eventId}"}\n{"type":"event"}\n${JSON.stringify({ message: "quiet", platform: "node" })}\n`;
  const startedAt = performance.now();
  const status = await new Promise<number>((resolve) => {
    const url = `${server.url}/api/${id}/envelope/?sentry_key=${publicKey}`;
    const request = http.request(url, { method: "POST", agent }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
    request.once("error", () => resolve(0)).end(body);
  });
  if (status !== 200) return { answerMs: Infinity, visibleMs: Infinity };
  const answerMs = performance.now() - startedAt;
  while (performance.now() - startedAt < 60_000) {
    const answer = await server.api(`/projects/${server.organization}/${slug}/events/${eventId}/`);
    await answer.arrayBuffer();
    if (answer.status === 200) return { answerMs, visibleMs: performance.now() - startedAt };
    await rest(100);
  }
  return { answerMs, visibleMs: Infinity };
}
