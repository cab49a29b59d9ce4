import type { IgnoreUntil, IssueState } from "../../issue/issue.ts";

/** The columns of `issue` that hold its state. */
export type StateColumns = {
  readonly status: string;
  readonly substatus: string | null;
  readonly status_since_ms: number;
  readonly status_by_user_id: number | null;
  /** JSON of `IgnoreUntil`. */
  readonly ignore_until: string | null;
};

/** Reads the state back; the columns were written by `stateColumns`. */
export function issueState(row: StateColumns): IssueState {
  const sinceMs = row.status_since_ms;
  const byUserId = row.status_by_user_id ?? undefined;
  if (row.status === "resolved") return { status: "resolved", sinceMs, byUserId };
  if (row.status === "unresolved") return { status: "unresolved", substatus: row.substatus as UnresolvedSubstatus, sinceMs };
  const until = row.ignore_until === null ? undefined : (JSON.parse(row.ignore_until) as IgnoreUntil);
  const substatus = until === undefined ? "archived_forever" : "archived_until_condition_met";
  return { status: "ignored", substatus, sinceMs, byUserId, until };
}

type UnresolvedSubstatus = Extract<IssueState, { status: "unresolved" }>["substatus"];

export function stateColumns(state: IssueState): StateColumns {
  return {
    status: state.status,
    substatus: state.status === "resolved" ? null : state.substatus,
    status_since_ms: state.sinceMs,
    status_by_user_id: state.status === "unresolved" ? null : (state.byUserId ?? null),
    ignore_until: state.status === "ignored" && state.until !== undefined ? JSON.stringify(state.until) : null,
  };
}
