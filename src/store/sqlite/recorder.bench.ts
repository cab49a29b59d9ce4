import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { allCapturedEvents, digested } from "../../digest/event/test-captures.ts";
import { describeEvent } from "../../digest/event/describe-event.ts";
import { sketchOf } from "../../grouping/v1/sketch.ts";
import type { DigestedEvent } from "../../digest/recorder.ts";
import { digestOf } from "../../digest/test-recorder.ts";
import { openSqliteWriter } from "./writer.ts";

/**
 * Prints the CPU that recording costs an event, all of the process and garbage collection included. `node
 * src/store/sqlite/recorder.bench.ts [largest event in bytes]`. Events are captured ones under new ids, of many users, on few
 * or many signatures; half of the batches are there to warm up.
 */
const LARGEST = Number(process.argv[2] ?? 60_000);
const EVENTS = 40_000;

const captured = allCapturedEvents()
  .map(({ item }) => digested(item))
  .filter(({ event }) => JSON.stringify(event).length <= LARGEST);
const sizes = captured.map(({ event }) => JSON.stringify(event).length).toSorted((a, b) => a - b);
const tagCount = captured.reduce((sum, { tags }) => sum + tags.length, 0) / captured.length;
console.log(
  `${captured.length} captured events: median ${sizes[sizes.length >> 1]} bytes, p95 ${sizes[Math.floor(sizes.length * 0.95)]}, ` +
    `${tagCount.toFixed(1)} tags on average`,
);

for (const [signatures, batchSize] of [
  [100, 200],
  [2_000, 200],
  [2_000, 512],
  [20_000, 200],
] as const) {
  await measure(signatures, batchSize);
}

async function measure(signatures: number, batchSize: number): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-bench-"));
  const file = path.join(directory, "culprit.db");
  let commitUs = 0;
  let commitStart = process.cpuUsage();
  const writer = openSqliteWriter(file, {
    secretKey: "a secret of benchmarks, long enough",
    describe: describeEvent,
    sketchOf,
    stage: (name) => {
      if (name === "before-commit") commitStart = process.cpuUsage();
      if (name === "after-commit") commitUs += cpuSince(commitStart);
    },
  });
  await writer.commands.completeSetup({
    tokenHash: undefined,
    email: "a@example.org",
    name: "A",
    passwordHash: "",
    organizationName: "Bench",
    project: { name: "Bench" },
  });

  let totalUs = 0;
  const batches = EVENTS / batchSize;
  for (let batch = 0; batch < batches; batch += 1) {
    if (batch === Math.floor(batches / 2)) totalUs = commitUs = 0;
    const events = Array.from({ length: batchSize }, () => anyEvent(signatures));
    const start = process.cpuUsage();
    const from = writer.recorder.position();
    writer.recorder.record({ fromPosition: from, toPosition: from + 1, events, outcomes: [], quarantined: [] });
    totalUs += cpuSince(start);
  }
  writer.close();
  const perEvent = (us: number): string => (us / (EVENTS / 2)).toFixed(0);
  console.log(
    `${signatures} signatures, batches of ${batchSize}: ${perEvent(totalUs)} µs an event (${perEvent(commitUs)} in the commit), ` +
      `${(statSync(file).size / EVENTS).toFixed(0)} bytes an event`,
  );
  rmSync(directory, { recursive: true });
}

/** Popular signatures come up far more often than rare ones, as errors do. */
function anyEvent(signatures: number): DigestedEvent {
  const signature = Math.floor(Math.random() ** 4 * signatures);
  const like = captured[signature % captured.length];
  if (like === undefined) throw new Error("there are no captured events");
  const timestamp = Date.now() / 1_000;
  return {
    ...like,
    projectId: 1,
    receivedAtMs: Date.now(),
    event: { ...like.event, event_id: randomBytes(16).toString("hex"), timestamp, received: timestamp },
    signature: digestOf(`signature ${signature}`),
    userKey: Math.floor(Math.random() * 5_000) * 900_000_001,
  };
}

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
