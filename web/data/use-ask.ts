import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError, ask, type Answer } from "./api.ts";
import { go } from "./router.ts";

type State<T> = { path: string | null; answer?: Answer<T>; error?: ApiError };
const kept = new Map<string, Answer<unknown>>();

/** Forgets what was read, as at sign-out. */
export const forget = (): void => kept.clear();

/** Reads a path: shows what is kept at once, then what is new. `null` asks nothing. */
export function useAsk<T>(path: string | null) {
  const [state, setState] = useState<State<T>>({ path });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    let live = true;
    ask<T>(path).then(
      (answer) => {
        kept.set(path, answer);
        if (kept.size > 60) kept.delete(kept.keys().next().value ?? "");
        if (live) setState({ path, answer });
      },
      (error: unknown) => {
        if (!live) return;
        const known = error instanceof ApiError ? error : new ApiError(0, String(error));
        if (known.status === 401) go("signin");
        else setState({ path, error: known });
      },
    );
    return () => void (live = false);
  }, [path, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const old = path === null ? undefined : (kept.get(path) as Answer<T> | undefined);
  const own = state.path === path ? state : undefined;
  const answer = own?.answer ?? old;
  return { data: answer?.data, link: answer?.link ?? null, error: own?.error, reload };
}

/** Follows an organisation's changes for as long as the page stands. */
export function useLive(url: string, onChange: (change: { projectId: string; issues: string[] }) => void): void {
  useEffect(() => {
    const source = new EventSource(url);
    source.addEventListener("changed", (event) => onChange(JSON.parse(event.data)));
    return () => source.close();
  }, [url, onChange]);
}
