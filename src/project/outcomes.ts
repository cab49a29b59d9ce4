import type { Category, OutcomeKind } from "../protocol/outcome.ts";

/** Items of a project that ended the same way. */
export type OutcomeSum = {
  readonly kind: OutcomeKind;
  readonly category: Category;
  /** "" when accepted. */
  readonly reason: string;
  readonly quantity: number;
};

/** By what outcomes are added up. */
export type OutcomeField = "project" | "outcome" | "category" | "reason" | "key";

/** Which outcomes are added up; a list that is absent leaves nothing out. */
export type OutcomeAsk = {
  readonly projectIds: readonly number[];
  /** Whole hours since the epoch; `toHour` is no longer in it. */
  readonly fromHour: number;
  readonly toHour: number;
  /** Hours in an interval; they are counted from `fromHour`. */
  readonly stepHours: number;
  readonly groupBy: readonly OutcomeField[];
  readonly kinds?: readonly OutcomeKind[];
  readonly categories?: readonly Category[];
  readonly reasons?: readonly string[];
  readonly keyIds?: readonly number[];
};

/** Fields that were not asked for are absent. */
export type OutcomeGroup = {
  readonly projectId?: number;
  readonly kind?: OutcomeKind;
  readonly category?: Category;
  readonly reason?: string;
  readonly keyId?: number;
  readonly total: number;
  /** One for each interval. */
  readonly series: readonly number[];
};

/** What became of a project's items, counted. Adapter: the SQLite reader. */
export interface OutcomeReader {
  /** Sums over `[fromHour, toHour]`, both whole hours since the epoch, inclusive; the largest first. */
  listOutcomes(projectId: number, fromHour: number, toHour: number): Promise<readonly OutcomeSum[]>;
  /** Sums in groups and intervals; at most 1,000 groups (fewer over very many intervals), the largest first. */
  listOutcomeGroups(ask: OutcomeAsk): Promise<readonly OutcomeGroup[]>;
}
