import { useState } from "preact/hooks";

/** A small choice that this browser keeps. */
export function useRemembered<T extends string>(name: string, choices: readonly T[], whenNone: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => choices.find((choice) => choice === recall(name)) ?? whenNone);
  return [
    value,
    (next) => {
      setValue(next);
      remember(name, next);
    },
  ];
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`culprit:${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`culprit:${name}`, value);
  } catch {
    // Not kept then.
  }
}

/** Whether this browser keeps anything for us: some forbid it, or have no room. */
export function canRemember(): boolean {
  try {
    localStorage.setItem("culprit:probe", "");
    localStorage.removeItem("culprit:probe");
    return true;
  } catch {
    return false;
  }
}
