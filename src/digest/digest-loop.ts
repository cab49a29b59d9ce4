import { channel } from "node:diagnostics_channel";
import type { LogBatch, LogReader, LogRecord } from "../log/log.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { decodeLoggedRequest, MAX_QUARANTINED_BYTES } from "../protocol/logged-request.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { RefusedInDigest } from "./digest-batch.ts";
import { digestRequests } from "./digest-batch.ts";
import type { EventDeps } from "./event/digest-event.ts";
import type { DigestedBatch, QuarantinedEntry, RecordedBatch, Recorder } from "./recorder.ts";
import { StoreUnavailable } from "./recorder.ts";

const MAX_RECORDS = 512;
const MIN_RECORDS = 16;
/**
 * What a batch should take at most. On a machine that digests 40 events a second 512 took 13 s: nothing was visible before, and all
 * that had come meanwhile looked like an old backlog, of which the quietest project held the largest part and was limited.
 */
const BATCH_MS = 500;
const MAX_BYTES = 8 * 1024 * 1024;
/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

export type DigestDeps = {
  readonly log: LogReader;
  readonly recorder: Recorder;
  readonly event: EventDeps;
  /** Milliseconds since whenever; default: the monotonic clock. */
  readonly clockMs?: () => number;
  /** Of each event that was not stored and whose id is known; again when a batch is tried again. */
  readonly onRefused?: (event: RefusedInDigest) => void;
};

/** What one step recorded, of how many entries of the log, and how many of those went into quarantine. */
export type DigestStep = RecordedBatch & {
  readonly position: number;
  readonly entries: number;
  readonly quarantined: number;
};

/**
 * Makes the digest. Each `step(end)` records the next batch of the log before `end`, or answers `undefined` when there is none.
 * It throws `StoreUnavailable` when the store refuses: nothing was then recorded, and the same step may be tried again. Any
 * other failure is blamed on an entry: the batch is halved until that entry stands alone, and it goes into quarantine when it
 * fails a second time, so that the log moves on.
 */
export function createDigest(deps: DigestDeps): { readonly step: (end: number) => DigestStep | undefined } {
  const { clockMs = () => performance.now() } = deps;
  let maxRecords = MAX_RECORDS;
  /** Regions of the batch under way that the log could not read; each is recorded with the part it lies in. */
  let damaged: readonly QuarantinedEntry[] = [];
  /** Entries of the batch under way that could not be digested or read. */
  let quarantinedCount = 0;
  const record = (from: number, to: number, part: Omit<DigestedBatch, "fromPosition" | "toPosition">): RecordedBatch => {
    const lost = damaged.filter(({ position }) => position >= from && position < to);
    const quarantined = [...part.quarantined, ...lost];
    const recorded = deps.recorder.record({ ...part, fromPosition: from, toPosition: to, quarantined });
    quarantinedCount += quarantined.length;
    return recorded;
  };

  const recordAll = (records: readonly LogRecord[], from: number, to: number): RecordedBatch => {
    const { refused, ...digested } = digestRequests(records, deps.event);
    const recorded = record(from, to, { ...digested, quarantined: [] });
    for (const event of refused) deps.onRefused?.(event);
    return recorded;
  };

  const recordOrHalve = (records: readonly LogRecord[], from: number, to: number): RecordedBatch => {
    try {
      return recordAll(records, from, to);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      const [first] = records;
      if (first === undefined) throw error;
      if (records.length === 1) return retryOrQuarantine(first, from, to);
      const middle = records.length >> 1;
      const split = records[middle]?.position ?? to;
      const left = recordOrHalve(records.slice(0, middle), from, split);
      return joined(left, recordOrHalve(records.slice(middle), split, to));
    }
  };

  const retryOrQuarantine = (entry: LogRecord, from: number, to: number): RecordedBatch => {
    try {
      return recordAll([entry], from, to);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      const lost = lostRequest(entry);
      const quarantined = [quarantinedEntry(entry, error)];
      const recorded = record(from, to, { events: [], outcomes: lost === undefined ? [] : [lostOutcome(lost)], quarantined });
      if (lost?.eventId !== undefined)
        deps.onRefused?.({ projectId: lost.projectId, eventId: lost.eventId, ...LOST, atMs: lost.receivedAtMs });
      return recorded;
    }
  };

  return {
    step(end) {
      const from = deps.recorder.position();
      if (from >= end) return undefined;
      const startedAtMs = clockMs();
      const batch = deps.log.read(from, end, maxRecords, MAX_BYTES);
      if (batch.nextPosition <= from) return undefined;
      stages.publish("batch-read");
      damaged = batch.damage.map(damagedEntry);
      quarantinedCount = 0;
      const recorded = recordOrHalve(batch.records, from, batch.nextPosition);
      maxRecords = nextMaxRecords(maxRecords, batch.records.length, clockMs() - startedAtMs);
      return { ...recorded, position: batch.nextPosition, entries: batch.records.length, quarantined: quarantinedCount };
    },
  };
}

/** As many as fit into `BATCH_MS` at the speed of the last batch; more again in steps, once there is more to read. */
function nextMaxRecords(maxRecords: number, records: number, tookMs: number): number {
  const fitting = Math.floor((records * BATCH_MS) / Math.max(1, tookMs));
  if (tookMs > BATCH_MS) return Math.max(MIN_RECORDS, Math.min(maxRecords, fitting));
  return records < maxRecords ? maxRecords : Math.min(MAX_RECORDS, Math.max(maxRecords, Math.min(fitting, 2 * maxRecords)));
}

function joined(left: RecordedBatch, right: RecordedBatch): RecordedBatch {
  return {
    accepted: left.accepted + right.accepted,
    duplicates: left.duplicates + right.duplicates,
    changes: [...left.changes, ...right.changes],
  };
}

function quarantinedEntry(record: LogRecord, error: unknown): QuarantinedEntry {
  const problem = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 1_000) : "unknown";
  return { position: record.position, problem, bytes: record.bytes.subarray(0, MAX_QUARANTINED_BYTES) };
}

/** What stood there is gone; that there was something is for the operator to see. */
function damagedEntry({ fromPosition, toPosition }: LogBatch["damage"][number]): QuarantinedEntry {
  const problem = `the log is damaged: ${toPosition - fromPosition} bytes could not be read`;
  return { position: fromPosition, problem, bytes: new Uint8Array() };
}

type LostRequest = Pick<LoggedRequest, "projectId" | "keyId" | "receivedAtMs" | "eventId">;
const LOST = { kind: "invalid", reason: "internal" } as const;

/** Whose an entry was that nobody can digest, if that can be told. */
function lostRequest(record: LogRecord): LostRequest | undefined {
  const decoded = decodeLoggedRequest(record.bytes);
  if (!decoded.ok) return undefined;
  const { projectId, keyId, receivedAtMs, eventId } = decoded.value;
  return { projectId, keyId, receivedAtMs, ...(eventId !== undefined && { eventId }) };
}

/** Even such an entry ends with an outcome. */
function lostOutcome({ projectId, keyId, receivedAtMs }: LostRequest): OutcomeCount {
  const hour = Math.floor(receivedAtMs / 3_600_000);
  return { projectId, keyId, category: "error", ...LOST, hour, quantity: 1 };
}
