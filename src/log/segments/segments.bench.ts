import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openLogReader } from "./reader.ts";
import { openLogWriter } from "./writer.ts";

/** What the log costs: appends of 3 KB with 64 in flight, and reading them back. CPU is that of the whole process. */
const APPENDS = 30_000;
const IN_FLIGHT = 64;
const entry = [Buffer.alloc(200, "head"), Buffer.alloc(2_872, "body")];

const directory = mkdtempSync(path.join(tmpdir(), "culprit-log-bench-"));
try {
  const log = await openLogWriter({ directory, releasedPosition: 0, onProblem: (message) => console.error(message) });
  const appendMany = async (count: number): Promise<void> => {
    let left = count;
    const client = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await log.append(entry);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  };
  await appendMany(2_000);
  const readFrom = log.durableEnd();

  await measure("append", APPENDS, () => appendMany(APPENDS));
  await measure("read", APPENDS, () => {
    const reader = openLogReader({ directory });
    let position = readFrom;
    while (position < log.durableEnd()) position = reader.read(position, log.durableEnd(), 512, 8 * 1024 * 1024).nextPosition;
    reader.close();
  });
  await log.close();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function measure(name: string, count: number, run: () => Promise<void> | void): Promise<void> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await run();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const perOne = (microseconds: number): string => (microseconds / count).toFixed(1);
  console.log(
    `${name}: ${Math.round(count / seconds)}/s; CPU ${perOne(user + system)} µs each (${perOne(user)} user, ${perOne(system)} system)`,
  );
}
