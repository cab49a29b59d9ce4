import { useEffect } from "preact/hooks";
import { signal, useSignal } from "../data/signal.ts";
import { ago, exactTime } from "../data/words.ts";

/** One clock for all relative times of a page. */
const now = signal(Date.now());
setInterval(() => document.visibilityState === "visible" && now.set(Date.now()), 30_000);

/** "2 min ago", with the exact time on hover and to assistive technology. */
export function Ago({ at, bare = false }: { at: string; bare?: boolean }) {
  const nowMs = useSignal(now);
  useEffect(() => now.set(Date.now()), [at]);
  const words = ago(at, nowMs);
  return (
    <time dateTime={at} title={exactTime(at)}>
      {bare ? words : words === "now" ? "just now" : `${words} ago`}
    </time>
  );
}
