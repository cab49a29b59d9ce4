import type { RemappedEvent } from "../../digest/event/remap-event.ts";
import type { IssueChanges } from "../../digest/recorder.ts";
import type { RegroupCommands } from "../../issue/regroup.ts";
import type { Event } from "../../protocol/event.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import { DELETED_ISSUE } from "./delete-issues.ts";
import { baseOf } from "./event-base.ts";
import { eventTable } from "./event-tables.ts";
import { findMappedLater, saveMappedLater } from "./mapped-later.ts";
import type { PackedPayload } from "./payload.ts";
import { readPayload } from "./payload.ts";
import { recountIssue } from "./recount-issue.ts";
import type { Describe } from "./regroup-deps.ts";

/** Maps stored events again, a slice at a time, once their files have come. */
export type Mapping = {
  /** Works for about so long. What is left is done later, also after a restart. */
  readonly step: (budgetMs: number) => { readonly isLeft: boolean; readonly changes: readonly IssueChanges[] };
};

export type MappingDeps = {
  readonly describe: Describe;
  readonly remap: (event: Event, projectId: number) => RemappedEvent | undefined;
  readonly commands: Pick<RegroupCommands, "mergeIssues">;
};

const FIND_DUE = `
  SELECT signature.id, signature.project_id, signature.issue_id FROM mapping_due
  JOIN signature ON signature.id = mapping_due.signature_id WHERE signature.issue_id <> ${DELETED_ISSUE} LIMIT 1`;
const END_DUE = "DELETE FROM mapping_due WHERE signature_id = ?";
const LIST_DAYS = "SELECT day FROM event_day ORDER BY day DESC";
const FIND_SIGNATURE = "SELECT issue_id FROM signature WHERE project_id = ? AND hash = ?";
const FIND_DISCARDED = "SELECT 1 FROM discarded_signature WHERE project_id = ? AND hash = ?";
const COUNT_SIGNATURES = "SELECT count(*) AS signatures FROM signature WHERE issue_id = ?";
const ADD_SIGNATURE = `
  INSERT INTO signature (project_id, hash, grouping_version, issue_id, home_issue_id, event_count, first_seen_ms, last_seen_ms,
    user_count)
  SELECT project_id, ?, ?, issue_id, home_issue_id, 0, first_seen_ms, last_seen_ms, 0 FROM signature WHERE id = ?`;

/** Of a signature, its newest events are mapped; the others tell the same. */
const MAX_EVENTS = 2_000;

type Due = { readonly id: number; readonly project_id: number; readonly issue_id: number };
/** How far one signature has come. */
type Progress = Due & { readonly days: string[]; beforeRow: number; seen: number; newest: RemappedEvent | undefined };
type Row = PackedPayload & { readonly id: number; readonly base_id: number | null };

export function openMapping(db: Database, deps: MappingDeps): Mapping {
  let progress: Progress | undefined;
  const next = (): Progress | undefined => {
    const due = db.statement(FIND_DUE).get() as Due | undefined;
    if (due === undefined) return undefined;
    const days = (db.statement(LIST_DAYS).all() as { day: string }[]).map(({ day }) => day);
    return { ...due, days, beforeRow: Number.MAX_SAFE_INTEGER, seen: 0, newest: undefined };
  };
  return {
    step(budgetMs) {
      const endMs = performance.now() + budgetMs;
      const changes: IssueChanges[] = [];
      let at = progress ?? next();
      progress = undefined;
      while (at !== undefined && performance.now() < endMs) {
        const working = at;
        const isDone = transaction(db, () => mapSome(db, deps, working, endMs));
        if (!isDone) break;
        changes.push(...finish(db, deps, working));
        at = next();
      }
      progress = at;
      return { isLeft: at !== undefined, changes };
    },
  };
}

/** True when nothing of the signature is left. */
function mapSome(db: Database, { remap }: MappingDeps, at: Progress, endMs: number): boolean {
  for (;;) {
    const [day] = at.days;
    if (day === undefined || at.seen >= MAX_EVENTS) return true;
    const row = db
      .statement(
        `SELECT id, payload, size_bytes, base_id FROM ${eventTable(day)} WHERE signature_id = ? AND id < ? ORDER BY id DESC LIMIT 1`,
      )
      .get(at.id, at.beforeRow) as Row | undefined;
    if (row === undefined) {
      at.days.shift();
      at.beforeRow = Number.MAX_SAFE_INTEGER;
      continue;
    }
    at.beforeRow = row.id;
    at.seen += 1;
    const key = { day, id: row.id, signatureId: at.id };
    const stored = findMappedLater(db, key) ?? readPayload(row, baseOf(db, day, row));
    const remapped = remap(stored.event, at.project_id);
    if (remapped !== undefined) {
      at.newest ??= remapped;
      saveMappedLater(db, key, { ...stored, event: remapped.event, title: remapped.title, culprit: remapped.culprit });
    }
    if (performance.now() >= endMs) return false;
  }
}

/**
 * The issue takes the looks of its readable events. Events keep the signature that they are counted under; the new one is given to
 * their issue, so that further events come to it. Where such events made an issue already, both become one.
 */
function finish(db: Database, { describe, commands }: MappingDeps, at: Progress): readonly IssueChanges[] {
  const { newest, id, project_id: projectId, issue_id: issueId } = at;
  const other = transaction(db, () => {
    db.statement(END_DUE).run(id);
    if (newest === undefined) return undefined;
    const known = db.statement(FIND_SIGNATURE).get(projectId, newest.signature) as { issue_id: number } | undefined;
    if (known === undefined && db.statement(FIND_DISCARDED).get(projectId, newest.signature) === undefined) {
      db.statement(ADD_SIGNATURE).run(newest.signature, newest.groupingVersion, id);
    }
    recountIssue(db, issueId, describe);
    return known?.issue_id;
  });
  if (newest === undefined) return [];
  const { signatures } = db.statement(COUNT_SIGNATURES).get(issueId) as { signatures: number };
  const isToMerge = other !== undefined && other !== issueId && other !== DELETED_ISSUE && signatures === 1;
  // Runs to its end before it answers, as all commands do.
  if (isToMerge) void commands.mergeIssues({ issueIds: [other, issueId], projectIds: [projectId] });
  return [{ projectId, issueIds: isToMerge ? [issueId, other] : [issueId], newIssueIds: [] }];
}
