import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid, noteTrimmed } from "./notes.ts";

/** Makes a field's canonical value of what was sent, which is never null; `undefined` leaves the field out, noted if it is a fault. */
export type Read<T> = (value: Json, notes: Notes) => T | undefined;

/** Readers by the name a field is sent under. Made by `fields`. */
export type Fields<T> = ReadonlyMap<
  string,
  { readonly target: keyof T & string; readonly read: Read<unknown>; readonly isAlias: boolean }
>;

/** The fields of one interface, and the other names some of them are sent under. */
export function fields<T>(
  readers: { readonly [K in keyof T & string]?: Read<NonNullable<T[K]>> },
  aliases: { readonly [alias: string]: keyof T & string } = {},
): Fields<T> {
  const table = new Map<string, { target: keyof T & string; read: Read<unknown>; isAlias: boolean }>();
  for (const target of Object.keys(readers) as (keyof T & string)[]) {
    const read = readers[target];
    if (read !== undefined) table.set(target, { target, read, isAlias: false });
  }
  for (const [alias, target] of Object.entries(aliases)) {
    const read = readers[target];
    if (read !== undefined) table.set(alias, { target, read, isAlias: true });
  }
  return table;
}

/** Reads the known fields of an object piece by piece; unknown ones are left out. A field's own name rules over an alias. */
export function readFields<T>(raw: JsonObject, table: Fields<T>, notes: Notes): Partial<T> {
  const result: { [field: string]: unknown } = {};
  const depth = notes.depth;
  notes.depth = depth + 1;
  for (const key in raw) {
    const value = raw[key];
    if (value === null || value === undefined) continue;
    const field = table.get(key);
    if (field === undefined || (field.isAlias && result[field.target] !== undefined)) continue;
    notes.path[depth] = field.target;
    const read = field.read(value, notes);
    if (read !== undefined) result[field.target] = read;
  }
  notes.depth = depth;
  // `fields` let in only readers that give what T wants under each name.
  return result as Partial<T>;
}

/** A text of at most `max` code points; longer ones end in `...`. Empty texts stay. */
export function text(max: number): Read<string> {
  return (value, notes) => (typeof value === "string" ? cut(value, max, notes) : noteInvalid(notes, value, "expected a text"));
}

/** As `text`, but an empty one counts as absent. */
export function nonEmptyText(max: number): Read<string> {
  const read = text(max);
  return (value, notes) => (value === "" ? undefined : read(value, notes));
}

/** Booleans become `True` and `False`, numbers whole decimals: historic spellings that tags are searched by. */
export function lenientText(max: number): Read<string> {
  return (value, notes) => {
    const string = lenient(value);
    return string === undefined ? noteInvalid(notes, value, "expected a text") : cut(string, max, notes);
  };
}

export function lenient(value: Json): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) return BigInt(value).toString();
  return Math.abs(value) < Number.MAX_SAFE_INTEGER ? String(Math.trunc(value)) : undefined;
}

/** Any value; what is no text becomes its JSON. */
export function jsonText(max: number): Read<string> {
  return (value, notes) => cut(typeof value === "string" ? value : JSON.stringify(value), max, notes);
}

export const boolean: Read<boolean> = (value, notes) =>
  typeof value === "boolean" ? value : noteInvalid(notes, value, "expected true or false");

/** A whole number from 0 on, also as digits in a text. */
export const naturalNumber: Read<number> = (value, notes) => {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  return noteInvalid(notes, value, "expected a whole number from 0 on");
};

/** A machine address as lower-case `0x…` hex; sent as such, as decimal digits or as a number. */
export const address: Read<string> = (value, notes) => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return `0x${value.toString(16)}`;
  if (typeof value === "string") {
    if (/^0x[0-9a-f]{1,32}$/i.test(value)) return value.toLowerCase();
    if (/^\d{1,40}$/.test(value)) return `0x${BigInt(value).toString(16)}`;
  }
  return noteInvalid(notes, value, "expected an address");
};

/** An object; PHP writes an empty one as `[]`. */
export function objectOrEmptyList(value: Json): JsonObject | undefined {
  if (isJsonObject(value)) return value;
  return Array.isArray(value) && value.length === 0 ? {} : undefined;
}

/** A list of texts, at most `maxItems`, each at most `maxChars`. */
export function texts(maxItems: number, maxChars: number): Read<readonly string[]> {
  const read = text(maxChars);
  return (value, notes) => {
    if (!Array.isArray(value)) return noteInvalid(notes, value, "expected a list");
    if (value.length > maxItems) noteTrimmed(notes, value.length);
    return readMembers(value.slice(0, maxItems), read, notes);
  };
}

/** Reads each member that is not null, and keeps what could be read. Notes count the members as they stand in `values`. */
export function readMembers<T>(values: readonly Json[], read: Read<T>, notes: Notes): readonly T[] {
  const result: T[] = [];
  const depth = notes.depth;
  notes.depth = depth + 1;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    notes.path[depth] = index;
    const member = read(value, notes);
    if (member !== undefined) result.push(member);
  }
  notes.depth = depth;
  return result;
}

/**
 * Sentry's list of interfaces: `[…]`, `{"values": […]}` or one bare object. At most `max` members, the last ones. Absent when
 * nothing is left.
 */
export function valuesOf<T>(read: Read<T>, max: number): Read<{ readonly values: readonly T[] }> {
  return (value, notes) => {
    const list = listOf(value);
    if (list === undefined) return noteInvalid(notes, value, "expected a list of values");
    const depth = notes.depth;
    notes.path[depth] = "values";
    notes.depth = depth + 1;
    if (list.length > max) noteTrimmed(notes, list.length);
    const values = readMembers(list.length > max ? list.slice(-max) : list, read, notes);
    notes.depth = depth;
    return values.length === 0 ? undefined : { values };
  };
}

function listOf(value: Json): readonly Json[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isJsonObject(value)) return undefined;
  const { values } = value;
  if (Array.isArray(values)) return values;
  if (values === null) return [];
  return Object.keys(value).length === 0 ? [] : [value];
}

/** Cuts to `max` code points, the last three of them dots, never inside a surrogate pair. */
export function cut(value: string, max: number, notes: Notes): string {
  // A text has never more code points than code units, so most need no counting.
  if (value.length <= max) return value;
  let end = 0;
  let points = 0;
  while (points < max - 3 && end < value.length) {
    end += isHighSurrogate(value.charCodeAt(end)) ? 2 : 1;
    points += 1;
  }
  let rest = end;
  while (points <= max && rest < value.length) {
    rest += isHighSurrogate(value.charCodeAt(rest)) ? 2 : 1;
    points += 1;
  }
  if (points <= max) return value;
  noteTrimmed(notes, value.length, [max - 3, max]);
  return `${value.slice(0, end)}...`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
