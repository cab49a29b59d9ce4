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

export type Signatures = {
  /** The signature of an event. Makes it, and its issue, at the first event. */
  of(event: DigestedEvent): Signature;
};

const FIND_SIGNATURE = "SELECT id, issue_id, user_count FROM signature WHERE project_id = ? AND hash = ?";
const ADD_SIGNATURE = `
  INSERT INTO signature (project_id, hash, grouping_version, issue_id, event_count, first_seen_ms, last_seen_ms, user_count)
  VALUES (?, ?, ?, ?, 0, ?, ?, 0)`;
const TAKE_ISSUE_NUMBER = `
  UPDATE project SET last_issue_number = last_issue_number + 1 WHERE id = ? RETURNING last_issue_number`;
// Counts are 0 here and added with the rest of the batch.
const ADD_ISSUE = `
  INSERT INTO issue (project_id, number, status, substatus, status_since_ms, type, level, platform, logger, title, culprit,
    metadata, is_unhandled, event_count, user_count, first_seen_ms, last_seen_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)`;

const MAX_SIGNATURES = 30_000;

export function openSignatures(db: Database): Signatures {
  const signatures = boundedCache<string, Signature>(MAX_SIGNATURES);
  return {
    of(event) {
      const cacheKey = `${event.projectId} ${event.signature}`;
      const known = signatures.get(cacheKey);
      if (known !== undefined) return known;
      const signature = findSignature(db, event) ?? addSignature(db, event, issueOfEarlier(db, event) ?? addIssue(db, event));
      signatures.set(cacheKey, signature);
      return signature;
    },
  };
}

type SignatureRow = { readonly id: number; readonly issue_id: number; readonly user_count: number };

function findSignature(db: Database, { projectId, signature }: DigestedEvent): Signature | undefined {
  const row = db.statement(FIND_SIGNATURE).get(projectId, signature) as SignatureRow | undefined;
  if (row === undefined) return undefined;
  const { id, issue_id: issueId, user_count: userCount } = row;
  return { id, projectId, issueId, hasRollUps: true, userCount, valueCounts: undefined };
}

/** The issue that an earlier version of grouping put such events into. */
function issueOfEarlier(db: Database, { projectId, earlierSignatures }: DigestedEvent): number | undefined {
  for (const hash of earlierSignatures?.() ?? []) {
    const row = db.statement(FIND_SIGNATURE).get(projectId, hash) as SignatureRow | undefined;
    if (row !== undefined) return row.issue_id;
  }
  return undefined;
}

function addSignature(db: Database, event: DigestedEvent, issueId: number): Signature {
  const atMs = timestampMs(event);
  const { projectId, signature, groupingVersion } = event;
  const { lastInsertRowid } = db.statement(ADD_SIGNATURE).run(projectId, signature, groupingVersion, issueId, atMs, atMs);
  return { id: lastInsertRowid, projectId, issueId, hasRollUps: false, userCount: 0, valueCounts: new Map() };
}

function addIssue(db: Database, digested: DigestedEvent): number {
  const { projectId, receivedAtMs, event } = digested;
  const project = db.statement(TAKE_ISSUE_NUMBER).get(projectId) as { last_issue_number: number } | undefined;
  if (project === undefined) throw new Error(`project ${projectId} is not in the store`);

  const atMs = timestampMs(digested);
  const state = stateColumns(firstState({ receivedAtMs, timestampMs: atMs }));
  const { lastInsertRowid } = db
    .statement(ADD_ISSUE)
    .run(
      projectId,
      project.last_issue_number,
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
