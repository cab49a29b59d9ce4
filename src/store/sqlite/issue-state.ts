import type { IgnoreUntil, IssueState, ResolvedIn } from "../../issue/issue.ts";
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

const SET_STATE = `
  UPDATE issue SET status = ?, substatus = ?, status_since_ms = ?, status_by_user_id = ?, ignore_until = ?, resolved_in = ?
  WHERE id = ?`;

/**
 * Every change of an issue's state goes this way, within the caller's transaction, whoever decided it. What it asks for at the
 * code host is kept with it, or not at all.
 */
export function writeState(db: Database, issueId: number, before: IssueState, after: IssueState): void {
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
