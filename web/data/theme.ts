import { signal } from "./signal.ts";

/** `system` follows the device. Read before the first paint by `public/theme.js`, from the same place. */
export type Theme = "system" | "light" | "dark";

const PLACE = "culprit:theme";
const root = document.documentElement;
const shown = root.dataset["theme"];

export const theme = signal<Theme>(shown === "light" || shown === "dark" ? shown : "system");

export function setTheme(next: Theme): void {
  theme.set(next);
  if (next === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = next;
  try {
    if (next === "system") localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, next);
  } catch {
    // A browser that keeps nothing shows the choice until the page is left.
  }
}
