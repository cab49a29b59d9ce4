import type { EventError } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import type { MetaNode } from "./meta.ts";
import { newMeta } from "./meta.ts";

/**
 * What normalising and scrubbing have to say about an event, collected while they walk it: `errors` for what was wrong,
 * `meta` for what was cut or filtered. Both are bounded, whatever the payload.
 */
export type Notes = {
  /** Keys from the top to the value being looked at; the first `depth` of them count. */
  readonly path: (string | number)[];
  depth: number;
  readonly errors: EventError[];
  readonly meta: MetaNode;
  metaCount: number;
};

const MAX_ERRORS = 100;
const MAX_META = 300;
/** Of a refused value, so that its sender recognises it. */
const MAX_VALUE_CHARS = 120;
const MAX_NAME_CHARS = 200;

export function newNotes(): Notes {
  return { path: [], depth: 0, errors: [], meta: newMeta(), metaCount: 0 };
}

/** Notes made while `within` runs are about the member `key`. */
export function at<T>(notes: Notes, key: string | number, within: () => T): T {
  notes.path[notes.depth] = key;
  notes.depth += 1;
  const result = within();
  notes.depth -= 1;
  return result;
}

/** A value of the wrong kind, which is left out. Objects are not repeated. */
export function noteInvalid(notes: Notes, value: Json, reason: string): undefined {
  return noteError(notes, "invalid_data", { ...shownValue(value), reason });
}

export function noteError(notes: Notes, type: string, details: { readonly [detail: string]: Json } = {}): undefined {
  if (notes.errors.length >= MAX_ERRORS) return undefined;
  const name = notes.path.slice(0, notes.depth).join(".").slice(0, MAX_NAME_CHARS).toWellFormed();
  notes.errors.push({ type, ...(name === "" ? {} : { name }), ...details });
  return undefined;
}

/** A text that was cut at `range`, or a bag that lost members. `length` is what it was before. */
export function noteTrimmed(notes: Notes, length: number, range?: readonly [from: number, to: number]): void {
  const node = nodeHere(notes);
  node?.remarks.push(range === undefined ? ["!limit", "x"] : ["!limit", "s", ...range]);
  if (node !== undefined) node.length ??= length;
}

/** A value that a scrubbing rule touched: `s` substituted, `x` removed. */
export function noteScrubbed(notes: Notes, rule: string, kind: "s" | "x"): void {
  nodeHere(notes)?.remarks.push([rule, kind]);
}

function nodeHere(notes: Notes): MetaNode | undefined {
  if (notes.metaCount >= MAX_META) return undefined;
  notes.metaCount += 1;
  let node = notes.meta;
  for (let index = 0; index < notes.depth; index += 1) {
    const key = String(notes.path[index]);
    let child = node.children.get(key);
    if (child === undefined) {
      child = newMeta();
      node.children.set(key, child);
    }
    node = child;
  }
  return node;
}

function shownValue(value: Json): { readonly value?: Json } {
  if (typeof value === "string") return { value: value.slice(0, MAX_VALUE_CHARS).toWellFormed() };
  return typeof value === "object" ? {} : { value };
}
