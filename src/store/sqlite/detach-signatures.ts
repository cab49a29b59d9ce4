import { stateAfterEvent } from "../../issue/life-cycle.ts";
import type { Detached, DetachProblem } from "../../issue/regroup.ts";
import type { Database } from "./database.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState, writeState } from "./issue-state.ts";
import { addNotSame } from "./not-same.ts";
import { mergedPath, WITH_MERGED } from "./merged-issues.ts";
import { takeLinkBack } from "./merged-links.ts";
import { recountIssue } from "./recount-issue.ts";
import type { RegroupDeps } from "./regroup-deps.ts";
import type { SignatureKey } from "./signatures.ts";
import { releaseDate } from "./release-order.ts";
import { takeIssueNumber } from "./signatures.ts";

const FIND_HOME = "SELECT home_issue_id FROM signature WHERE id = ?";
const LIST_BROUGHT = `
  ${WITH_MERGED}
  SELECT id FROM signature WHERE issue_id = ? AND home_issue_id IN (SELECT id FROM part)`;
const FIND_STATE = `
  SELECT status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in, last_seen_ms, last_release FROM issue WHERE id = ?`;
const COME_BACK = "UPDATE issue SET connection_id = 0, merged_into = NULL WHERE id = ?";
const BRING_BACK = "UPDATE signature SET home_issue_id = coalesce(home_issue_id, issue_id), issue_id = ? WHERE id = ?";
const MOVE_OUT = "UPDATE signature SET home_issue_id = NULL, issue_id = ? WHERE id = ?";
const COPY_ISSUE = `
  INSERT INTO issue (project_id, number, status, substatus, status_since_ms, type, level, platform, logger, title, culprit,
    metadata, is_unhandled, event_count, user_count, first_seen_ms, last_seen_ms)
  SELECT project_id, ?, 'unresolved', 'ongoing', ?, type, level, platform, logger, title, culprit, metadata, is_unhandled,
    event_count, user_count, first_seen_ms, last_seen_ms
  FROM issue WHERE id = ?`;

/** Within the caller's transaction. `all` are the issue's signatures; those that move are added to `moved`. */
export function detachSignatures(
  db: Database,
  { now, describe }: RegroupDeps,
  from: { readonly id: number; readonly project_id: number },
  all: readonly SignatureKey[],
  hashes: readonly string[],
  moved: SignatureKey[],
): Detached | { readonly problem: DetachProblem } {
  const wanted = new Set(hashes);
  const signatures = all.filter(({ hash }) => wanted.has(hash));
  if (signatures.length === 0) return { issueId: undefined, detached: [] };
  if (signatures.length === all.length) return { problem: { kind: "none-would-stay" } };

  moved.push(...signatures);
  const cameAs = issueTheyCameWith(db, from.id, signatures);
  const issueId = cameAs ?? addIssue(db, from, now());
  if (cameAs !== undefined) takeLinkBack(db, cameAs, from.id);
  for (const { id } of signatures) db.statement(cameAs === undefined ? MOVE_OUT : BRING_BACK).run(issueId, id);
  const before = cameAs === undefined ? undefined : stateOf(db, cameAs);
  if (cameAs !== undefined) db.statement(COME_BACK).run(cameAs);
  else addNotSame(db, from.id, issueId, { atMs: now(), byUserId: undefined });
  for (const id of [from.id, issueId]) recountIssue(db, id, describe);
  if (before !== undefined) catchUp(db, from.project_id, issueId, before, now());
  return { issueId, detached: signatures.map(({ hash }) => hash) };
}

/** The merged issue that brought exactly these signatures; the innermost when there are several. */
function issueTheyCameWith(db: Database, issueId: number, signatures: readonly SignatureKey[]): number | undefined {
  const [first] = signatures;
  const row = first === undefined ? undefined : db.statement(FIND_HOME).get(first.id);
  const home = (row as { home_issue_id: number | null } | undefined)?.home_issue_id;
  if (home === null || home === undefined) return undefined;
  const wanted = new Set(signatures.map(({ id }) => id));
  return mergedPath(db, home).find((candidate) => {
    const brought = db.statement(LIST_BROUGHT).all(candidate, issueId) as { id: number }[];
    return brought.length === wanted.size && brought.every(({ id }) => wanted.has(id));
  });
}

/** What was decided about the bug it was taken for does not hold for it. */
function addIssue(db: Database, from: { readonly id: number; readonly project_id: number }, nowMs: number): number {
  const number = takeIssueNumber(db, from.project_id);
  return db.statement(COPY_ISSUE).run(number, nowMs, from.id).lastInsertRowid;
}

type Rested = StateColumns & { readonly last_seen_ms: number; readonly last_release: string | null };

function stateOf(db: Database, issueId: number): Rested {
  return db.statement(FIND_STATE).get(issueId) as Rested;
}

/** What came while it was part of another counts now against what had been decided about it. */
function catchUp(db: Database, projectId: number, issueId: number, before: Rested, nowMs: number): void {
  const { last_seen_ms: lastSeenMs, last_release: release } = stateOf(db, issueId);
  if (lastSeenMs <= before.last_seen_ms) return;
  const state = issueState(before);
  const event = { receivedAtMs: nowMs, timestampMs: lastSeenMs, ...(release !== null && { release }) };
  const dateOf = (version: string): number | undefined => releaseDate(db, projectId, version);
  writeState(db, issueId, state, stateAfterEvent(state, event, dateOf));
}
