import type { Cursor, Read } from "./line.ts";
import { columnOf, mistake, read, take, takePattern, takeQuoted } from "./line.ts";
import type { GlobOptions } from "../glob.ts";
import { globProblem } from "../glob.ts";

/** `!key:argument` as written, with its key by its one name. */
export type Matcher = {
  readonly key: MatcherKey;
  /** Of `tags.NAME`. */
  readonly tag: string;
  readonly argument: string;
  readonly isNegated: boolean;
  readonly column: number;
};

const CASELESS: GlobOptions = {};
const CASED: GlobOptions = { isCaseSensitive: true };
const PATH: GlobOptions = { isPath: true };

/** How the argument of a key is compared; a list of names, or yes and no, otherwise. */
export const KEYS = {
  "error.type": CASED,
  "error.value": CASELESS,
  "error.mechanism": CASED,
  message: CASELESS,
  logger: CASED,
  level: CASELESS,
  tags: CASED,
  release: PATH,
  sdk: "names",
  "stack.function": CASED,
  "stack.module": CASED,
  "stack.abs_path": PATH,
  "stack.package": PATH,
  category: CASED,
  app: "yes-or-no",
  family: "families",
  "thread.id": CASED,
  "thread.name": CASED,
  "thread.state": CASED,
  "thread.crashed": "yes-or-no",
  "thread.current": "yes-or-no",
} as const satisfies { readonly [key: string]: GlobOptions | "names" | "families" | "yes-or-no" };
export type MatcherKey = keyof typeof KEYS;

const ALIASES: { readonly [name: string]: MatcherKey } = {
  type: "error.type",
  value: "error.value",
  mechanism: "error.mechanism",
  function: "stack.function",
  module: "stack.module",
  path: "stack.abs_path",
  package: "stack.package",
};
const FAMILIES = new Set(["javascript", "native", "other", "all"]);

/** What is looked at of one frame. */
export const FRAME_KEYS: ReadonlySet<MatcherKey> = new Set([
  "stack.function",
  "stack.module",
  "stack.abs_path",
  "stack.package",
  "app",
  "category",
]);

/** Reads one matcher. `allowed` are the keys that this kind of rules knows. */
export function readMatcher(cursor: Cursor, allowed: ReadonlySet<MatcherKey>): Read<Matcher> {
  const column = columnOf(cursor);
  const isNegated = take(cursor, "!");
  const name = readKey(cursor);
  if (!name.ok) return name;
  if (!take(cursor, ":")) {
    return mistake(column, `“${name.value}” is no matcher; write a key, a colon and what to compare with: type:KeyError`);
  }
  const found = keyOf(name.value);
  if (found === undefined || !allowed.has(found.key)) {
    return mistake(column, `there is no key “${name.value}” here; known are ${[...allowed].map(shown).join(", ")}`);
  }
  const argumentColumn = columnOf(cursor);
  const argument = readArgument(cursor);
  if (!argument.ok) return argument;
  const why = argumentProblem(found.key, argument.value);
  if (why !== undefined) return mistake(argumentColumn, why);
  return read({ ...found, argument: argument.value, isNegated, column });
}

function readKey(cursor: Cursor): Read<string> {
  if (cursor.line[cursor.at] === '"') return takeQuoted(cursor);
  return read(takePattern(cursor, /[^\s:"]{1,200}/y)?.[0] ?? "");
}

function readArgument(cursor: Cursor): Read<string> {
  if (cursor.line[cursor.at] === '"') return takeQuoted(cursor);
  return read(takePattern(cursor, /\S+/y)?.[0] ?? "");
}

function keyOf(name: string): Pick<Matcher, "key" | "tag"> | undefined {
  if (name.startsWith("tags.") && name.length > "tags.".length) return { key: "tags", tag: name.slice("tags.".length) };
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (alias !== undefined) return { key: alias, tag: "" };
  return name !== "tags" && isMatcherKey(name) ? { key: name, tag: "" } : undefined;
}

export function isMatcherKey(name: string): name is MatcherKey {
  return Object.hasOwn(KEYS, name);
}

function shown(key: MatcherKey): string {
  return key === "tags" ? "tags.NAME" : key;
}

function argumentProblem(key: MatcherKey, argument: string): string | undefined {
  const kind = KEYS[key];
  if (argument === "") return "there is nothing to compare with; write it right behind the colon";
  if (kind === "yes-or-no") return yesOrNo(argument) === undefined ? "must be yes or no" : undefined;
  if (kind === "families") {
    const unknown = listOf(argument).find((name) => !FAMILIES.has(name));
    return unknown === undefined ? undefined : `there is no family “${unknown}”; known are javascript, native, other and all`;
  }
  if (kind === "names") return undefined;
  const problem = globProblem(argument);
  return problem === undefined ? undefined : `the pattern ${problem}`;
}

/** `undefined` for what is neither. */
export function yesOrNo(argument: string): boolean | undefined {
  const word = argument.toLowerCase();
  if (["yes", "true", "1"].includes(word)) return true;
  return ["no", "false", "0"].includes(word) ? false : undefined;
}

/** Members of a comma list. */
export function listOf(argument: string): readonly string[] {
  return argument.split(",").map((name) => name.trim());
}
