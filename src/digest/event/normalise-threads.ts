import type { Thread } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { bag } from "./bag.ts";
import { BAG, MAX_CHARS, MAX_COUNT } from "./limits.ts";
import { readStacktrace } from "./normalise-stacktrace.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid, noteTrimmed } from "./notes.ts";
import { boolean, fields, lenientText, nonEmptyText, readFields, valuesOf } from "./read.ts";

const THREAD = fields<Thread>({
  id: lenientText(MAX_CHARS.userId),
  name: nonEmptyText(MAX_CHARS.threadName),
  crashed: boolean,
  current: boolean,
  main: boolean,
  state: nonEmptyText(MAX_CHARS.platform),
  stacktrace: readStacktrace,
  raw_stacktrace: readStacktrace,
  held_locks: bag(BAG.small),
});

const readAll = valuesOf(readThread, Infinity);

/** At most 500 threads; whichever is cut away, the crashed one and the current one stay. */
export function readThreads(value: Json, notes: Notes): { readonly values: readonly Thread[] } | undefined {
  const threads = readAll(value, notes);
  if (threads === undefined || threads.values.length <= MAX_COUNT.threads) return threads;
  noteTrimmed(notes, threads.values.length);
  const telling = threads.values.filter(isTelling).slice(0, MAX_COUNT.threads);
  let room = MAX_COUNT.threads - telling.length;
  const kept = new Set(telling);
  return { values: threads.values.filter((thread) => kept.has(thread) || (!isTelling(thread) && room-- > 0)) };
}

function isTelling(thread: Thread): boolean {
  return thread.crashed === true || thread.current === true;
}

function readThread(value: Json, notes: Notes): Thread | undefined {
  if (!isJsonObject(value)) return noteInvalid(notes, value, "expected a thread");
  const thread = readFields(value, THREAD, notes);
  return Object.keys(thread).length === 0 ? undefined : thread;
}
