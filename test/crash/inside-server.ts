import { subscribe } from "node:diagnostics_channel";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { BROKEN_BUILDS, breakSource, isBrokenBuild } from "./broken-builds.ts";

/*
 * Loaded into every thread of a server under test, before its own code (`--import`). It moves the clock, makes a broken build,
 * and kills the process at a stage once it is ordered to. All it is told stands in the environment, see `server-under-test.ts`.
 */
const {
  CRASH_ORDER_FILE: orderFile,
  CRASH_CLOCK_AHEAD_MS: aheadMs,
  CRASH_CLOCK_FILE: clockFile,
  CRASH_BROKEN_BUILD: build,
  CRASH_DISK_SEEMS_EMPTY: seemsEmpty,
} = process.env;

if (aheadMs !== undefined) moveClock(Number(aheadMs));
if (clockFile !== undefined) followClock(clockFile);
if (seemsEmpty !== undefined) hideFullDisk();
if (build !== undefined) loadBroken(build);
if (orderFile !== undefined) dieOnOrder(orderFile);

function moveClock(ms: number): void {
  const now = Date.now;
  Date.now = () => now() + ms;
}

/** The clock is set while the server runs: the file says by how many milliseconds it is ahead, or behind. */
function followClock(file: string): void {
  const now = Date.now;
  let [lookedAtMs, aheadByMs] = [-Infinity, 0];
  Date.now = () => {
    if (performance.now() - lookedAtMs > 20) {
      lookedAtMs = performance.now();
      aheadByMs = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    }
    return now() + aheadByMs;
  };
}

/** The watch over the disk sees room, so that writes are what meets the end of it. */
function hideFullDisk(): void {
  Object.assign(fs, { statfs: async () => ({ bavail: 2 ** 30, bsize: 4_096 }) });
  syncBuiltinESMExports();
}

function loadBroken(name: string): void {
  if (!isBrokenBuild(name)) throw new Error(`no such broken build: ${name}`);
  const url = new URL(`../../${BROKEN_BUILDS[name].file}`, import.meta.url).href;
  registerHooks({
    load(address, context, nextLoad) {
      const loaded = nextLoad(address, context);
      if (address !== url) return loaded;
      return { ...loaded, source: breakSource(name, readFileSync(new URL(url), "utf8")) };
    },
  });
}

/** The order is "stage passes": the process ends at that passing of the stage, counted from when the order is there. */
function dieOnOrder(file: string): void {
  let order: { readonly stage: string; passes: number } | undefined;
  subscribe("culprit:stage", (stage) => {
    if (order === undefined) {
      if (!existsSync(file)) return;
      const [wanted = "", passes = "1"] = readFileSync(file, "utf8").split(" ");
      order = { stage: wanted, passes: Number(passes) };
    }
    if (stage !== order.stage) return;
    order.passes -= 1;
    if (order.passes > 0) return;
    // The monotonic clock is one for all processes: by it the harness knows what was under way.
    writeFileSync(`${file}.done`, `${stage} ${process.hrtime.bigint()}`);
    process.kill(process.pid, "SIGKILL");
  });
}
