import { useEffect, useRef } from "preact/hooks";
import { recall, remember } from "./remembered.ts";
import { signal } from "./signal.ts";

/** Single keys can be switched off: dictation and some aids press them unasked (WCAG 2.1.4). */
export const areShortcutsOn = signal(recall("shortcuts") !== "off");

export function setShortcuts(on: boolean): void {
  areShortcutsOn.set(on);
  remember("shortcuts", on ? "on" : "off");
}

/** Keys to what they do; a pair such as `g i` is pressed one after the other. */
export type Shortcuts = { readonly [keys: string]: (() => void) | undefined };

const PAIR_MS = 1_500;
let first = { key: "", at: 0 };

/** Listens while the component stands; never while somebody types or a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !areShortcutsOn.get() || isTaken(event))
        return;
      const pair = Date.now() - first.at < PAIR_MS ? `${first.key} ${event.key}` : "";
      const run = latest.current[pair] ?? latest.current[event.key];
      if (run === undefined) {
        // Also heard by the other listeners of this press, to which it is no pair.
        if (event.key.length === 1) queueMicrotask(() => (first = { key: event.key, at: Date.now() }));
        return;
      }
      event.preventDefault();
      first = { key: "", at: 0 };
      run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** Ctrl-K or Cmd-K, wherever one is: it is no single key, and works in fields too; over an open dialog it does nothing. */
export function usePaletteKey(open: () => void): void {
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isMeant = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
      if (!isMeant || event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open], [popover]:popover-open") !== null) return true;
  if (!(target instanceof Element)) return false;
  if (target.matches("textarea, select, input:not([type=checkbox]), [contenteditable]")) return true;
  // Arrows belong to what is focused when it scrolls or has bars to walk over.
  return key.startsWith("Arrow") && target.closest("[data-arrows], pre") !== null;
}
