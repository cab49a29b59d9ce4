import type { Event, Level, Pair } from "../protocol/event.ts";
import type { Json } from "../protocol/json.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { DigestedAttachment } from "./attachment/normalise.ts";
import type { DigestedCheckIn } from "./check-in/normalise.ts";
import type { DigestedSession } from "./session/normalise.ts";
import type { DigestedReport } from "./user-report/normalise.ts";

/** An event that is ready to be stored: parsed, normalised, filtered, scrubbed and grouped. */
export type DigestedEvent = {
  readonly projectId: number;
  readonly keyId: number;
  readonly receivedAtMs: number;
  readonly event: Event;
  /** 32 lower-case hex digits. */
  readonly signature: string;
  readonly groupingVersion: string;
  /** The project's rules that were in force, by their id; absent where there were none. */
  readonly groupingRulesId?: number;
  /**
   * What earlier versions of grouping say, newest first; asked only when the signature is new. An issue that one of them leads to
   * owns the new signature, too: a better version splits nothing that was together.
   */
  readonly earlierSignatures?: () => readonly string[];
  readonly title: string;
  readonly culprit: string;
  /** Sentry's title parts: type, value, filename, function; or title. */
  readonly metadata: { readonly [key: string]: Json };
  readonly level: Level;
  readonly isUnhandled: boolean;
  /** Client and derived tags, each key once. */
  readonly tags: readonly Pair[];
  /** Keyed hash of the affected user within the project: an integer below 2^52. Absent when nobody is known. */
  readonly userKey?: number;
  /** What maps of frames that are not mapped would be found by, see `soughtFiles`; absent: there are none. */
  readonly sought?: readonly string[];
};

/** Items that are no events, ready to be stored; in log order, each kind. */
export type DigestedItems = {
  readonly sessions: readonly DigestedSession[];
  readonly reports: readonly DigestedReport[];
  readonly checkIns: readonly DigestedCheckIn[];
  readonly attachments: readonly DigestedAttachment[];
};

/** What a run of log entries came to. Recorded in one transaction with the position. */
export type DigestedBatch = {
  readonly fromPosition: number;
  readonly toPosition: number;
  /**
   * In log order, to be read once. They may be made while they are read: each can go before the next one comes, and all the rest that
   * is said here is whole when the last one was read. What making them throws, `record` throws.
   */
  readonly events: Iterable<DigestedEvent>;
  /** Absent: none. */
  readonly items?: DigestedItems;
  /**
   * Outcomes of all but the events, reports, check-ins and attachments above, whose own (accepted, duplicate …) the recorder
   * adds.
   */
  readonly outcomes: readonly OutcomeCount[];
  /** Entries that could not be digested, kept for the operator. */
  readonly quarantined: readonly QuarantinedEntry[];
  /** When each key last brought an entry of the batch, Unix ms. Absent: not looked at. */
  readonly keyUses?: ReadonlyMap<number, number>;
};

export type QuarantinedEntry = { readonly position: number; readonly problem: string; readonly bytes: Uint8Array };

export type RecordedBatch = {
  readonly accepted: number;
  readonly duplicates: number;
  /** Issues whose row changed, for live updates. */
  readonly changes: readonly IssueChanges[];
};

export type IssueChanges = {
  readonly projectId: number;
  readonly issueIds: readonly number[];
  /** Those of them made or reopened by this batch. */
  readonly newIssueIds: readonly number[];
};

/**
 * What the digest needs of a store, and nothing more. Synchronous, for it is the one writer on a thread of its own.
 * Adapter: `store/sqlite/recorder.ts`.
 */
export interface Recorder {
  /** Everything in the log before this has been recorded; 0 in a fresh store. */
  position(): number;
  /** The largest received time recorded so far, Unix ms; received time must not go backwards over a restart. */
  latestReceivedAtMs(): number;
  /**
   * Records all or nothing, durably. An event whose (project, id) is stored already, or stands twice in the batch, counts
   * once: the second is outcome invalid/duplicate. Files are durable before the rows that name them. Throws `StoreUnavailable` when the store is, and anything else when this
   * batch cannot be recorded; nothing was then recorded.
   */
  record(batch: DigestedBatch): RecordedBatch;
}

/** The store cannot be used now, whatever the batch holds; nothing was recorded. The same batch may be tried again later. */
export class StoreUnavailable extends Error {
  readonly kind: "disk-full" | "io" | "read-only" | "busy";
  constructor(kind: StoreUnavailable["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreUnavailable";
    this.kind = kind;
  }
}
