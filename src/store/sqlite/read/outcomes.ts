import type { OutcomeReader, OutcomeSum } from "../../../project/outcomes.ts";
import type { Database } from "../database.ts";
import { listOutcomeGroups } from "./outcome-groups.ts";

const SUMS = `
  SELECT kind, category, reason, sum(quantity) AS quantity
  FROM outcome_hour WHERE project_id = ? AND hour BETWEEN ? AND ?
  GROUP BY kind, category, reason ORDER BY quantity DESC, kind, category, reason`;

export function sqliteOutcomeReader(db: Database): OutcomeReader {
  return {
    listOutcomes: async (projectId, fromHour, toHour) =>
      db
        .statement(SUMS)
        .all(projectId, fromHour, toHour)
        .map((row): OutcomeSum => ({
          kind: String(row["kind"]) as OutcomeSum["kind"],
          category: String(row["category"]) as OutcomeSum["category"],
          reason: String(row["reason"]),
          quantity: Number(row["quantity"]),
        })),
    listOutcomeGroups: async (ask) => listOutcomeGroups(db, ask),
  };
}
