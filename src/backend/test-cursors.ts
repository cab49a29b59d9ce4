import { BackendProblem } from "./backend.ts";

/** Shaped as those of most backends. */
export const MADE_UP_CURSORS = ["0:1:0", "-1:0:0", `${Number.MAX_SAFE_INTEGER}:${Number.MAX_SAFE_INTEGER}:1`];
export const NO_CURSORS = ["abc", "1:2", "1:1:0\r\nx: y", "1".repeat(100_000)];

export function isBadCursor(error: unknown): boolean {
  return error instanceof BackendProblem && error.kind === "bad-cursor";
}

/** `undefined` for a cursor that is refused. */
export function pageOrRefusal<Page>(asked: Promise<Page>): Promise<Page | undefined> {
  return asked.catch((error: unknown) => {
    if (isBadCursor(error)) return undefined;
    throw error;
  });
}
