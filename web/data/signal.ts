import { useEffect, useState } from "preact/hooks";

/** A value outside of components that those who use it follow. */
export type Signal<T> = { get: () => T; set: (value: T) => void; follow: (listener: () => void) => () => void };

export function signal<T>(value: T): Signal<T> {
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (next === value) return;
      value = next;
      listeners.forEach((listener) => listener());
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export function useSignal<T>(of: Signal<T>): T {
  const [, setTurn] = useState(0);
  useEffect(() => of.follow(() => setTurn((n) => n + 1)), [of]);
  return of.get();
}
