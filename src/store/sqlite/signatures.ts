import type { DigestedEvent } from "../../digest/recorder.ts";
import { firstState } from "../../issue/life-cycle.ts";
import { boundedCache } from "./bounded-cache.ts";
import type { Database } from "./database.ts";
import { stateColumns } from "./issue-state.ts";
import { timestampMs } from "./own-time.ts";

/** One signature as the writer remembers it. Dropped when a transaction fails. */
export type Signature = {
  readonly id: number;
  readonly projectId: number;
  readonly issueId: number;
  /** False until the batch that made it has written its roll-ups: nothing need be looked for. */
  hasRollUps: boolean;
  userCount: number;
  /** Distinct values stored for each tag key; `undefined` until asked for. */
  valueCounts: Map<string, number> | undefined;
};

/** What the writer's memory knows a signature by. */
export type SignatureKey = { readonly id: number; readonly projectId: number; readonly hash: string };

export type Signatures = {
  /** The signature of an event. Makes it, and its issue, at the first event. `undefined`: such events are to be dropped. */
  of(event: DigestedEvent): Signature | undefined;
  /** It is to be looked up again: it has moved to another issue, or is gone. */
  forget(key: SignatureKey): void;
};

const FIND_SIGNATURE = "SELECT id, issue_id, home_issue_id, user_count FROM signature WHERE project_id = ? AND hash = ?";
const FIND_DISCARDED = "SELECT 1 FROM discarded_signature WHERE project_id = ? AND hash = ?";
const ADD_SIGNATURE = `
  INSERT INTO signature (project_id, hash, grouping_version, issue_id, home_issue_id, event_count, first_seen_ms, last_seen_ms,
    user_count)
  VALUES (?, ?, ?, ?, ?, 0, ?, ?, 0)`;
const TAKE_ISSUE_NUMBER = `
  UPDATE project SET last_issue_number = last_issue_number + 1 WHERE id = ? RETURNING last_issue_number`;
// Counts are 0 here and added with the rest of the batch.
const ADD_ISSUE = `
  INSERT INTO issue (project_id, number, status, substatus, status_since_ms, type, level, platform, logger, title, culprit,
    metadata, is_unhandled, event_count, user_count, first_seen_ms, last_seen_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)`;

/** With what is counted of each about a kilobyte. One that is not remembered costs two look-ups. */
const MAX_SIGNATURES = 10_000;

export function openSignatures(db: Database): Signatures {
  const signatures = boundedCache<string, Signature | "discarded">(MAX_SIGNATURES);
  return {
    of(event) {
      const cacheKey = cacheKeyOf(event.projectId, event.signature);
      const known = signatures.get(cacheKey);
      if (known !== undefined) return known === "discarded" ? undefined : known;
      const found = findSignature(db, event) ?? (isDiscarded(db, event) ? "discarded" : undefined);
      const signature = found ?? addSignature(db, event, issueOfEarlier(db, event) ?? { id: addIssue(db, event), home: null });
      signatures.set(cacheKey, signature);
      return signature === "discarded" ? undefined : signature;
    },
    forget: ({ projectId, hash }) => signatures.delete(cacheKeyOf(projectId, hash)),
  };
}

function cacheKeyOf(projectId: number, hash: string): string {
  return `${projectId} ${hash}`;
}

type SignatureRow = {
  readonly id: number;
  readonly issue_id: number;
  readonly home_issue_id: number | null;
  readonly user_count: number;
};
/** The issue a signature joins. `home`: the one it would be in if none had been merged, where that is another. */
type Place = { readonly id: number; readonly home: number | null };

function findSignature(db: Database, { projectId, signature }: DigestedEvent): Signature | undefined {
  const row = db.statement(FIND_SIGNATURE).get(projectId, signature) as SignatureRow | undefined;
  if (row === undefined) return undefined;
  const { id, issue_id: issueId, user_count: userCount } = row;
  return { id, projectId, issueId, hasRollUps: true, userCount, valueCounts: undefined };
}

/** A better version takes up nothing that somebody does not want to see. */
function isDiscarded(db: Database, { projectId, signature, earlierSignatures }: DigestedEvent): boolean {
  const has = (hash: string): boolean => db.statement(FIND_DISCARDED).get(projectId, hash) !== undefined;
  return has(signature) || (earlierSignatures?.() ?? []).some(has);
}

/** The issue that an earlier version of grouping put such events into. */
function issueOfEarlier(db: Database, { projectId, earlierSignatures }: DigestedEvent): Place | undefined {
  for (const hash of earlierSignatures?.() ?? []) {
    const row = db.statement(FIND_SIGNATURE).get(projectId, hash) as SignatureRow | undefined;
    if (row !== undefined) return { id: row.issue_id, home: row.home_issue_id };
  }
  return undefined;
}

function addSignature(db: Database, event: DigestedEvent, { id: issueId, home }: Place): Signature {
  const atMs = timestampMs(event);
  const { projectId, signature, groupingVersion } = event;
  const { lastInsertRowid } = db.statement(ADD_SIGNATURE).run(projectId, signature, groupingVersion, issueId, home, atMs, atMs);
  return { id: lastInsertRowid, projectId, issueId, hasRollUps: false, userCount: 0, valueCounts: new Map() };
}

function addIssue(db: Database, digested: DigestedEvent): number {
  const { projectId, receivedAtMs, event } = digested;
  const number = takeIssueNumber(db, projectId);
  const atMs = timestampMs(digested);
  const state = stateColumns(firstState({ receivedAtMs, timestampMs: atMs }));
  const { lastInsertRowid } = db
    .statement(ADD_ISSUE)
    .run(
      projectId,
      number,
      state.status,
      state.substatus,
      state.status_since_ms,
      event.type,
      digested.level,
      event.platform,
      event.logger ?? null,
      digested.title,
      digested.culprit,
      JSON.stringify(digested.metadata),
      digested.isUnhandled ? 1 : 0,
      atMs,
      atMs,
    );
  return lastInsertRowid;
}

/** The next number of a project's issues, within the caller's transaction. */
export function takeIssueNumber(db: Database, projectId: number): number {
  const project = db.statement(TAKE_ISSUE_NUMBER).get(projectId) as { last_issue_number: number } | undefined;
  if (project === undefined) throw new Error(`project ${projectId} is not in the store`);
  return project.last_issue_number;
}
