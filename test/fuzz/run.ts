import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Connection } from "../harness/connection.ts";
import { connect } from "../harness/connection.ts";
import { drained } from "../harness/drained.ts";
import { metricsOf } from "../harness/metrics.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import type { FuzzRequest } from "./make-request.ts";
import { makeRequest } from "./make-request.ts";
import { readSeeds } from "./seeds.ts";
import type { Sample } from "./watch.ts";
import { probe, watch } from "./watch.ts";

export type FuzzOrder = {
  readonly envelopes: number;
  readonly seed: number;
  readonly connections: number;
  readonly onProgress?: (text: string) => void;
};

export type FuzzReport = {
  readonly envelopes: number;
  readonly seed: number;
  readonly seconds: number;
  /** Answers by status. */
  readonly statuses: { readonly [status: string]: number };
  /** Answered 200, or refused by what stands in a sound envelope. */
  readonly pastFraming: number;
  /** Requests that the digest has read. */
  readonly digested: number;
  readonly recordedEvents: number;
  /** How often each kind of mutation was tried. */
  readonly kinds: { readonly [kind: string]: number };
  /** Sent again after a 503 that named an overload. */
  readonly sentAgain: number;
  /** Mean resident memory over each tenth of the run, or each 100,000 envelopes of a long one. MB. */
  readonly residentMb: readonly number[];
  /** Of sound events sent each second meanwhile. */
  readonly probes: { readonly sent: number; readonly medianMs: number; readonly slowestMs: number; readonly late: number };
  /** Pages of issues and events read at the end, all of them answered. */
  readonly readBack: number;
  readonly problems: readonly string[];
};

const LATE_MS = 2_000;
const WINDOW = 100_000;
const MAX_GROWTH = 1.1;
const PROGRESS_EVERY = 20_000;
const MAX_TRIES = 20;

/** Sends mutated envelopes to a server of its own, and says what they came to. Any problem is a fault of the server. */
export async function runFuzz(order: FuzzOrder): Promise<FuzzReport> {
  await using server = await startServer();
  let isOver = false;
  const problems: string[] = [];
  void server.ended().then((signal) => isOver || problems.push(`the server ended (${signal ?? "by itself"})`));
  const tally: Tally = { sent: 0, pastFraming: 0, sentAgain: 0, statuses: {}, kinds: {} };
  const watching = watch(server, () => tally.sent);
  const probing = probe(server);
  const startedAt = performance.now();
  const onSent = (): void => {
    if (tally.sent % PROGRESS_EVERY !== 0) return;
    const megabytes = Math.round((watching.samples.at(-1)?.residentBytes ?? 0) / 2 ** 20);
    order.onProgress?.(`${tally.sent} sent, ${megabytes} MB: ${JSON.stringify(tally.statuses)}`);
  };
  await sendAll(server, order, tally, { clear: watching.clear, onSent }, problems);
  const seconds = (performance.now() - startedAt) / 1_000;

  const probes = (await probing.stop()).toSorted((a, b) => a - b);
  await watching.stop();
  await drained(server.url, 120_000).catch((error: unknown) => problems.push(String(error)));
  const metrics = await metricsOf(server).catch(() => new Map<string, number>());
  const readBack = await readAll(server, problems).catch((error: unknown) => void problems.push(String(error)));
  isOver = true;
  const code = await server.stop();
  if (code !== 0) problems.push(`the server ended with ${code ?? "a signal"} when it was asked to stop`);

  const late = probes.filter((ms) => ms > LATE_MS).length;
  if (late > 0) problems.push(`${late} sound events were not visible within ${LATE_MS} ms`);
  const quarantined = metrics.get("culprit_requests_quarantined_total") ?? 0;
  if (quarantined > 0) problems.push(`${quarantined} requests went into quarantine`);
  const logged = server.output().split("\n").filter((line) => /"level":(50|60)/.test(line)); // prettier-ignore
  problems.push(...[...new Set(logged)].slice(0, 20).map((line) => `the server logged: ${line.slice(0, 2_000)}`));
  const residentMb = residentMbOf(watching.samples, order.envelopes);
  const [first = 0, last = 0] = [residentMb[0], residentMb.at(-1)];
  if (order.envelopes >= 2 * WINDOW && last > first * MAX_GROWTH) problems.push(`memory grew from ${first} to ${last} MB`);
  return {
    envelopes: tally.sent,
    seed: order.seed,
    seconds: Math.round(seconds),
    statuses: tally.statuses,
    pastFraming: tally.pastFraming,
    digested: metrics.get("culprit_requests_digested_total") ?? 0,
    recordedEvents: metrics.get("culprit_events_recorded_total") ?? 0,
    kinds: tally.kinds,
    sentAgain: tally.sentAgain,
    residentMb,
    probes: {
      sent: probes.length,
      medianMs: Math.round(probes[probes.length >> 1] ?? 0),
      slowestMs: Math.round(probes.at(-1) ?? 0),
      late,
    },
    readBack: readBack ?? 0,
    problems,
  };
}

