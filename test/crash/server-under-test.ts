import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import type { BrokenBuild } from "./broken-builds.ts";
import { BROKEN_BUILDS, breakSource } from "./broken-builds.ts";

const DAY_MS = 86_400_000;

/** Where a batch can be cut off, in the order of an event's way: the names that production code publishes. */
export const STAGES = [
  "before-write",
  "before-sync",
  "before-answers",
  "batch-read",
  "before-begin",
  "rows",
  "before-commit",
  "after-commit",
  "released",
] as const;

export type Stage = (typeof STAGES)[number];

/** A server that can be told to die at a stage, and whose clock can be set ahead. */
export type ServerUnderTest = {
  readonly server: TestServer;
  /** Orders it to end at the n-th passing of a stage from now on. */
  readonly order: (stage: Stage, passes: number) => void;
  /** When the order was carried out, on the monotonic clock in ns; `undefined` when it was not. */
  readonly diedAtNs: () => bigint | undefined;
  /** Starts it again, with the clock so many days ahead. */
  readonly restart: (daysAhead: number) => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** Throws when the broken build cannot be made any more. */
export async function startServerUnderTest(broken: BrokenBuild | undefined): Promise<ServerUnderTest> {
  if (broken !== undefined) checkBuild(broken);
  const inside = new URL("inside-server.ts", import.meta.url).href;
  const server = await startServer({
    env: { NODE_OPTIONS: `--import=${inside}`, ...(broken === undefined ? {} : { CRASH_BROKEN_BUILD: broken }) },
  });
  const orderFile = path.join(server.dataDir, "crash-order");
  const doneFile = `${orderFile}.done`;
  return {
    server,
    order(stage, passes) {
      writeFileSync(`${orderFile}.new`, `${stage} ${passes}`);
      renameSync(`${orderFile}.new`, orderFile);
    },
    diedAtNs() {
      try {
        return BigInt(readFileSync(doneFile, "utf8").split(" ")[1] ?? "");
      } catch {
        return undefined;
      }
    },
    async restart(daysAhead) {
      rmSync(orderFile, { force: true });
      rmSync(doneFile, { force: true });
      await server.restart({ CRASH_ORDER_FILE: orderFile, CRASH_CLOCK_AHEAD_MS: String(daysAhead * DAY_MS) });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function checkBuild(broken: BrokenBuild): void {
  breakSource(broken, readFileSync(new URL(`../../${BROKEN_BUILDS[broken].file}`, import.meta.url), "utf8"));
}
