import type { WindowLimit } from "../project/admission.ts";

/**
 * Counts within windows: one begins with the first item that comes after the last one ended, so that a sender who keeps to the
 * limit meets no edge that it cannot foresee.
 */
export type Windows = {
  /** Seconds until the window ends, if it is full; undefined when one more is let in. */
  readonly fullFor: (name: string, limit: WindowLimit, nowMs: number) => number | undefined;
  readonly count: (name: string, limit: WindowLimit, quantity: number, nowMs: number) => void;
  /** Forgets all windows whose name is not among these. */
  readonly keep: (names: ReadonlySet<string>) => void;
};

type Open = { readonly openedAtMs: number; used: number };

export function createWindows(): Windows {
  const windows = new Map<string, Open>();
  const openWindow = (name: string, { windowSeconds }: WindowLimit, nowMs: number): Open | undefined => {
    const window = windows.get(name);
    if (window === undefined) return undefined;
    const sinceMs = nowMs - window.openedAtMs;
    // A clock that was set back must not keep a window open.
    return sinceMs >= 0 && sinceMs < windowSeconds * 1_000 ? window : undefined;
  };
  return {
    fullFor(name, limit, nowMs) {
      const window = openWindow(name, limit, nowMs);
      if ((window?.used ?? 0) < limit.count) return undefined;
      return ((window?.openedAtMs ?? nowMs) + limit.windowSeconds * 1_000 - nowMs) / 1_000;
    },
    count(name, limit, quantity, nowMs) {
      const window = openWindow(name, limit, nowMs);
      if (window === undefined) windows.set(name, { openedAtMs: nowMs, used: quantity });
      else window.used += quantity;
    },
    keep(names) {
      for (const name of windows.keys()) if (!names.has(name)) windows.delete(name);
    },
  };
}
