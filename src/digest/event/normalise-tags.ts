import type { Pair } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { MAX_CHARS, MAX_COUNT } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { at, noteError, noteInvalid, noteTrimmed } from "./notes.ts";
import { entriesOf } from "./pairs.ts";
import { lenient } from "./read.ts";

/** Names that the server itself gives. */
const RESERVED: ReadonlySet<string> = new Set(["release", "dist", "user", "filename", "function"]);

export type SentTags = {
  readonly tags: readonly Pair[];
  /** The value of a tag `environment`, which is a field of its own. */
  readonly environment: string | undefined;
};

/** Client tags in one spelling: blanks in names become `-`, of two equal names the first wins, bad ones are left out. */
export function readTags(value: Json, notes: Notes): SentTags {
  const entries = entriesOf(value, notes);
  if (entries === undefined) {
    noteInvalid(notes, value, "expected tags");
    return { tags: [], environment: undefined };
  }
  const tags = new Map<string, string>();
  let environment: string | undefined;
  for (const [index, [name, sent]] of entries.entries()) {
    const tag = at(notes, index, () => readTag(name, sent, notes));
    if (tag === undefined || RESERVED.has(tag[0])) continue;
    if (tag[0] === "environment") environment ??= tag[1];
    else if (!tags.has(tag[0])) tags.set(tag[0], tag[1]);
    if (tags.size === MAX_COUNT.tags) {
      noteTrimmed(notes, entries.length);
      break;
    }
  }
  return { tags: [...tags], environment };
}

function readTag(name: Json, sent: Json, notes: Notes): Pair | undefined {
  if (sent === null || name === null) return undefined;
  const key = lenient(name)?.trim().replaceAll(" ", "-");
  const value = lenient(sent)?.trim();
  if (key === undefined || value === undefined) return noteInvalid(notes, key === undefined ? name : sent, "expected a text");
  if (key === "" || value === "") return noteError(notes, "missing_attribute", { reason: "a tag needs a name and a value" });
  if (key.length > MAX_CHARS.tagKey || isLongerThan(value, MAX_CHARS.tagValue)) {
    return noteError(notes, "value_too_long", { tag: key.slice(0, MAX_CHARS.tagKey).toWellFormed() });
  }
  if (!/^[\w.:-]+$/.test(key)) return noteInvalid(notes, key, "a tag's name has letters, digits and _ . : -");
  if (value.includes("\n")) return noteInvalid(notes, value, "a tag's value is one line");
  return [key, value];
}

/** Counted in code points. */
function isLongerThan(value: string, max: number): boolean {
  return value.length > max && (value.length > 2 * max || Array.from(value).length > max);
}
