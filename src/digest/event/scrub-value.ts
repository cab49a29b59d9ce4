import type { Pair } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { at, noteScrubbed } from "./notes.ts";
import type { ScrubbedText } from "./scrub-rules.ts";
import { FILTERED } from "./scrub-rules.ts";

/**
 * Takes the secrets out of one kind of value. Answers the very value it was given when there is nothing to take out, so that
 * most events are not copied.
 */
export type Scrub<T> = (value: T, notes: Notes) => T;

type Value = Exclude<Json, null>;

/** What is taken out: by the name it stands under, or by what it says. */
export type ScrubRules = {
  readonly isSecretName: (name: string) => boolean;
  readonly isSecretCookie: (name: string) => boolean;
  /** Of a text of free form; `undefined` when there is nothing to take out. */
  readonly scrubText: ScrubText;
  /** Of what people read an issue by. */
  readonly scrubMessage: ScrubText;
  readonly scrubExceptionText: ScrubText;
  readonly scrubUrl: ScrubText;
  /** What notes say of what went for its name. */
  readonly nameRule: (name: string) => string;
  /** Whether what stands at a path stays as it is, with all that is in it. Only the first `depth` keys count. */
  readonly isSafe?: (path: readonly (string | number)[], depth: number) => boolean;
};
type ScrubText = (text: string) => ScrubbedText | undefined;

/** Scrubbers of the places of free form, by one set of rules. */
export type FreeForm = {
  readonly text: Scrub<string>;
  readonly value: Scrub<Value>;
  readonly object: Scrub<JsonObject>;
  /** Names with values: the name of a pair rules over its value, as the key of an object does. */
  readonly pairs: (isSecret: (name: string) => boolean, excepted?: ReadonlySet<string>) => Scrub<readonly Pair[]>;
};

export function freeForm(rules: ScrubRules): FreeForm {
  const { isSecretName, scrubText, nameRule, isSafe } = rules;
  const scrubString = text(scrubText);
  const value: Scrub<Value> = (given, notes) => {
    if (typeof given === "string") return scrubString(given, notes);
    // A card's number is one without quotes too.
    if (typeof given === "number") return given < 1e14 ? given : numberOrText(given, scrubString(String(given), notes));
    if (typeof given === "boolean") return given;
    return isJsonObject(given) ? object(given, notes) : scrubList(given, member, notes);
  };
  const member: Scrub<Json> = (given, notes) => (given === null ? null : value(given, notes));
  const object: Scrub<JsonObject> = (given, notes) => {
    let result: { [key: string]: Json } | undefined;
    const depth = notes.depth;
    notes.depth = depth + 1;
    for (const key in given) {
      const inside = given[key];
      if (inside === undefined || inside === null) continue;
      notes.path[depth] = key;
      if (isSafe?.(notes.path, depth + 1) === true) continue;
      const scrubbed = isSecretName(key) ? withheld(inside, nameRule(key), notes) : value(inside, notes);
      if (scrubbed === inside) continue;
      result ??= { ...given };
      result[key] = scrubbed;
    }
    notes.depth = depth;
    return result ?? given;
  };
  const pairs: FreeForm["pairs"] = (isSecret, excepted = NOTHING) => {
    const scrub: Scrub<Pair> = (pair, notes) => {
      const [name, given] = pair;
      if (given === "" || given === FILTERED || excepted.has(name)) return pair;
      if (isSafe !== undefined && isSafePair(name, isSafe, notes)) return pair;
      const scrubbed = isSecret(name) ? { text: FILTERED, rule: nameRule(name) } : scrubText(given);
      if (scrubbed === undefined) return pair;
      at(notes, 1, () => noteScrubbed(notes, scrubbed.rule, "s"));
      return [name, scrubbed.text];
    };
    return (list, notes) => scrubList(list, scrub, notes);
  };
  return { text: scrubString, value, object, pairs };
}
const NOTHING: ReadonlySet<string> = new Set();

/** People know a pair by its name, and not by its place in the list. */
function isSafePair(name: string, isSafe: NonNullable<ScrubRules["isSafe"]>, notes: Notes): boolean {
  const place = notes.path[notes.depth - 1] ?? 0;
  notes.path[notes.depth - 1] = name;
  const result = isSafe(notes.path, notes.depth);
  notes.path[notes.depth - 1] = place;
  return result;
}

function numberOrText(value: number, scrubbed: string): Value {
  return scrubbed === String(value) ? value : scrubbed;
}

/** What stands under a secret's name: a text leaves a mark, anything else goes. */
function withheld(value: Value, rule: string, notes: Notes): Json {
  if (value === FILTERED || value === "") return value;
  const isText = typeof value === "string";
  noteScrubbed(notes, rule, isText ? "s" : "x");
  return isText ? FILTERED : null;
}

export function scrubList<T>(list: readonly T[], scrub: Scrub<T>, notes: Notes): readonly T[] {
  let result: T[] | undefined;
  const depth = notes.depth;
  notes.depth = depth + 1;
  for (let index = 0; index < list.length; index += 1) {
    const value = list[index];
    if (value === undefined) continue;
    notes.path[depth] = index;
    const scrubbed = scrub(value, notes);
    if (scrubbed === value) continue;
    result ??= [...list];
    result[index] = scrubbed;
  }
  notes.depth = depth;
  return result ?? list;
}

export function text(rule: ScrubText): Scrub<string> {
  return (value, notes) => {
    const scrubbed = rule(value);
    if (scrubbed === undefined) return value;
    noteScrubbed(notes, scrubbed.rule, "s");
    return scrubbed.text;
  };
}

/** One field of an object. */
export function field<T extends object, K extends keyof T & string>(
  key: K,
  scrub: Scrub<NonNullable<T[K]>>,
  isSafe?: ScrubRules["isSafe"],
): Scrub<T> {
  return (object, notes) => {
    const value = object[key];
    if (value === undefined || value === null) return object;
    notes.path[notes.depth] = key;
    if (isSafe?.(notes.path, notes.depth + 1) === true) return object;
    notes.depth += 1;
    const scrubbed = scrub(value, notes);
    notes.depth -= 1;
    return scrubbed === value ? object : { ...object, [key]: scrubbed };
  };
}

/** Several scrubbers over the same value, one after the other. */
export function all<T>(...scrubs: readonly Scrub<T>[]): Scrub<T> {
  return (value, notes) => {
    let result = value;
    for (const scrub of scrubs) result = scrub(result, notes);
    return result;
  };
}
