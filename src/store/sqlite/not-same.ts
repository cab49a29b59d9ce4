import type { NotSameProblem } from "../../issue/regroup.ts";
import type { Database } from "./database.ts";
import { rootOf, WITH_MERGED } from "./merged-issues.ts";

const ADD = `
  INSERT INTO not_same (issue_id, other_issue_id, at_ms, by_user_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const TAKE_BACK = ["issue_id = ?1 AND other_issue_id", "other_issue_id = ?1 AND issue_id"].map(
  (condition) => `DELETE FROM not_same WHERE ${condition} = ?2`,
);
const LIST_OTHERS = `
  ${WITH_MERGED}
  SELECT issue_id AS mine, other_issue_id AS other FROM not_same WHERE issue_id IN (SELECT id FROM part)
  UNION ALL
  SELECT other_issue_id, issue_id FROM not_same WHERE other_issue_id IN (SELECT id FROM part)`;

export type Verdict = { readonly atMs: number; readonly byUserId: number | undefined };

/** Within the caller's transaction: somebody has said that two issues are not one bug. */
export function addNotSame(db: Database, a: number, b: number, { atMs, byUserId }: Verdict): void {
  db.statement(ADD).run(Math.min(a, b), Math.max(a, b), atMs, byUserId ?? null);
}

/** Within the caller's transaction: takes such a verdict back, also one that was given before issues were merged. */
export function takeNotSameBack(db: Database, issueId: number, otherId: number): void {
  for (const { mine, other } of othersOf(db, issueId)) {
    if (rootOf(db, other) === otherId) for (const sql of TAKE_BACK) db.statement(sql).run(mine, other);
  }
}

/** The issues that this one, or a part of it, was said not to be the same as; merged ones by what they are part of now. */
export function notSameAs(db: Database, issueId: number): ReadonlySet<number> {
  return new Set(othersOf(db, issueId).flatMap(({ other }) => rootOf(db, other) ?? []));
}

function othersOf(db: Database, issueId: number): readonly { readonly mine: number; readonly other: number }[] {
  return db.statement(LIST_OTHERS).all(issueId) as { mine: number; other: number }[];
}

/** Why two rows of issues are no pair to be judged. */
export function pairProblem(a: PairRow | undefined, b: PairRow | undefined): NotSameProblem | undefined {
  if (a === undefined || b === undefined) return { kind: "not-found" };
  if (a.id === b.id) return { kind: "one-issue" };
  return a.project_id === b.project_id ? undefined : { kind: "several-projects" };
}

type PairRow = { readonly id: number; readonly project_id: number };
