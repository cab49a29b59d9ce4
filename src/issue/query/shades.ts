import type { IssueState } from "../issue.ts";

type Status = IssueState["status"];

export const STATUSES = ["unresolved", "resolved", "ignored"] as const;
export const LEVELS = ["fatal", "error", "warning", "info", "debug"] as const;

/** Each status in its shades: the substatuses, and `resolved`, which has none. */
const OF_STATUS = {
  unresolved: ["new", "ongoing", "regressed", "escalating"],
  resolved: ["resolved"],
  ignored: ["archived_forever", "archived_until_condition_met", "archived_until_escalating"],
} as const satisfies { readonly [status in Status]: readonly string[] };

export type Shade = (typeof OF_STATUS)[Status][number];
export const SHADES: readonly Shade[] = [...OF_STATUS.unresolved, ...OF_STATUS.resolved, ...OF_STATUS.ignored];

export function wholeOf(status: Status): readonly Shade[] {
  return OF_STATUS[status];
}

const BY_NAME: ReadonlyMap<string, readonly Shade[]> = new Map<string, readonly Shade[]>([
  ...SHADES.map((shade) => [shade, [shade]] as const),
  ...STATUSES.map((status) => [status, OF_STATUS[status]] as const),
  ["muted", OF_STATUS.ignored],
  ["archived", OF_STATUS.ignored],
]);

/** What `is:` means by a word, in lower case. */
export function shadesNamed(name: string): readonly Shade[] | undefined {
  return BY_NAME.get(name);
}

/** For messages and completion. */
export const STATE_NAMES: readonly string[] = [
  "unresolved",
  "resolved",
  "ignored",
  "archived",
  "assigned",
  "unassigned",
  "linked",
  "unlinked",
  ...SHADES.filter((shade) => shade !== "resolved"),
];
