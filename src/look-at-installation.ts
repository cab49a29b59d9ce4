import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { DiskUse, InstallationReader, Pulse } from "./checkup/installation.ts";
import type { Answer } from "./checkup/facts.ts";
import type { FactsConfig } from "./gather-facts.ts";
import { ask, gatherFacts } from "./gather-facts.ts";
import type { StoredInstallation } from "./store/sqlite/read/installation.ts";
import { VERSION } from "./version.ts";

/** How long an answer from outside, and the sizes of folders with many files, are taken for those of now. */
const REMEMBERED_MS = 60_000;

export type LookDeps = {
  readonly config: FactsConfig;
  readonly stored: StoredInstallation;
  /** Asks the main thread: front/pulse.ts. */
  readonly ask: <Answered>(method: "pulse" | "keep-again", args: unknown) => Promise<Answered>;
};

/** What the operator is shown, looked at by the server itself. */
export function lookAtInstallation({ config, stored, ask: askMain }: LookDeps): InstallationReader {
  const askOutside = remembered<Answer>();
  const blobBytes = remembered<number>();
  const directory = config.dataDirectory;
  return {
    async look() {
      const now = await askMain<Pulse>("pulse", undefined);
      const { logDepthBytes, digestLagMs, ready, reason } = now;
      const inside = { load: { logDepthBytes, digestLagMs }, ready, reason };
      const [facts, blobs] = await Promise.all([
        gatherFacts(config, inside, (url) => askOutside(() => ask(url))),
        blobBytes(() => bytesIn(path.join(directory, "blobs"))),
      ]);
      const free = facts.directory.kind === "usable" ? facts.directory.freeBytes : undefined;
      const versions = { culprit: VERSION, node: process.versions.node, ...stored.versions() };
      return { facts, pulse: now, disk: { ...(await storeUse(directory)), blobs, free }, jobs: stored.jobs(), versions };
    },
    listQuarantined: async () => stored.listQuarantined(),
    findQuarantined: async (position) => stored.findQuarantined(position),
    keepAgain: (bytes) => askMain<void>("keep-again", bytes),
  };
}

/** Asks anew when the last answer is old. */
function remembered<Value>(): (ask: () => Promise<Value>) => Promise<Value> {
  let known: { readonly value: Promise<Value>; readonly atMs: number } | undefined;
  return async (askAnew) => {
    if (known === undefined || performance.now() - known.atMs > REMEMBERED_MS) {
      known = { value: askAnew(), atMs: performance.now() };
    }
    return known.value;
  };
}

async function storeUse(directory: string): Promise<Pick<DiskUse, "log" | "store" | "backups">> {
  let store = 0;
  let backups = 0;
  for (const name of await readdir(directory)) {
    if (/^culprit\.db\.v\d+/.test(name)) backups += await sizeOf(path.join(directory, name));
    else if (name.startsWith("culprit.db")) store += await sizeOf(path.join(directory, name));
  }
  return { log: await bytesIn(path.join(directory, "log")), store, backups };
}

/** All files below a folder, one after the other: nobody waits for it but who looks. */
async function bytesIn(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += await sizeOf(path.join(entry.parentPath, entry.name));
  }
  return bytes;
}

/** A file that is gone by now has no size. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
