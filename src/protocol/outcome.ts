/**
 * What became of an item. Every item ends with exactly one outcome; all are counted per project, key, category, reason and
 * hour, and shown to the project. The kinds are Sentry's.
 */
export type OutcomeKind = "accepted" | "filtered" | "rate-limited" | "invalid" | "abuse" | "client-discard";

/** What an item counts as: Sentry's data categories, as they stand in rate-limit headers and client reports. */
export const CATEGORIES = [
  "default",
  "error",
  "transaction",
  "transaction_indexed",
  "transaction_processed",
  "security",
  "attachment",
  "attachment_item",
  "session",
  "profile",
  "profile_ui",
  "profile_chunk",
  "profile_chunk_ui",
  "profile_duration",
  "replay",
  "monitor",
  "feedback",
  "span",
  "span_indexed",
  "metric_bucket",
  "log_item",
  "log_byte",
  "trace_metric",
  "internal",
  "unknown",
] as const;
export type Category = (typeof CATEGORIES)[number];

/** `quantity` items (bytes for attachments) that ended the same way in the same UTC hour. `reason` is "" when accepted. */
export type OutcomeCount = {
  readonly projectId: number;
  /** 0 when the request named no key that we know. */
  readonly keyId: number;
  readonly category: Category;
  readonly kind: OutcomeKind;
  readonly reason: string;
  /** Whole hours since the Unix epoch, of the received time. */
  readonly hour: number;
  readonly quantity: number;
};
