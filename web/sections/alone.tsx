import type { ComponentChildren } from "preact";
import { Mark } from "../primitives/icon.tsx";
import { ThemeChoice } from "./frame.tsx";

/** Around a page for those who are not signed in: one panel. */
export function Alone({ children }: { children: ComponentChildren }) {
  return (
    <div class="door">
      <header>
        <span class="brand">
          <Mark /> <span>Culprit</span>
        </span>
        <ThemeChoice />
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
