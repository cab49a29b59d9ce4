import { happeningOf } from "../../issue/activity.ts";
import type { IgnoreUntil, IssueState, ResolvedIn } from "../../issue/issue.ts";
import { addActivity } from "./activity.ts";
import { followAtHost } from "./codehost-outbox.ts";
import type { Database } from "./database.ts";

/** The columns of `issue` that hold its state. */
export type StateColumns = {
  readonly status: string;
  readonly substatus: string | null;
  readonly status_since_ms: number;
  readonly status_by_user_id: number | null;
  /** JSON of `IgnoreUntil`. */
  readonly ignore_until: string | null;
  /** JSON of `ResolvedIn`. */
  readonly resolved_in: string | null;
};

/** What a state itself does not say: who reopened an issue, and when an older decision was changed. Unix ms. */
type Decided = { readonly byUserId?: number | undefined; readonly atMs?: number };

const SET_STATE = `
  UPDATE issue SET status = ?, substatus = ?, status_since_ms = ?, status_by_user_id = ?, ignore_until = ?, resolved_in = ?
  WHERE id = ?`;

/**
 * Every change of an issue's state goes this way, within the caller's transaction, whoever decided it. What it asks for at the
 * code host, and what tells people of it, is kept with it, or not at all.
 */
export function writeState(db: Database, issueId: number, before: IssueState, after: IssueState, by: Decided = {}): void {
  if (after === before) return;
  const state = stateColumns(after);
  db.statement(SET_STATE).run(
    state.status,
    state.substatus,
    state.status_since_ms,
    state.status_by_user_id,
    state.ignore_until,
    state.resolved_in,
    issueId,
  );
  const what = happeningOf(before, after);
  const byUserId = after.status === "unresolved" ? by.byUserId : after.byUserId;
  if (what !== undefined) addActivity(db, issueId, what, { atMs: by.atMs ?? after.sinceMs, byUserId });
  followAtHost(db, issueId, before, after);
}

/** Reads the state back; the columns were written by `stateColumns`. */
export function issueState(row: StateColumns): IssueState {
  const sinceMs = row.status_since_ms;
  const byUserId = row.status_by_user_id ?? undefined;
  if (row.status === "resolved") {
    const resolvedIn = row.resolved_in === null ? undefined : (JSON.parse(row.resolved_in) as ResolvedIn);
    return { status: "resolved", sinceMs, byUserId, ...(resolvedIn !== undefined && { in: resolvedIn }) };
  }
  if (row.status === "unresolved") {
    return { status: "unresolved", substatus: row.substatus as Substatus<"unresolved">, sinceMs };
  }
  const until = row.ignore_until === null ? undefined : (JSON.parse(row.ignore_until) as IgnoreUntil);
  return { status: "ignored", substatus: row.substatus as Substatus<"ignored">, sinceMs, byUserId, until };
}

type Substatus<Status> = Extract<IssueState, { status: Status; substatus: string }>["substatus"];

export function stateColumns(state: IssueState): StateColumns {
  return {
    status: state.status,
    substatus: state.status === "resolved" ? null : state.substatus,
    status_since_ms: state.sinceMs,
    status_by_user_id: state.status === "unresolved" ? null : (state.byUserId ?? null),
    ignore_until: state.status === "ignored" && state.until !== undefined ? JSON.stringify(state.until) : null,
    resolved_in: state.status === "resolved" && state.in !== undefined ? JSON.stringify(state.in) : null,
  };
}
