import { createShortCache } from "../backend/sentry/short-cache.ts";
import type { CodeHost, CodeHostProblem, Found } from "../codehost/codehost.ts";
import type { CodeHostConnection } from "../codehost/connection.ts";

/** The text of a file at a commit, which never changes there. */
export type ReadSourceFile = (
  linked: { readonly connection: CodeHostConnection; readonly host: CodeHost },
  path: string,
  commit: string,
) => Promise<Found<string>>;

/** Not longer: a token that may not read it any more is noticed. */
const FRESH_MS = 10 * 60_000;
const MAX_FILES = 200;
const MAX_BYTES = 8 * 1024 * 1024;

/** Remembers files for one thread: the frames of a stack trace lie in few. `now` is Unix ms. */
export function sourceFiles(now: () => number): ReadSourceFile {
  const limits = { freshMs: FRESH_MS, staleMs: 0, maxEntries: MAX_FILES, maxBytes: MAX_BYTES };
  const files = createShortCache<string, CodeHostProblem>(limits, now);
  return async ({ connection, host }, path, commit) => {
    // Sealed anew with each save: another token may see something else.
    const key = JSON.stringify([connection.id, connection.sealedToken, commit, path]);
    const found = await files.read(String(connection.id), key, async () => {
      const text = await host.readFile(connection.repository, path, commit);
      return text.ok ? { ok: true, value: { value: text.value, bytes: 2 * (key.length + text.value.length) } } : text;
    });
    if (!found.ok) return found;
    // What is left of an earlier look is not shown where the host refuses it now.
    return found.value.problem === undefined
      ? { ok: true, value: found.value.value }
      : { ok: false, problem: found.value.problem };
  };
}
