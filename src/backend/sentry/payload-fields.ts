import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";

/** A payload under way. */
export type Payload = { [key: string]: Json };

/** Fields of the Web API with the names that SDKs send them under, in pairs. */
export type Names = readonly (readonly [theirs: string, ours: string])[];

/** The named fields that say something, under the SDKs' names. Their values are looked at by the normaliser. */
export function renamed(raw: JsonObject, names: Names): Payload {
  const payload: Payload = {};
  for (const [theirs, ours] of names) {
    const value = fieldOf(raw, theirs);
    if (value !== undefined) payload[ours] = value;
  }
  return payload;
}

/** A field of its own (not of the prototype) that is neither null nor absent. */
export function fieldOf(raw: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(raw, name) ? (raw[name] ?? undefined) : undefined;
}

/** Sets what there is. */
export function put(payload: Payload, name: string, value: Json | undefined): void {
  if (value !== undefined) payload[name] = value;
}

/** `{ values: […] }` with each object changed by `change`; undefined when there is no such list. */
export function valuesOf(data: Json | undefined, change: (value: JsonObject) => Json): JsonObject | undefined {
  if (data === undefined || !isJsonObject(data)) return undefined;
  const { values } = data;
  return Array.isArray(values) ? { values: objectsOf(values).map(change) } : undefined;
}

export function objectsOf(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
