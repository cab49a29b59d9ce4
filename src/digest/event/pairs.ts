import type { Pair } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { MAX_COUNT } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid, noteTrimmed } from "./notes.ts";

/** More are not looked at; of those that are, as many are kept as there is room for. */
const MAX_ENTRIES = 1_000;

/** Names with values of any kind, from an object, from a list of pairs, or `undefined` from anything else. */
export function entriesOf(value: Json, notes: Notes): readonly (readonly [name: Json, value: Json])[] | undefined {
  if (isJsonObject(value)) return Object.entries(value).slice(0, MAX_ENTRIES);
  if (!Array.isArray(value)) return undefined;
  const entries: (readonly [Json, Json])[] = [];
  for (const pair of (value as readonly Json[]).slice(0, MAX_ENTRIES)) {
    if (pair === null) continue;
    if (Array.isArray(pair) && pair.length === 2) entries.push([pair[0], pair[1]]);
    else noteInvalid(notes, pair, "expected a pair");
  }
  return entries;
}

/** As many whole pairs as fit; the value of the first that does not is cut. */
export function boundedPairs(pairs: readonly Pair[], maxChars: number, notes: Notes): readonly Pair[] {
  const kept: Pair[] = [];
  let left = maxChars;
  for (const [name, value] of pairs) {
    if (left <= name.length || kept.length === MAX_COUNT.pairs) break;
    left -= name.length + value.length;
    kept.push(left >= 0 ? [name, value] : [name, `${value.slice(0, Math.max(0, value.length + left - 3)).toWellFormed()}...`]);
  }
  if (kept.length < pairs.length || left < 0) noteTrimmed(notes, pairs.length);
  return kept;
}
