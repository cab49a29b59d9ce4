import { ask } from "./api.ts";
import type { Issue } from "./types.ts";
import { useAsk } from "./use-ask.ts";

export type ChangeKind = "new" | "returned" | "growing" | "quiet" | "unseen";
/** `now` is of the stretch that is looked at, `before` of the one it is compared with. */
export type Events = { now: number; before: number; nowADay: number; beforeADay: number };
export type ChangedIssue = { issue: Issue; events: Events | null };
export type ChangeGroup = {
  kind: ChangeKind;
  /** Counted to a thousand; null where it is not known. */
  count: number | null;
  isComplete: boolean;
  /** Why it cannot be told. */
  unavailable: string | null;
  /** The search and order of the list that come nearest. */
  list: { query: string; sort: string };
  issues: ChangedIssue[];
};
export type Changes = {
  /** `release`, or days as `7d`. */
  period: string;
  since: string;
  latestRelease: { version: string; date: string } | null;
  groups: ChangeGroup[];
};

export const PERIODS = [
  { name: "1d", words: "24 hours" },
  { name: "7d", words: "7 days" },
  { name: "14d", words: "14 days" },
  { name: "30d", words: "30 days" },
] as const;

/** `since` empty: as the server sees fit. */
export const changesPath = (org: string, project: string, since: string): string =>
  `projects/${org}/${project}/what-changed/${since === "" ? "" : `?${new URLSearchParams({ since })}`}`;

export const useChanges = (org: string, project: string, since: string) => useAsk<Changes>(changesPath(org, project, since));

/** Tells the server that this person looks at an issue. That it cannot be told hinders nobody. */
export function markSeen(org: string, id: string): void {
  void ask(`organizations/${org}/issues/${id}/seen/`, "PUT", { hasSeen: true }).catch(() => undefined);
}
