import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";

/** One column of a table of events, as it was asked for. `name` is what its values stand under. */
export type Column =
  | { readonly kind: "field"; readonly name: string; readonly key: string }
  | { readonly kind: "count" | "last-seen"; readonly name: string }
  /** Different values of a field. */
  | { readonly kind: "distinct"; readonly name: string; readonly key: string }
  /** Events in so many seconds. */
  | { readonly kind: "rate"; readonly name: string; readonly seconds: number };

const MAX_COLUMNS = 20;
const MAX_NAME = 200;
const FUNCTIONS = "count(), count_unique(field), last_seen(), epm() and eps()";
/** Other names of the same. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["project.name", "project"],
  ["platform.name", "platform"],
  ["error.mechanism", "mechanism"],
  ["type", "event.type"],
  ["http.url", "url"],
  ["trace.trace_id", "trace"],
]);
/** What stands in traces, replays and profiles alone. */
const NOT_KEPT =
  /^(span|measurements|spans|transaction\.(duration|op|status)|profile|profiler|metric|replay|replayid|gen_ai|ai|db|cache|tpm|apdex)(\.|$)/i;

/** Reads the names of columns; which is not known is said in words. Source of names: reference sentry-web-api §2.7 and §3.2. */
export function readColumns(names: readonly string[]): Result<readonly Column[], string> {
  const asked = [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))];
  if (asked.length === 0) return problem("Name at least one field, as field=title&field=count().");
  if (asked.length > MAX_COLUMNS) return problem(`More than ${MAX_COLUMNS} fields are no table; leave some out.`);
  const columns: Column[] = [];
  for (const name of asked) {
    const column = readColumn(name);
    if (!column.ok) return column;
    columns.push(column.value);
  }
  return ok(columns);
}

function readColumn(name: string): Result<Column, string> {
  if (name.length > MAX_NAME) return problem(`"${name.slice(0, 40)}…" is longer than any field.`);
  if (name.startsWith("equation|"))
    return problem("Equations are not available; ask for the functions in them, and reckon with those.");
  const [, called, argument = ""] = /^([a-z_0-9]+)\(([^()]*)\)$/i.exec(name) ?? [];
  if (called === undefined) return readField(name);
  switch (called.toLowerCase()) {
    case "count":
      return ok({ kind: "count", name });
    case "last_seen":
      return ok({ kind: "last-seen", name });
    case "epm":
      return ok({ kind: "rate", name, seconds: 60 });
    case "eps":
      return ok({ kind: "rate", name, seconds: 1 });
    case "count_unique": {
      const field = readField(argument.trim());
      return field.ok ? ok({ kind: "distinct", name, key: field.value.key }) : field;
    }
    default:
      return problem(`"${name}" is not available; the functions are ${FUNCTIONS}.`);
  }
}

function readField(name: string): Result<Extract<Column, { kind: "field" }>, string> {
  if (name === "" || /[()|]/.test(name)) {
    return problem(`"${name}" is no field; the functions are ${FUNCTIONS}, as count_unique(user).`);
  }
  if (NOT_KEPT.test(name)) {
    return problem(
      `"${name}" is told by traces and replays, which Culprit does not take; ask for fields of errors, as title, release or a tag.`,
    );
  }
  const key = /^tags\[(.+)\]$/.exec(name)?.[1] ?? ALIASES.get(name.toLowerCase()) ?? name;
  return ok({ kind: "field", name, key });
}

/** Whether the columns make groups, or show events one by one. */
export function areGroups(columns: readonly Column[]): boolean {
  return columns.some(({ kind }) => kind !== "field");
}

/** What a client is told of a column's values. */
export function typeOf(column: Column): string {
  if (column.kind === "count" || column.kind === "distinct") return "integer";
  if (column.kind === "rate") return "rate";
  if (column.kind !== "field") return "date";
  if (column.key === "timestamp") return "date";
  if (column.key === "issue.id" || column.key === "project.id") return "integer";
  return column.key === "error.handled" || column.key === "error.unhandled" ? "boolean" : "string";
}

/** The unit of its values, for those that have one. */
export function unitOf(column: Column): string | null {
  if (column.kind !== "rate") return null;
  return column.seconds === 60 ? "1/minute" : "1/second";
}

/** Clients sort by a column as it is written or with all signs as `_`: `-count()`, `-count`, `-count_unique_user_id`. */
export function columnNamed(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name) ?? columns.find((column) => plain(column.name) === plain(name));
}

function plain(name: string): string {
  return name.replaceAll(/\W+/g, "_").replace(/_$/, "").toLowerCase();
}

/** A text of an event as a column of its type has it. */
export function shownValue(column: Column, value: string): string | number | boolean {
  switch (typeOf(column)) {
    case "boolean":
      return value === "true";
    case "integer":
      return Number(value);
    default:
      return value;
  }
}
