/**
 * The durable hand-over between ingest and digest. Records are opaque bytes. A position is a byte offset over the whole life
 * of the log: it only grows, and it survives the removal of what was read.
 */
export type LogRecord = {
  readonly bytes: Uint8Array;
  /** Where this record begins. */
  readonly position: number;
  /** Where the next one begins; handing this to `release` and `read` continues after this record. */
  readonly nextPosition: number;
};

/** Written by one thread. */
export interface LogWriter {
  /**
   * Appends one record, given as parts that are joined. Resolves when the record survives power loss: many records share one
   * write and one sync. Rejects with `LogWriteError` when it does not; the record may then still turn up after a restart.
   */
  append(parts: readonly Uint8Array[]): Promise<LogPlace>;
  /** Everything before this position is durable. */
  durableEnd(): number;
  /** Everything before `position` has been digested and that fact is durable: whole segments before it are unlinked. */
  release(position: number): void;
  /** The next record begins a new segment, so that what was written so far can be unlinked once it is digested. */
  leaveSegment(): void;
  /** Bytes between the last released position and the end: the backlog. */
  depthBytes(): number;
  /** Waits for the group under way, then closes. Appends after this reject. */
  close(): Promise<void>;
}

export type LogPlace = { readonly position: number; readonly nextPosition: number };

/** Read by another thread, from the same files. */
export interface LogReader {
  /**
   * Records from `position` on, in order, at most `maxRecords` and about `maxBytes` (always at least one if there is one before
   * `end`). `end` is a `durableEnd` of the writer. Damaged regions are passed over and reported in `damage`.
   */
  read(position: number, end: number, maxRecords: number, maxBytes: number): LogBatch;
  close(): void;
}

export type LogBatch = {
  readonly records: readonly LogRecord[];
  /** Where to go on reading; beyond the last record when damage was passed over. */
  readonly nextPosition: number;
  readonly damage: readonly { readonly fromPosition: number; readonly toPosition: number }[];
};

/** Why an append did not become durable; `disk-full` and `too-deep` are answered 503 with different words. */
export class LogWriteError extends Error {
  readonly kind: "disk-full" | "io" | "closed";
  constructor(kind: "disk-full" | "io" | "closed", message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LogWriteError";
    this.kind = kind;
  }
}
