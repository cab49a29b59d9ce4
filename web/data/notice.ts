import { signal } from "./signal.ts";

/** One sentence at the foot of the page, perhaps with a way back. It outlives the page that said it. */
export type Notice = { text: string; isProblem?: boolean; undo?: () => void; to?: { href: string; words: string } };

const SHOWN_MS = 10_000;
export const notice = signal<Notice | undefined>(undefined);

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(next: Notice | undefined): void {
  notice.set(next);
  hold();
  // What went wrong stays until it was read.
  if (next !== undefined && next.isProblem !== true) resume();
}

/** Keeps a notice for as long as somebody points at it. */
export const hold = (): void => clearTimeout(timer);
export function resume(): void {
  if (notice.get()?.isProblem === true) return;
  hold();
  timer = setTimeout(() => notice.set(undefined), SHOWN_MS);
}
