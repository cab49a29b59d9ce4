import type { SQLInputValue } from "node:sqlite";
import type { TextMatch } from "../../../issue/query/match.ts";

/** What SQL follows a WHERE, with its values. */
export type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] };

/** The values of a JSON array that is bound to it. */
export const JSON_LIST = "(SELECT value FROM json_each(?))";

/** Conditions joined, each after an AND. */
export function allOf(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => ` AND ${sql}`).join(""),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** SQLite folds the case of ASCII alone: any other character stands for some run, and the match itself is asked after. */
export function likePattern({ pieces }: TextMatch): string {
  return pieces.map((piece) => piece.replace(/[\\%_]/g, "\\$&").replace(/[^ -~]+/gu, "%")).join("%");
}
