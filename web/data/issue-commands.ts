import type { Command } from "./commands.ts";
import type { Wish } from "./decisions.ts";
import { say } from "./notice.ts";
import type { Issue, Status } from "./types.ts";

type Of = {
  issue: Issue;
  status: Status;
  /** It can be ignored for a time. */
  canWait: boolean;
  onDecide: (wish: Wish) => void;
  /** Gives it to whoever is signed in; absent where nobody takes issues. */
  onAssign: (() => void) | undefined;
};

const DAY_MINUTES = 24 * 60;

/** What the palette can do about the issue that is open. */
export function issueCommands({ issue, status, canWait, onDecide, onAssign }: Of): readonly Command[] {
  const decide = (words: string, wish: Wish): Command => ({ id: words, group: issue.shortId, words, to: () => onDecide(wish) });
  const hasReleases = issue.lastRelease !== null && issue.lastRelease !== undefined;
  const copy = () =>
    void navigator.clipboard
      .writeText(issue.shortId)
      .then(() => say({ text: `Copied ${issue.shortId}` }))
      .catch(() => say({ text: "The browser did not allow copying.", isProblem: true }));
  return [
    ...(status === "resolved" ? [] : [decide("Resolve", { status: "resolved" })]),
    ...(status === "resolved" || !hasReleases
      ? []
      : [decide("Resolve in the next release", { status: "resolved", statusDetails: { inNextRelease: true } })]),
    ...(status === "ignored"
      ? []
      : [
          ...(canWait ? [decide("Ignore for a day", { status: "ignored", ignoreDuration: DAY_MINUTES })] : []),
          ...(canWait ? [decide("Ignore for a week", { status: "ignored", ignoreDuration: 7 * DAY_MINUTES })] : []),
          decide("Ignore for ever", { status: "ignored" }),
        ]),
    ...(status === "unresolved" ? [] : [decide("Reopen", { status: "unresolved" })]),
    ...(onAssign === undefined ? [] : [{ id: "assign", group: issue.shortId, words: "Assign to me", to: onAssign }]),
    { id: "copy", group: issue.shortId, words: "Copy the short id", to: copy },
  ];
}
