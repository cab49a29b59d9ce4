import type { ComponentChildren } from "preact";
import type { ApiError } from "../data/api.ts";
import type { IconName } from "./icon.tsx";
import { Icon } from "./icon.tsx";

/** A page or part without content: what is the case, and what to do next. */
export function State({ icon, title, children }: { icon: IconName; title: string; children: ComponentChildren }) {
  return (
    <div class="state">
      <span class="badge">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Something could not be read, in words for each kind. */
export function Failed({ error, retry, what = "page" }: { error: ApiError; retry?: () => unknown; what?: string }) {
  const again = retry !== undefined && (
    <button type="button" onClick={() => void retry()}>
      Try again
    </button>
  );
  const start = (
    <a class="button" href="./">
      Go to the start
    </a>
  );
  switch (error.status) {
    case 0:
      return (
        <State icon="offline" title="The server cannot be reached">
          <p>Check your connection. This {what} asks again by itself.</p>
          <p class="actions">{again}</p>
        </State>
      );
    case 403:
      return (
        <State icon="shield" title="You may not see this">
          <p>{error.message} Ask an owner of the organisation for access.</p>
          <p class="actions">{start}</p>
        </State>
      );
    case 404:
      return (
        <State icon="search" title={`There is no such ${what}`}>
          <p>It may have been removed, or the link is not complete. What you may not see is also not found.</p>
          <p class="actions">{start}</p>
        </State>
      );
    default:
      return (
        <State icon="warn" title={`This ${what} could not be loaded`}>
          <p role="alert">{error.message}</p>
          <p class="actions">
            {again} {start}
          </p>
        </State>
      );
  }
}

/** Grey bars in the shape of what will be there. */
export function Skeleton({ rows = 8, shape = "row" }: { rows?: number; shape?: "row" | "block" | "line" }) {
  return (
    <div class={`skeleton of-${shape}s`} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index}>
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
