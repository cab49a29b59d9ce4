import { useEffect, useRef } from "preact/hooks";
import { apiUrl } from "./api.ts";

/** Which issues of a project got events; ids only. */
export type Change = { projectId: string; issues: string[]; newIssues: string[] };

/** Told when the stream opens, at first and again: what happened before it did was told to nobody. */
export type MaybeMissed = undefined;

/**
 * Follows an organisation's changes for as long as the page stands. However many tabs are open, one of them holds the stream
 * and tells the others: browsers allow few connections to one host. Where tabs cannot talk, each has its own.
 */
export function useLive(org: string | undefined, onChange: (change: Change | MaybeMissed) => void): void {
  // Who is told may change with every drawing; the stream stays.
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (org === undefined) return;
    const tell = (change: Change | MaybeMissed) => latest.current(change);
    const url = apiUrl(`organizations/${org}/live/`);
    if (!("locks" in navigator)) {
      const source = openSource(url, tell);
      return () => source.close();
    }
    const channel = new BroadcastChannel(`culprit:live:${org}`);
    channel.addEventListener("message", (event) => tell(event.data as Change | MaybeMissed));
    const given = new AbortController();
    const lead = async () => {
      // Given while the page was being left.
      if (given.signal.aborted) return;
      const source = openSource(url, (change) => {
        tell(change);
        channel.postMessage(change);
      });
      await new Promise<void>((resolve) => {
        given.signal.addEventListener("abort", () => {
          source.close();
          resolve();
        });
      });
    };
    navigator.locks.request(`culprit:live:${org}`, { signal: given.signal }, lead).catch(() => undefined);
    return () => {
      given.abort();
      channel.close();
    };
  }, [org]);
}

function openSource(url: string, onChange: (change: Change | MaybeMissed) => void): EventSource {
  const source = new EventSource(url);
  source.addEventListener("open", () => onChange(undefined));
  source.addEventListener("changed", (event) => onChange(JSON.parse(event.data) as Change));
  return source;
}

const POLL_MS = 30_000;

/** Asks again by itself where nobody tells of changes, as long as the page is looked at. */
export function usePolling(when: boolean, look: () => unknown): void {
  useEffect(() => {
    if (!when) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void look(), POLL_MS);
    return () => clearInterval(timer);
  }, [when, look]);
}
