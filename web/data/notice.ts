import { signal } from "./signal.ts";

/** One sentence at the foot of the page, perhaps with a way back. It outlives the page that said it. */
export type Notice = {
  text: string;
  isProblem?: boolean;
  undo?: () => void;
  to?: { href: string; words: string };
  /** Runs when the notice goes, unless it was undone: by time, for another notice, or with the page. */
  onGone?: () => void;
};

const SHOWN_MS = 10_000;
export const notice = signal<Notice | undefined>(undefined);

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(next: Notice | undefined): void {
  const gone = notice.get();
  notice.set(next);
  gone?.onGone?.();
  hold();
  // What went wrong stays until it was read.
  if (next !== undefined && next.isProblem !== true) resume();
}

/** Keeps a notice for as long as somebody points at it. */
export const hold = (): void => clearTimeout(timer);
export function resume(): void {
  if (notice.get()?.isProblem === true) return;
  hold();
  timer = setTimeout(() => say(undefined), SHOWN_MS);
}

/** Takes back what the notice offers to undo: what waits for its end does not happen. */
export function takeBack(): void {
  const { undo } = notice.get() ?? {};
  notice.set(undefined);
  hold();
  undo?.();
}

window.addEventListener("pagehide", () => say(undefined));
