import type { Facts } from "./facts.ts";

/** What the main thread knows of the server at a moment. Bytes; a second's means are over the last minute. */
export type Pulse = {
  readonly ready: boolean;
  /** The same in words. */
  readonly reason: string;
  readonly startedAtMs: number;
  readonly logDepthBytes: number;
  readonly digestLagMs: number;
  /** Requests kept, items refused at the door, and requests digested, each second. */
  readonly rates: { readonly accepted: number; readonly refused: number; readonly digested: number };
};

/** Bytes. `backups`: copies of the store that upgrades left in the data directory; others are elsewhere. */
export type DiskUse = {
  readonly log: number;
  readonly store: number;
  readonly blobs: number;
  readonly backups: number;
  readonly free: number | undefined;
};
export type JobCount = { readonly waiting: number; readonly failed: number };

/** Everything that an operator looks at. */
export type Look = {
  readonly facts: Facts;
  readonly pulse: Pulse;
  readonly disk: DiskUse;
  /** What is to be done at code hosts, and what alerts are to be sent; failed: given up. */
  readonly jobs: { readonly codeHosts: JobCount; readonly alerts: JobCount };
  readonly versions: { readonly culprit: string; readonly node: string; readonly sqlite: string; readonly store: number };
};

/** A request that was kept and could not be digested: as it came, unscrubbed, and so never shown. */
export type Quarantined = {
  /** Its place in the log. */
  readonly position: number;
  readonly atMs: number;
  readonly problem: string;
  readonly bytes: Uint8Array;
};

/** What the API needs to know of the installation. */
export interface InstallationReader {
  look(): Promise<Look>;
  /** Newest first. Without their bytes: at most 1,000 are kept. */
  listQuarantined(): Promise<readonly (Omit<Quarantined, "bytes"> & { readonly sizeBytes: number })[]>;
  findQuarantined(position: number): Promise<Quarantined | undefined>;
  /** Puts the request into the log again, as if it came now; resolves when that is durable. */
  keepAgain(bytes: Uint8Array): Promise<void>;
}

export interface QuarantineCommands {
  /** False when there is none. */
  deleteQuarantined(args: { readonly position: number }): Promise<boolean>;
}
