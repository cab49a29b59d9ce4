import type { Project } from "./types.ts";
import { useAsk } from "./use-ask.ts";

/** The kinds of outcomes in the order of a chart, from the bottom up. */
export const OUTCOMES = [
  { name: "accepted", words: "Accepted", says: "Stored, and counted on an issue" },
  { name: "filtered", words: "Filtered", says: "Left out by a filter, or of a kind that is not kept" },
  { name: "rate_limited", words: "Rate limited", says: "Refused by a limit, a quota or an overload" },
  { name: "invalid", words: "Invalid", says: "Could not be read, came twice, or was not let in" },
  { name: "client_discard", words: "Discarded by the SDK", says: "Not sent at all, as the SDK itself reports" },
] as const;
export type OutcomeName = (typeof OUTCOMES)[number]["name"];

export const PERIODS = [
  { name: "24h", words: "24 hours", unit: "hour" },
  { name: "7d", words: "7 days", unit: "day" },
  { name: "30d", words: "30 days", unit: "day" },
] as const;
export type Period = (typeof PERIODS)[number];

export const periodOf = (name: string | null): Period => PERIODS.find((period) => period.name === name) ?? PERIODS[0];

/** What is counted together. The rest is chosen by its category. */
export const ERRORS = "errors";
const ERROR_CATEGORIES = ["error", "security", "default"];

type Stats = {
  intervals: readonly string[];
  groups: readonly {
    by: { outcome: string; category: string; reason: string };
    totals: { "sum(quantity)": number };
    series: { "sum(quantity)": readonly number[] };
  }[];
};

/** One bar of a chart, and a part of it for each kind. */
export type Bar = { readonly seconds: number; readonly parts: readonly number[]; readonly total: number };
export type ReasonRow = { readonly outcome: OutcomeName; readonly reason: string; readonly quantity: number };
export type Ledger = {
  readonly bars: readonly Bar[];
  /** In the order of `OUTCOMES`. */
  readonly totals: readonly number[];
  readonly rows: readonly ReasonRow[];
};

export const useStats = (project: Project | undefined, { name, unit }: Period) =>
  useAsk<Stats>(
    project === undefined
      ? null
      : `organizations/${project.organization.slug}/stats_v2/?${new URLSearchParams([
          ["project", project.id],
          ["field", "sum(quantity)"],
          ["groupBy", "outcome"],
          ["groupBy", "category"],
          ["groupBy", "reason"],
          ["statsPeriod", name],
          ["interval", unit === "hour" ? "1h" : "1d"],
        ])}`,
  );

/** Categories that something was counted in, errors first, whatever came of them. */
export function categoriesIn({ groups }: Stats): readonly string[] {
  const others = new Set(groups.map(({ by }) => by.category).filter((name) => !ERROR_CATEGORIES.includes(name)));
  return [ERRORS, ...[...others].toSorted()];
}

/** The part of the ledger that is about one choice of `categoriesIn`. */
export function ledgerOf({ intervals, groups }: Stats, category: string): Ledger {
  const wanted = category === ERRORS ? ERROR_CATEGORIES : [category];
  const shown = groups.filter(({ by }) => wanted.includes(by.category));
  const partsAt = (index: number): number[] =>
    OUTCOMES.map(({ name }) => sumOf(shown, name, ({ series }) => series["sum(quantity)"][index] ?? 0));
  const bars = intervals.map((at, index) => {
    const parts = partsAt(index);
    return { seconds: Date.parse(at) / 1_000, parts, total: parts.reduce((sum, part) => sum + part, 0) };
  });
  const rows = new Map<string, ReasonRow>();
  for (const { by, totals } of shown) {
    const outcome = OUTCOMES.find(({ name }) => name === by.outcome)?.name;
    if (outcome === undefined) continue;
    const key = `${outcome} ${by.reason}`;
    const quantity = (rows.get(key)?.quantity ?? 0) + totals["sum(quantity)"];
    rows.set(key, { outcome, reason: by.reason, quantity });
  }
  return {
    bars,
    totals: OUTCOMES.map(({ name }) => sumOf(shown, name, ({ totals }) => totals["sum(quantity)"])),
    rows: [...rows.values()].toSorted((left, right) => right.quantity - left.quantity),
  };
}

function sumOf(groups: Stats["groups"], outcome: OutcomeName, count: (group: Stats["groups"][number]) => number): number {
  return groups.filter(({ by }) => by.outcome === outcome).reduce((sum, group) => sum + count(group), 0);
}

export type EventOutcome = {
  eventId: string;
  outcome: string;
  issue: { id: string; shortId: string } | null;
  date: string | null;
  explanation: string;
};
export const useEventOutcome = (org: string, project: string, eventId: string) =>
  useAsk<EventOutcome>(eventId === "" ? null : `projects/${org}/${project}/event-outcomes/${encodeURIComponent(eventId)}/`);

/** What a reason means, where its name does not say it. */
export const reasonWords = (reason: string): string => REASONS[reason] ?? "";

const REASONS: Record<string, string> = {
  "key-limit": "over the rate limit of its client key",
  "project-limit": "over a rate limit of the project",
  "monthly-quota": "the month's quota was used up",
  spike: "far more than in the days before",
  backlog: "the server lagged behind, and this project filled the backlog",
  "log-full": "the server had too much waiting",
  "disk-low": "the server's disk was nearly full",
  "disk-full": "the server's disk was full",
  busy: "too much was being received at once",
  closing: "the server was stopping",
  "unsupported-item": "Culprit does not keep items of this kind",
  "hydration-error": "a hydration error of React",
  "chunk-load-error": "a chunk that could not be loaded",
  "ip-address": "from an address that is filtered",
  "release-version": "of a release that is filtered",
  "error-message": "a message that is filtered",
  localhost: "from a developer’s own machine",
  "browser-extensions": "from a browser extension",
  "legacy-browsers": "from a browser that its maker has given up",
  "web-crawlers": "from a known crawler",
  "filtered-transaction": "a health check",
  duplicate: "an event with this id was stored already",
  cors: "a browser on a site that may not send",
  project_id: "a key that is off, or of another project",
  "key-expired": "a key whose time is over",
  invalid_envelope: "the envelope could not be read",
  invalid_json: "no JSON",
  invalid_compression: "the compression could not be taken off",
  sample_rate: "left out by the sample rate",
  before_send: "left out by the program itself",
  ratelimit_backoff: "held back because of a limit told before",
  network_error: "could not be sent",
  queue_overflow: "more at once than the SDK holds",
};