type Tally = {
  sent: number;
  pastFraming: number;
  sentAgain: number;
  readonly statuses: { [status: string]: number };
  readonly kinds: { [kind: string]: number };
};

async function sendAll(
  server: TestServer,
  { envelopes, seed, connections }: FuzzOrder,
  tally: Tally,
  { clear, onSent }: { readonly clear: () => Promise<void>; readonly onSent: () => void },
  problems: string[],
): Promise<void> {
  const seeds = readSeeds();
  const address = { host: new URL(server.url).host, projectId: server.projectId, publicKey: server.publicKey };
  let next = 0;
  const lane = async (): Promise<void> => {
    let connection = await connect(server.url);
    while (next < envelopes) {
      await clear();
      const number = next++;
      const request = makeRequest(seed, number, seeds, address);
      const sent = await sendOne(server, connection, request, tally);
      connection = sent.connection;
      count(tally, request, sent.status);
      if (sent.status === 0 || sent.status >= 500)
        problems.push(`envelope ${number} of seed ${seed} was answered ${sent.status}`);
      if (problems.length > 100) return;
      onSent();
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, lane)).catch((error: unknown) => problems.push(String(error)));
}

/** Sends until there is an answer other than 503. Status 0: the connection broke each time. */
async function sendOne(
  server: TestServer,
  on: Connection,
  { bytes }: FuzzRequest,
  tally: Tally,
): Promise<{ readonly connection: Connection; readonly status: number }> {
  let connection = on;
  let status = 0;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const sending = await connection.send(bytes);
    if (sending.kind === "answered" && sending.status !== 503) return { connection, status: sending.status };
    status = sending.kind === "answered" ? sending.status : 0;
    if (sending.kind === "answered") tally.sentAgain += 1;
    // A connection that was closed after the last answer; or an overload, which passes.
    if (tries > 0) await sleep(100);
    if (sending.kind === "failed") connection = await connect(server.url);
  }
  return { connection, status };
}

function count(tally: Tally, { kinds }: FuzzRequest, status: number): void {
  tally.sent += 1;
  tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
  if (status === 200) tally.pastFraming += 1;
  for (const kind of kinds) tally.kinds[kind] = (tally.kinds[kind] ?? 0) + 1;
}

const Issues = z.array(z.object({ id: z.string() }));
const Events = z.array(z.object({ eventID: z.string() }));
const PAGES = 5;

/** What was stored can be shown: issues by several orders, their latest events, and events by id. Answers how many were read. */
async function readAll(server: TestServer, problems: string[]): Promise<number> {
  const below = `/projects/${server.organization}/${server.project}`;
  const ids = new Set<string>();
  for (const sort of ["date", "new", "freq", "user"]) {
    const listed = Issues.parse(await server.read(`${below}/issues/?query=&limit=100&sort=${sort}`));
    for (const { id } of listed) ids.add(id);
  }
  const events = Events.parse(await server.read(`${below}/events/?full=true`));
  const paths = [
    ...[...ids].slice(0, 100 * PAGES).flatMap((id) => [`/organizations/${server.organization}/issues/${id}/events/latest/`]),
    ...events.map(({ eventID }) => `${below}/events/${eventID}/json/`),
  ];
  for (const path of paths) {
    const answer = await server.api(path);
    await answer.arrayBuffer();
    if (answer.status !== 200) problems.push(`GET ${path} answered ${answer.status}`);
  }
  return paths.length;
}

function residentMbOf(samples: readonly Sample[], envelopes: number): number[] {
  const window = envelopes >= 2 * WINDOW ? WINDOW : Math.ceil(envelopes / 10);
  const means: number[] = [];
  for (let from = 0; from < envelopes; from += window) {
    const within = samples.filter(({ sent }) => sent > from && sent <= from + window);
    const sum = within.reduce((total, { residentBytes }) => total + residentBytes, 0);
    if (within.length > 0) means.push(Math.round(sum / within.length / 2 ** 20));
  }
  return means;
}
