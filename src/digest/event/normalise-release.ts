import type { Json } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { noteError, noteInvalid } from "./notes.ts";
import { lenient } from "./read.ts";

/** `shop@2.14.1+build`, a commit, or free text of one line. Source: reference sentry-ingest §6.13. */
export function readRelease(value: Json, notes: Notes): string | undefined {
  return readName(value, notes, { maxChars: 200, forbidden: /[\n\r\t\f/\\]/, reserved: /^(?:\.{1,2}|latest)$/i });
}

export function readEnvironment(value: Json, notes: Notes): string | undefined {
  return readName(value, notes, { maxChars: 64, forbidden: /[\n\r\t\f/\\]/, reserved: /^(?:\.{1,2}|none)$/i });
}

export function readDist(value: Json, notes: Notes): string | undefined {
  return readName(value, notes, { maxChars: 64, forbidden: /[^\w.-]/, reserved: /^$/ });
}

type NameRule = { readonly maxChars: number; readonly forbidden: RegExp; readonly reserved: RegExp };

/** A name that others refer to: left out when it is not valid, for a cut one would be somebody else's. */
function readName(value: Json, notes: Notes, rule: NameRule): string | undefined {
  const name = lenient(value)?.trim();
  if (name === undefined) return noteInvalid(notes, value, "expected a text");
  if (name === "") return undefined;
  if (name.length > rule.maxChars) return noteError(notes, "value_too_long");
  if (rule.forbidden.test(name) || rule.reserved.test(name)) return noteInvalid(notes, name, "not a valid name");
  return name;
}
