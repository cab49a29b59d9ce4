import { BackendProblem } from "../../../backend/backend.ts";

/**
 * A place between rows that stays true while rows move: the sort value and id of the last row seen (keyset). `backwards`
 * asks for the page before it.
 */
export type Cursor = { readonly value: number; readonly id: number; readonly backwards: boolean };

/** `value:id:0|1`, as clients of Sentry's API match it. */
export function cursorText({ value, id, backwards }: Cursor): string {
  return `${value}:${id}:${backwards ? 1 : 0}`;
}

/** Reads a cursor back. Throws the `BackendProblem` "bad-cursor". */
export function readCursor(text: string): Cursor {
  const [, value, id, direction] = /^(-?\d{1,16}):(\d{1,16}):([01])$/.exec(text) ?? [];
  const cursor = { value: Number(value), id: Number(id), backwards: direction === "1" };
  if (Number.isSafeInteger(cursor.value) && Number.isSafeInteger(cursor.id)) return cursor;
  throw new BackendProblem("bad-cursor", "Invalid cursor parameter. Start again from the first page.");
}
