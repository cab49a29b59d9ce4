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

/** Within the batch that closes a day and begins the next; within a slice of what removes old events. */
export const DAY_STAGES = ["day-closed", "ageing"] as const;

/** Within a slice of an erasure; between the end of a row and of its file; between that and the end of the note about it. */
export const ERASING_STAGES = ["erasing", "freed", "unlinked"] as const;

export type Stage = (typeof STAGES)[number] | (typeof DAY_STAGES)[number] | (typeof ERASING_STAGES)[number];

export type Order = { readonly stage: Stage; readonly passes: number };

/** A server that can be told to die at a stage, and whose clock can be set ahead. */
export type ServerUnderTest = {
  readonly server: TestServer;
  /** Orders it to end at the n-th passing of a stage from now on. */
  readonly order: (order: Order) => void;
  /** When the order was carried out, on the monotonic clock in ns; `undefined` when it was not. */
  readonly diedAtNs: () => bigint | undefined;
  /** Starts it again, with the clock so many days ahead. With an order it may be gone before it is ready. */
  readonly restart: (daysAhead: number, order?: Order) => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** Throws when the broken build cannot be made any more. */
export async function startServerUnderTest(broken: BrokenBuild | undefined): Promise<ServerUnderTest> {
  if (broken !== undefined) checkBuild(broken);
  const inside = new URL("inside-server.ts", import.meta.url).href;
  const server = await startServer({
    env: {
      NODE_OPTIONS: `--import=${inside}`,
      // As the server sets it for itself, by beginning anew: that would be done at each start.
      MALLOC_ARENA_MAX: "2",
      ...(broken === undefined ? {} : { CRASH_BROKEN_BUILD: broken }),
    },
  });
  const orderFile = path.join(server.dataDir, "crash-order");
  const doneFile = `${orderFile}.done`;
  const order = ({ stage, passes }: Order): void => {
    writeFileSync(`${orderFile}.new`, `${stage} ${passes}`);
    renameSync(`${orderFile}.new`, orderFile);
  };
  const diedAtNs = (): bigint | undefined => {
    try {
      return BigInt(readFileSync(doneFile, "utf8").split(" ")[1] ?? "");
    } catch {
      return undefined;
    }
  };
  return {
    server,
    order,
    diedAtNs,
    async restart(daysAhead, ordered) {
      rmSync(orderFile, { force: true });
      rmSync(doneFile, { force: true });
      if (ordered !== undefined) order(ordered);
      try {
        await server.restart({ CRASH_ORDER_FILE: orderFile, CRASH_CLOCK_AHEAD_MS: String(daysAhead * DAY_MS) });
      } catch (error) {
        if (ordered === undefined || diedAtNs() === undefined) throw error;
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function checkBuild(broken: BrokenBuild): void {
  breakSource(broken, readFileSync(new URL(`../../${BROKEN_BUILDS[broken].file}`, import.meta.url), "utf8"));
}
