import { gzipSync } from "node:zlib";
import { z } from "zod";
import type { TestServer } from "../test/harness/server.ts";
import { startServer } from "../test/harness/server.ts";
import {
  bytesBelow,
  cpuSecondsOf,
  ingestTarget,
  metricOf,
  prepareLoad,
  recorded,
  residentMb,
  startLimitServer,
} from "./measured.ts";

/** One line of the table. `ratio` is against the limit server of the same run; `median` and `cpuMs`, the mean of what it cost, stand beside a p95. */
export type Figure = {
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly ratio?: number;
  readonly median?: number;
  readonly cpuMs?: number;
};
export type Scale = { readonly events: number; readonly rounds: number; readonly seconds: number };

const CONNECTIONS = 64;
const CALM_RATE = 500;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** As fast as it goes, drain included, round by round beside the limit server on the same bodies. */
export async function sustained({ events, rounds }: Scale): Promise<readonly Figure[]> {
  await using server = await startServer();
  await rest(2_000);
  const idleMb = residentMb(server.pid());
  const limit = await startLimitServer();
  const rows: { ours: number; oursCpu: number; limits: number; limitsCpu: number; accepted: number; generatorCpu: number }[] =
    [];
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb(server.pid()))), 200);
  for (let round = 1; round <= rounds; round += 1) {
    const ours = await prepareLoad(ingestTarget(server), { count: events, rate: 0, connections: CONNECTIONS, seed: round });
    const cpuBefore = cpuSecondsOf(server.pid());
    const startedAt = performance.now();
    const load = await ours.go();
    await recorded(server, round * events);
    const seconds = (performance.now() - startedAt) / 1_000;
    const oursCpu = cpuSecondsOf(server.pid()) - cpuBefore;

    const limits = await prepareLoad(limit.target, { count: events, rate: 0, connections: CONNECTIONS, seed: round });
    const limitBefore = cpuSecondsOf(limit.pid);
    const limitLoad = await limits.go();
    const limitsCpu = cpuSecondsOf(limit.pid) - limitBefore;
    rows.push({
      ours: events / seconds,
      oursCpu: (oursCpu / events) * 1e6,
      limits: events / limitLoad.seconds,
      limitsCpu: (limitsCpu / events) * 1e6,
      accepted: events / load.seconds,
      generatorCpu: (load.cpuSeconds / events) * 1e6,
    });
    if (load.answered200 !== events) throw new Error(`not all was answered 200: ${JSON.stringify(load.others)}`);
  }
  clearInterval(watch);
  limit.stop();
  const of = (key: keyof (typeof rows)[number]): number => median(rows.map((row) => row[key]));
  await server.stop();
  const disk = bytesBelow(server.dataDir) / (events * rounds);
  return [
    { what: "CPU an event, whole system", unit: "µs", value: of("oursCpu"), ratio: of("oursCpu") / of("limitsCpu") },
    { what: "CPU an event, limit server", unit: "µs", value: of("limitsCpu") },
    { what: "CPU an event, load generator", unit: "µs", value: of("generatorCpu") },
    { what: "end to end, sustained, drain included", unit: "events/s", value: of("ours"), ratio: of("ours") / of("limits") },
    { what: "answered 200 while it was sent", unit: "events/s", value: of("accepted") },
    { what: "limit server", unit: "events/s", value: of("limits") },
    { what: "disk an event, after the end", unit: "KB", value: disk / 1_024 },
    { what: "memory idle", unit: "MB", value: idleMb },
    { what: "memory under sustained load, peak", unit: "MB", value: peakMb },
  ];
}

/** Answers and sight at a calm rate: alone, then beside a paging reader, a login flood and decompression bombs. */
export async function calm({ seconds }: Scale): Promise<readonly Figure[]> {
  await using server = await startServer();
  const count = CALM_RATE * seconds;
  const loadOf = (seed: number) => prepareLoad(ingestTarget(server), { count, rate: CALM_RATE, connections: 128, seed });
  const [alone, beside] = [await loadOf(101), await loadOf(102)];
  await metricOf(server, "culprit_event_loop_delay_max_seconds");
  const seen = watchSight(server);
  const quiet = await alone.go();
  const sight = await seen.stop();
  const quietDelay = await metricOf(server, 'culprit_event_loop_delay_seconds{quantile="0.999"}');
  const noise = makeNoise(server);
  const noisy = await beside.go();
  const peakMb = residentMb(server.pid());
  await noise.stop();
  const noisyDelay = await metricOf(server, 'culprit_event_loop_delay_seconds{quantile="0.999"}');
  return [
    { what: `answer p50 at ${CALM_RATE} events/s`, unit: "ms", value: quiet.p50 },
    { what: `answer p99 at ${CALM_RATE} events/s`, unit: "ms", value: quiet.p99 },
    { what: "sent to visible in the issue's count, p99", unit: "ms", value: sight },
    { what: "event-loop delay of the main thread p99.9", unit: "ms", value: quietDelay * 1_000 },
    { what: "answer p99 with reader, logins and 20 bombs/s beside it", unit: "ms", value: noisy.p99 },
    { what: "event-loop delay p99.9 with all of these", unit: "ms", value: noisyDelay * 1_000 },
    { what: "memory with hostile bodies", unit: "MB", value: peakMb },
  ];
}

