import type { RemoteCounts, RemoteIssue } from "./remote-issue.ts";

const HOURS_A_DAY = 24;
/** At 8 KB each at most. */
const MAX_ISSUES = 5_000;

/** What a Sentry told of an issue's events over time: the last day by hours, a month by days. */
export type RemoteCharts = {
  /** Keeps what an answer tells; what it does not tell stays as it was. */
  readonly note: (issueId: number, told: Pick<RemoteIssue, "hourly" | "daily">) => void;
  readonly has: (issueId: number) => boolean;
  /**
   * Counts over `[fromHour, toHour]`, zeros where nothing is known. Before the hours that are told, a day's events stand in its
   * first hour, so that sums by days are right.
   */
  readonly countsOf: (issueId: number, fromHour: number, toHour: number) => readonly number[];
};

export function createRemoteCharts(): RemoteCharts {
  const byIssue = new Map<number, { hourly: RemoteCounts; daily: RemoteCounts }>();
  return {
    note(issueId, { hourly, daily }) {
      const before = byIssue.get(issueId);
      byIssue.delete(issueId);
      byIssue.set(issueId, { hourly: hourly ?? before?.hourly ?? [], daily: daily ?? before?.daily ?? [] });
      if (byIssue.size > MAX_ISSUES) byIssue.delete(byIssue.keys().next().value ?? 0);
    },
    has: (issueId) => byIssue.has(issueId),
    countsOf(issueId, fromHour, toHour) {
      const counts = Array.from({ length: Math.max(0, toHour - fromHour + 1) }, () => 0);
      const { hourly, daily } = byIssue.get(issueId) ?? { hourly: [], daily: [] };
      const add = (hour: number, count: number): void => {
        if (hour >= fromHour && hour <= toHour) counts[hour - fromHour] = (counts[hour - fromHour] ?? 0) + count;
      };
      const inHours = new Map<number, number>();
      for (const [hour, count] of hourly) {
        add(hour, count);
        const day = Math.floor(hour / HOURS_A_DAY) * HOURS_A_DAY;
        inHours.set(day, (inHours.get(day) ?? 0) + count);
      }
      for (const [day, count] of daily) add(day, Math.max(0, count - (inHours.get(day) ?? 0)));
      return counts;
    },
  };
}
