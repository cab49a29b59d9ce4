import { useCallback, useEffect, useState } from "preact/hooks";
import type { Answer, ApiError } from "./api.ts";
import { ask, toApiError } from "./api.ts";
import { go, here } from "./router.ts";

/** What is known of one path of the API. Several components may look at it; it is asked for once. */
type Entry = { answer?: Answer<unknown>; error?: ApiError | undefined; busy?: Promise<void>; listeners: Set<() => void> };

const MAX_KEPT = 80;
const entries = new Map<string, Entry>();

/** Forgets what was read, as at sign-out. */
export const forget = (): void => entries.clear();

function entryOf(path: string): Entry {
  let entry = entries.get(path);
  if (entry === undefined) entries.set(path, (entry = { listeners: new Set() }));
  if (entries.size > MAX_KEPT) dropOldest();
  return entry;
}

function dropOldest(): void {
  for (const [path, { listeners }] of entries) {
    if (listeners.size > 0) continue;
    entries.delete(path);
    return;
  }
}

const tell = (entry: Entry): void => entry.listeners.forEach((listener) => listener());

/** Reads a path again; those who look at it see the answer. A request under way is joined. */
export function reload(path: string): Promise<void> {
  const entry = entryOf(path);
  entry.busy ??= ask(path)
    .then(
      (answer) => void Object.assign(entry, { answer, error: undefined }),
      (error: unknown) => {
        entry.error = toApiError(error);
        if (entry.error.status === 401) goToSignIn();
      },
    )
    .finally(() => {
      delete entry.busy;
      tell(entry);
    });
  return entry.busy;
}

/** Reads again everything that is being looked at. */
export const reloadShown = (): void => entries.forEach(({ listeners }, path) => listeners.size > 0 && void reload(path));

/** Reads again what is being looked at of the paths that begin so. */
export const reloadShownUnder = (beginning: string): void =>
  entries.forEach(({ listeners }, path) => listeners.size > 0 && path.startsWith(beginning) && void reload(path));

/** Puts an answer in place of what is known of a path. */
export function keep<T>(path: string, answer: Answer<T>): void {
  const entry = entryOf(path);
  Object.assign(entry, { answer, error: undefined });
  tell(entry);
}

export function goToSignIn(): void {
  const next = here();
  if (!next.startsWith("signin")) go(next === "" ? "signin" : `signin?${new URLSearchParams({ next })}`, true);
}

/** Reads a path: shows what is kept at once, then what is new. `null` asks nothing. */
export function useAsk<T>(path: string | null) {
  const [, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const entry = entryOf(path);
    const listener = () => setTurn((n) => n + 1);
    entry.listeners.add(listener);
    void reload(path);
    listener();
    return () => void entry.listeners.delete(listener);
  }, [path]);
  const entry = path === null ? undefined : entries.get(path);
  const again = useCallback(() => (path === null ? Promise.resolve() : reload(path)), [path]);
  const answer = entry?.answer as Answer<T> | undefined;
  // What is known stays on the screen when asking again fails for want of a network; the frame says so.
  const error = entry?.error?.status === 0 && answer !== undefined ? undefined : entry?.error;
  return { data: answer?.data, answer, error, reload: again };
}