/** How long an event of a kind of its own takes to show in the list. Milliseconds, p99 over the probes. */
function watchSight(server: TestServer): { readonly stop: () => Promise<number> } {
  const times: number[] = [];
  const state = { isOver: false };
  const Listed = z.array(z.object({ count: z.string() }));
  const probe = async (): Promise<void> => {
    for (let sent = 1; !state.isOver; sent += 1) {
      const startedAt = performance.now();
      const body = JSON.stringify({
        message: "sight probe",
        fingerprint: ["sight"],
        event_id: crypto.randomUUID().replaceAll("-", ""),
      });
      await fetch(`${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}`, { method: "POST", body });
      for (;;) {
        const listed = Listed.parse(
          await server.read(`/projects/${server.organization}/${server.project}/issues/?query=sight`),
        );
        if (Number(listed[0]?.count ?? 0) >= sent) break;
        await rest(5);
      }
      times.push(performance.now() - startedAt);
      await rest(50);
    }
  };
  const done = probe();
  return {
    async stop() {
      state.isOver = true;
      await done;
      times.sort((a, b) => a - b);
      return times[Math.floor(times.length * 0.99)] ?? 0;
    },
  };
}

function makeNoise(server: TestServer): { readonly stop: () => Promise<void> } {
  const state = { isOver: false };
  const bomb = gzipSync(Buffer.alloc(400 * 1024 * 1024));
  const until = async (pauseMs: number, act: () => Promise<unknown>): Promise<void> => {
    while (!state.isOver) {
      await act().catch(() => undefined);
      await rest(pauseMs);
    }
  };
  const target = ingestTarget(server);
  const headers = { "Content-Encoding": "gzip", "Content-Type": "application/x-sentry-envelope" };
  const lanes = [
    until(5, () => server.read(`/projects/${server.organization}/${server.project}/issues/?limit=100`)),
    until(5, () =>
      fetch(`${server.url}/api/0/auth/login/`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: server.url },
        body: JSON.stringify({ email: "owner@example.org", password: "wrong" }),
      }).then((response) => response.text()),
    ),
    ...Array.from({ length: 4 }, () =>
      until(200, () =>
        fetch(`${target.url}${target.path}`, { method: "POST", headers, body: bomb }).then((answer) => answer.text()),
      ),
    ),
  ];
  return {
    async stop() {
      state.isOver = true;
      await Promise.all(lanes);
    },
  };
}

/** Ten seconds of more than can be digested at once: all answered 200, all there afterwards. */
export async function burst({ seconds }: Scale): Promise<readonly Figure[]> {
  await using server = await startServer();
  const rate = 2_500;
  const count = rate * Math.min(10, seconds);
  const load = await (await prepareLoad(ingestTarget(server), { count, rate: 0, connections: 256, seed: 201 })).go();
  const drainFrom = performance.now();
  await recorded(server, load.answered200);
  return [
    { what: "burst: accepted", unit: "events/s", value: load.answered200 / load.seconds },
    { what: "burst: refused", unit: "events", value: load.sent - load.answered200 },
    { what: "burst: answer p99", unit: "ms", value: load.p99 },
    { what: "burst: drain after the last answer", unit: "s", value: (performance.now() - drainFrom) / 1_000 },
  ];
}

/** Reading and starting on what `sustained` is a sample of: a store of that many events. */
export async function reading({ events, rounds }: Scale): Promise<readonly Figure[]> {
  await using server = await startServer();
  const count = events * rounds;
  await (await prepareLoad(ingestTarget(server), { count, rate: 0, connections: CONNECTIONS, seed: 301 })).go();
  await recorded(server, count);
  const below = `/projects/${server.organization}/${server.project}/issues/`;
  const [first] = z.array(z.object({ id: z.string() })).parse(await server.read(`${below}?sort=freq&limit=1`));
  const timesOf = async (path: string): Promise<number> => {
    const times: number[] = [];
    for (let turn = 0; turn < 60; turn += 1) {
      const startedAt = performance.now();
      await server.read(path);
      times.push(performance.now() - startedAt);
    }
    return times.toSorted((a, b) => a - b)[57] ?? 0;
  };
  const list = await timesOf(`${below}?limit=25`);
  const detail = await timesOf(`/organizations/${server.organization}/issues/${first?.id ?? ""}/`);
  const latest = await timesOf(`/organizations/${server.organization}/issues/${first?.id ?? ""}/events/latest/`);
  const search = await timesOf(`${below}?limit=25&query=order`);
  await server.stop();
  const startedAt = performance.now();
  await server.restart();
  return [
    { what: "issue list p95", unit: "ms", value: list },
    { what: "issue detail p95", unit: "ms", value: detail },
    { what: "latest event p95", unit: "ms", value: latest },
    { what: "search p95", unit: "ms", value: search },
    { what: "ready after serve", unit: "s", value: (performance.now() - startedAt) / 1_000 },
    { what: "events in the store meanwhile", unit: "events", value: count },
  ];
}
