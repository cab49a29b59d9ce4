import type { Json, JsonObject } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid, noteTrimmed } from "./notes.ts";
import type { Read } from "./read.ts";
import { objectOrEmptyList } from "./read.ts";

/** How large a free-form value may be: estimated in characters, one more for each member, and levels of nesting. */
export type BagLimit = { readonly maxSize: number; readonly maxDepth: number };

/** An object of free form, bounded. Empty ones are kept: that the sender had nothing to say is a fact too. */
export function bag(limit: BagLimit): Read<JsonObject> {
  return (value, notes) => {
    const object = objectOrEmptyList(value);
    if (object === undefined) return noteInvalid(notes, value, "expected an object");
    return boundedObject(object, limit, notes);
  };
}

export function boundedObject(object: JsonObject, limit: BagLimit, notes: Notes): JsonObject {
  if (sizeOf(object, limit.maxDepth, limit.maxSize) <= limit.maxSize) return object;
  return trimmedObject(object, limit.maxDepth, { left: limit.maxSize }, notes);
}

/** Any value, bounded. Walks depth first; what finds the space used up is left out, texts are cut to what is left. */
export function bounded(value: Json, limit: BagLimit, notes: Notes): Json {
  if (sizeOf(value, limit.maxDepth, limit.maxSize) <= limit.maxSize) return value;
  return trimmed(value, limit.maxDepth, { left: limit.maxSize }, notes);
}

/** The estimated size, or some number above `max`; also when the value nests deeper than `levels`. */
function sizeOf(value: Json | undefined, levels: number, max: number): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 4;
  if (levels === 0) return max + 1;
  let size = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && size <= max; index += 1) size += 1 + sizeOf(value[index], levels - 1, max);
    return size;
  }
  const object = value as JsonObject;
  for (const key in object) {
    size += 1 + key.length + sizeOf(object[key], levels - 1, max);
    if (size > max) return size;
  }
  return size;
}

type Budget = { left: number };

function trimmed(value: Json, levels: number, budget: Budget, notes: Notes): Json {
  if (typeof value === "string") return trimmedText(value, budget, notes);
  if (typeof value !== "object" || value === null) {
    budget.left -= 4;
    return value;
  }
  // What would nest too deep is shown as the JSON it was.
  if (levels === 0) return trimmedText(JSON.stringify(value), budget, notes);
  if (!Array.isArray(value)) return trimmedObject(value as JsonObject, levels, budget, notes);

  const kept: Json[] = [];
  const depth = notes.depth;
  notes.depth = depth + 1;
  for (const [index, member] of value.entries()) {
    if (budget.left <= 0) break;
    notes.path[depth] = index;
    budget.left -= 1;
    kept.push(trimmed(member, levels - 1, budget, notes));
  }
  notes.depth = depth;
  if (kept.length < value.length) noteTrimmed(notes, value.length);
  return kept;
}

function trimmedObject(object: JsonObject, levels: number, budget: Budget, notes: Notes): JsonObject {
  const kept: { [key: string]: Json } = {};
  const entries = Object.entries(object);
  let count = 0;
  const depth = notes.depth;
  notes.depth = depth + 1;
  for (const [key, member] of entries) {
    if (budget.left <= key.length) break;
    notes.path[depth] = key;
    budget.left -= 1 + key.length;
    kept[key] = trimmed(member, levels - 1, budget, notes);
    count += 1;
  }
  notes.depth = depth;
  if (count < entries.length) noteTrimmed(notes, entries.length);
  return kept;
}

function trimmedText(value: string, budget: Budget, notes: Notes): string {
  const room = Math.max(0, budget.left);
  budget.left -= value.length;
  if (value.length <= room) return value;
  const end = Math.max(0, room - 3);
  noteTrimmed(notes, value.length, [end, end + 3]);
  return `${value.slice(0, end).toWellFormed()}...`;
}
