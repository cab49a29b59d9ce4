import type { Category, OutcomeKind } from "../protocol/outcome.ts";

/** Items of a project that ended the same way. */
export type OutcomeSum = {
  readonly kind: OutcomeKind;
  readonly category: Category;
  /** "" when accepted. */
  readonly reason: string;
  readonly quantity: number;
};

/** What became of a project's items, counted. Adapter: the SQLite reader. */
export interface OutcomeReader {
  /** Sums over `[fromHour, toHour]`, both whole hours since the epoch, inclusive; the largest first. */
  listOutcomes(projectId: number, fromHour: number, toHour: number): Promise<readonly OutcomeSum[]>;
}
