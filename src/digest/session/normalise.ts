import { readEventId } from "../../protocol/event-id.ts";
import type { Json } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { driftOf } from "../event/clock.ts";
import { readEnvironment, readRelease } from "../event/normalise-release.ts";
import { newNotes } from "../event/notes.ts";
import { lenient } from "../event/read.ts";
import { secondsOf } from "../event/timestamp.ts";
import { userKeyOf } from "../../protocol/user-key.ts";
import type { EndingCounts, SentAggregate, SentAttributes, SentMember, SentUpdate } from "./parse.ts";

/** A session, or a number of them, ready to be counted. */
export type DigestedSession = {
  readonly projectId: number;
  readonly receivedAtMs: number;
  readonly release: string;
  readonly environment?: string;
  /** On our clock. */
  readonly startedAtMs: number;
  /** The device's clock is off. Updates of one session then come out with starts that differ by how long they travelled. */
  readonly isMoved: boolean;
  /** Keyed hash of the `did`, as of affected users. */
  readonly userKey?: number;
  readonly what: SessionUpdate | SessionAggregate;
};

export type SessionUpdate = {
  readonly kind: "update";
  /** 32 lower-case hex digits. A session without one is never updated. */
  readonly sid?: string;
  /** Of two updates the one with the larger number is the later. */
  readonly seq: number;
  readonly status: SessionStatus;
  readonly errors: number;
  readonly durationSeconds?: number;
};

export type SessionAggregate = { readonly kind: "aggregate" } & EndingCounts;

/** All but `ok` are final. */
const STATUSES = ["ok", "exited", "crashed", "abnormal", "errored", "unhandled"] as const;
export type SessionStatus = (typeof STATUSES)[number];

/** Names the outcome's reason. */
export type SessionProblem = { readonly kind: "release" | "timestamp" | "session_status" | "sequence" | "no_data" };

/** What the request around a session says of it. */
export type SessionOrigin = {
  readonly projectId: number;
  readonly receivedAtMs: number;
  /** Envelope header `sent_at`, as it was written. */
  readonly sentAt: string | undefined;
  readonly secretKey: string;
};

const MAX_AGE_SECONDS = 5 * 24 * 3_600;
const MAX_FUTURE_SECONDS = 60;
/** The largest number of 64 bits, and what else a double cannot tell from it. */
const MAX_SEQ = 2 ** 63;
const NIL_ID = "00000000-0000-0000-0000-000000000000";

/** Judges one session or aggregate by the rules of reference sentry-ingest §10; only a bad environment is merely left out. */
export function normaliseSession(
  member: SentMember,
  { release: sentRelease, environment: sentEnvironment }: SentAttributes,
  { projectId, receivedAtMs, sentAt, secretKey }: SessionOrigin,
): Result<DigestedSession, SessionProblem> {
  const release = textOf(sentRelease, readRelease);
  if (release === undefined) return problem({ kind: "release" });
  const environment = textOf(sentEnvironment, readEnvironment);

  const received = receivedAtMs / 1_000;
  const drift = driftOf(sentAt === undefined ? undefined : secondsOf(sentAt), received);
  const started = movedTime(member.started, drift, received);
  if (started === undefined) return problem({ kind: "timestamp" });
  const what = member.kind === "update" ? updateOf(member, drift, received, started) : aggregateOf(member);
  if (!what.ok) return what;

  const did = didOf(member.did);
  return ok({
    projectId,
    receivedAtMs,
    release,
    ...(environment !== undefined && { environment }),
    startedAtMs: Math.floor(started * 1_000),
    isMoved: drift !== 0,
    ...(did !== undefined && { userKey: userKeyOf({ kind: "id", value: did }, projectId, secretKey) }),
    what: what.value,
  });
}

function textOf(sent: Json | undefined, read: typeof readRelease): string | undefined {
  return sent === undefined || sent === null ? undefined : read(sent, newNotes());
}

/** A time on our clock, if a session of that time is still counted. */
function movedTime(sent: Json | undefined, drift: number, received: number): number | undefined {
  const seconds = sent === undefined ? undefined : secondsOf(sent);
  if (seconds === undefined) return undefined;
  const moved = seconds + drift;
  return moved >= received - MAX_AGE_SECONDS && moved <= received + MAX_FUTURE_SECONDS ? moved : undefined;
}

function updateOf(sent: SentUpdate, drift: number, received: number, started: number): Result<SessionUpdate, SessionProblem> {
  const now = isAbsent(sent.timestamp) ? received : movedTime(sent.timestamp, drift, received);
  if (now === undefined) return problem({ kind: "timestamp" });
  const status = isAbsent(sent.status) ? "ok" : STATUSES.find((known) => known === sent.status);
  if (status === undefined) return problem({ kind: "session_status" });
  const seq = sent.isInit ? 0 : seqOf(sent.seq, Math.max(now, started));
  if (seq === undefined) return problem({ kind: "sequence" });

  const sid = sent.sid === undefined ? undefined : readEventId(sent.sid);
  const { duration } = sent;
  return ok({
    kind: "update",
    ...(sid?.kind === "id" && { sid: sid.id }),
    seq,
    status,
    errors: typeof sent.errors === "number" && sent.errors > 0 ? Math.floor(sent.errors) : 0,
    ...(typeof duration === "number" && duration >= 0 && duration <= MAX_AGE_SECONDS && { durationSeconds: duration }),
  });
}

/** The number that the SDK gives, else the time of the update in milliseconds. */
function seqOf(sent: Json | undefined, now: number): number | undefined {
  if (isAbsent(sent)) return Math.floor(now * 1_000);
  // Integers beyond 2^53 come as texts of their digits.
  const number = typeof sent === "string" && /^\d{1,20}$/.test(sent) ? Number(sent) : sent;
  if (typeof number !== "number" || !(number >= 0) || number >= MAX_SEQ) return undefined;
  return Math.min(Math.floor(number), Number.MAX_SAFE_INTEGER);
}

function aggregateOf({ counts }: SentAggregate): Result<SessionAggregate, SessionProblem> {
  const total = counts.exited + counts.errored + counts.abnormal + counts.unhandled + counts.crashed;
  return total === 0 ? problem({ kind: "no_data" }) : ok({ kind: "aggregate", ...counts });
}

/** Who used the program; empty texts and the nil id are nobody. */
function didOf(sent: Json | undefined): string | undefined {
  if (isAbsent(sent)) return undefined;
  const did = lenient(sent)?.trim();
  return did === undefined || did === "" || did === NIL_ID || did === NIL_ID.replaceAll("-", "") ? undefined : did;
}

function isAbsent(sent: Json | undefined): sent is undefined | null {
  return sent === undefined || sent === null;
}
