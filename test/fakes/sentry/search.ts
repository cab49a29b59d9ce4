import { timesOf } from "./serialise.ts";
import type { SentryIssue } from "./world.ts";
import { newestFirst } from "./world.ts";

export type Matches = (issue: SentryIssue) => boolean;

/**
 * Reads Sentry's search language as far as Culprit and people use it; what it cannot read is a sentence, as Sentry's 400 has it.
 * Source: reference sentry-web-api §3.
 */
export function parseSearch(query: string): Matches | string {
  const terms: Matches[] = [];
  const words: string[] = [];
  let rest = query.trim();
  while (rest !== "") {
    if (/^[()]/.test(rest) || /^(?:AND|OR)(?:\s|$)/.test(rest)) {
      return 'Error parsing search query: Boolean statements containing "OR" or "AND" are not supported in this search';
    }
    const filter = /^(!?)([\w.-]+):(\[[^\]]*\]|"(?:[^"\\]|\\.)*"|[^\s()"]*)/.exec(rest);
    const free = filter === null ? /^(?:"((?:[^"\\]|\\"|\\(?!"))*)"|([^\s"()]+))/.exec(rest) : null;
    const [whole] = filter ?? free ?? [];
    if (whole === undefined) return `Error parsing search query: cannot read at '${rest.slice(0, 20)}'`;
    rest = rest.slice(whole.length).trimStart();
    if (filter === null) {
      words.push((free?.[1]?.replaceAll('\\"', '"') ?? free?.[2] ?? "").toLowerCase());
      continue;
    }
    const [, not, key = "", value = ""] = filter;
    const term = termOf(key, value);
    if (typeof term === "string") return `Error parsing search query: ${term}`;
    terms.push(not === "!" ? (issue) => !term(issue) : term);
  }
  const text = words.join(" ");
  return (issue) => terms.every((matches) => matches(issue)) && textOf(issue).includes(text);
}

function textOf(issue: SentryIssue): string {
  const [newest] = newestFirst(issue);
  // One text with the parts apart, so that no search matches across them.
  return `${newest?.title ?? ""}\n${newest?.culprit ?? ""}`.toLowerCase();
}

function termOf(key: string, raw: string): Matches | string {
  const values = valuesOf(raw);
  if (values.length === 0) return `empty value for ${key}`;
  switch (key) {
    case "is":
      return isTerm(values[0] ?? "");
    case "status":
      return (issue) => values.includes(issue.status);
    case "level":
      return (issue) => values.includes(newestFirst(issue)[0]?.level ?? "");
    case "lastSeen":
      return dateTerm(values[0] ?? "", (issue) => Math.max(...timesOf(issue)));
    case "firstSeen":
      return dateTerm(values[0] ?? "", (issue) => Math.min(...timesOf(issue)));
    case "issue.id":
      return (issue) => values.includes(issue.id);
    case "issue":
      return (issue) => values.some((value) => value.toUpperCase() === issue.shortId);
    case "release":
      return (issue) => issue.events.some(({ release }) => release !== undefined && values.includes(release));
    default:
      return (issue) => issue.events.some(({ tags }) => tags.some(([name, value]) => name === key && values.includes(value)));
  }
}

function valuesOf(raw: string): readonly string[] {
  const plain = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll('\\"', '"') : text);
  if (!raw.startsWith("[")) return raw === "" ? [] : [plain(raw)];
  return raw
    .slice(1, -1)
    .split(",")
    .map((part) => plain(part.trim()))
    .filter((part) => part !== "");
}

function isTerm(value: string): Matches | string {
  switch (value) {
    case "unresolved":
    case "resolved":
    case "ignored":
      return ({ status }) => status === value;
    case "muted":
    case "archived":
      return ({ status }) => status === "ignored";
    case "assigned":
      return ({ assignedTo }) => assignedTo !== null;
    case "unassigned":
      return ({ assignedTo }) => assignedTo === null;
    case "new":
    case "ongoing":
    case "escalating":
    case "regressed":
    case "archived_forever":
    case "archived_until_condition_met":
    case "archived_until_escalating":
      return ({ substatus }) => substatus === value;
    default:
      return `Invalid value for 'is': '${value}'`;
  }
}

function dateTerm(value: string, timeOf: (issue: SentryIssue) => number): Matches | string {
  const [, operator, date = ""] = /^(>=|<=|>|<)(.+)$/.exec(value) ?? [];
  const ms = Date.parse(/[Zz]$|[+-]\d\d:\d\d$/.test(date) ? date : `${date}Z`);
  if (Number.isNaN(ms)) return `${value} is not a valid date`;
  switch (operator) {
    case ">=":
      return (issue) => timeOf(issue) >= ms;
    case "<=":
      return (issue) => timeOf(issue) <= ms;
    case ">":
      return (issue) => timeOf(issue) > ms;
    default:
      return (issue) => timeOf(issue) < ms;
  }
}
