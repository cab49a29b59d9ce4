import type { OutcomeAsk, OutcomeField, OutcomeGroup } from "../../../project/outcomes.ts";
import type { Database, Row } from "../database.ts";

const MAX_GROUPS = 1_000;
/** Figures in an answer: over that, fewer groups. */
const MAX_FIGURES = 500_000;
/** A number of JavaScript is bound as a fraction, and would be divided as one. */
const INTERVAL = "(hour - CAST(? AS INTEGER)) / CAST(? AS INTEGER) AS interval";

/** The column of each field, and the name it has in a group. */
const FIELDS: { readonly [field in OutcomeField]: { readonly column: string; readonly name: keyof OutcomeGroup } } = {
  project: { column: "project_id", name: "projectId" },
  outcome: { column: "kind", name: "kind" },
  category: { column: "category", name: "category" },
  reason: { column: "reason", name: "reason" },
  key: { column: "key_id", name: "keyId" },
};

/** Adds up the ledger. Reads the hours asked for of each project, by the table's own order, and nothing else. */
export function listOutcomeGroups(db: Database, ask: OutcomeAsk): readonly OutcomeGroup[] {
  const { fromHour, toHour, stepHours, groupBy } = ask;
  const { sql, values } = statementOf(ask);
  const count = Math.ceil((toHour - fromHour) / stepHours);
  const groups = new Map<string, { row: Row; total: number; series: number[] }>();
  for (const row of db.statement(sql).all(...values)) {
    const key = JSON.stringify(groupBy.map((field) => row[FIELDS[field].column]));
    const group = groups.get(key) ?? { row, total: 0, series: Array.from({ length: count }, () => 0) };
    groups.set(key, group);
    const interval = Number(row["interval"]);
    const quantity = Number(row["quantity"]);
    group.total += quantity;
    group.series[interval] = (group.series[interval] ?? 0) + quantity;
  }
  return [...groups.values()]
    .toSorted((left, right) => right.total - left.total)
    .slice(0, Math.min(MAX_GROUPS, Math.max(1, Math.floor(MAX_FIGURES / count))))
    .map(({ row, total, series }) => ({ ...fieldsOf(row, groupBy), total, series }));
}

function statementOf(ask: OutcomeAsk): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const columns = ask.groupBy.map((field) => FIELDS[field].column);
  const values: (string | number)[] = [ask.fromHour, ask.stepHours, JSON.stringify(ask.projectIds), ask.fromHour, ask.toHour];
  const conditions = ["project_id IN (SELECT value FROM json_each(?))", "hour >= ?", "hour < ?"];
  const oneOf = (column: string, allowed: readonly (string | number)[] | undefined): void => {
    if (allowed === undefined) return;
    conditions.push(`${column} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(allowed));
  };
  oneOf("kind", ask.kinds);
  oneOf("category", ask.categories);
  oneOf("reason", ask.reasons);
  oneOf("key_id", ask.keyIds);
  const grouped = [...columns, "interval"].join(", ");
  const sql = `
    SELECT ${[...columns, INTERVAL, "sum(quantity) AS quantity"].join(", ")}
    FROM outcome_hour WHERE ${conditions.join(" AND ")} GROUP BY ${grouped}`;
  return { sql, values };
}

/** The columns hold what the writer put there, which has these types. */
function fieldsOf(row: Row, groupBy: readonly OutcomeField[]): Partial<OutcomeGroup> {
  return Object.fromEntries(groupBy.map((field) => [FIELDS[field].name, row[FIELDS[field].column]]));
}
