import type { Pair } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { at, noteScrubbed } from "./notes.ts";
import type { ScrubbedText } from "./scrub-rules.ts";
import { FILTERED, isSecretName, scrubText } from "./scrub-rules.ts";

/**
 * Takes the secrets out of one kind of value. Answers the very value it was given when there is nothing to take out, so that
 * most events are not copied.
 */
export type Scrub<T> = (value: T, notes: Notes) => T;

type Value = Exclude<Json, null>;

export function scrubValue(value: Value, notes: Notes): Value {
  if (typeof value === "string") return SCRUB_TEXT(value, notes);
  // A card's number is one without quotes too.
  if (typeof value === "number") return value < 1e14 ? value : numberOrText(value, SCRUB_TEXT(String(value), notes));
  if (typeof value === "boolean") return value;
  return isJsonObject(value) ? scrubObject(value, notes) : scrubList(value, scrubMember, notes);
}
const SCRUB_TEXT = text(scrubText);

function scrubMember(value: Json, notes: Notes): Json {
  return value === null ? null : scrubValue(value, notes);
}

function numberOrText(value: number, scrubbed: string): Value {
  return scrubbed === String(value) ? value : scrubbed;
}

export function scrubObject(object: JsonObject, notes: Notes): JsonObject {
  let result: { [key: string]: Json } | undefined;
  const depth = notes.depth;
  notes.depth = depth + 1;
  for (const key in object) {
    const value = object[key];
    if (value === undefined || value === null) continue;
    notes.path[depth] = key;
    const scrubbed = isSecretName(key) ? withheld(value, notes) : scrubValue(value, notes);
    if (scrubbed === value) continue;
    result ??= { ...object };
    result[key] = scrubbed;
  }
  notes.depth = depth;
  return result ?? object;
}

/** What stands under a secret's name: a text leaves a mark, anything else goes. */
function withheld(value: Value, notes: Notes): Json {
  if (value === FILTERED || value === "") return value;
  const isText = typeof value === "string";
  noteScrubbed(notes, "@password:filter", isText ? "s" : "x");
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

export function text(rule: (text: string) => ScrubbedText | undefined): Scrub<string> {
  return (value, notes) => {
    const scrubbed = rule(value);
    if (scrubbed === undefined) return value;
    noteScrubbed(notes, scrubbed.rule, "s");
    return scrubbed.text;
  };
}

/** Names with values: the name of a pair rules over its value, as the key of an object does. */
export function pairs(isSecret: (name: string) => boolean, excepted: ReadonlySet<string> = new Set()): Scrub<readonly Pair[]> {
  const scrub: Scrub<Pair> = (pair, notes) => {
    const [name, value] = pair;
    if (value === "" || value === FILTERED || excepted.has(name)) return pair;
    const scrubbed = isSecret(name) ? { text: FILTERED, rule: "@password:filter" } : scrubText(value);
    if (scrubbed === undefined) return pair;
    at(notes, 1, () => noteScrubbed(notes, scrubbed.rule, "s"));
    return [name, scrubbed.text];
  };
  return (list, notes) => scrubList(list, scrub, notes);
}

/** One field of an object. */
export function field<T extends object, K extends keyof T & string>(key: K, scrub: Scrub<NonNullable<T[K]>>): Scrub<T> {
  return (object, notes) => {
    const value = object[key];
    if (value === undefined || value === null) return object;
    notes.path[notes.depth] = key;
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
