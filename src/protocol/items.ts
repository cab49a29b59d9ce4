import type { JsonObject } from "./json.ts";
import type { Category } from "./outcome.ts";

/** What becomes of an envelope item of one type. */
export type ItemTreatment = {
  /** What it counts as. Absent for client reports: they are never limited and make no outcome of their own. */
  readonly category?: Category;
  /** Whether the digest keeps it. An envelope without a kept item is not logged at all. */
  readonly isKept: boolean;
  /** An envelope with more of them is refused. */
  readonly maxPerEnvelope: number;
  readonly maxBytes: number;
  /** What one with more bytes costs: the whole envelope, or itself alone. */
  readonly tooLarge: "refuse-envelope" | "drop-item";
};

const KIB = 1024;
const MIB = 1024 * KIB;

/** Of events, as they are accepted: what is over 1 MiB is trimmed by the digest. */
export const MAX_EVENT_BYTES = 2 * MIB;
/** The events they belong to are kept without those that are larger. */
const MAX_ATTACHMENT_BYTES = 100 * MIB;
/** Real ones have 300 bytes, aggregates of an hour 10 KB. */
const MAX_SESSION_BYTES = 100 * KIB;
/** Of all client reports of an envelope. */
export const MAX_CLIENT_REPORT_BYTES = 100 * KIB;
/** Why an item of a type that we do not keep was dropped: the reason of its outcome, of kind `filtered`. */
export const UNSUPPORTED_ITEM = "unsupported-item";

/**
 * The types we keep today. A type moves up here when a later version learns to keep it; the digest must learn it too.
 */
const KEPT: { readonly [type: string]: ItemTreatment } = {
  event: { category: "error", isKept: true, maxPerEnvelope: 100, maxBytes: MAX_EVENT_BYTES, tooLarge: "refuse-envelope" },
  // A report that a Relay has made an event, and one as the browser sent it.
  security: { category: "security", isKept: true, maxPerEnvelope: 100, maxBytes: MAX_EVENT_BYTES, tooLarge: "refuse-envelope" },
  raw_security: {
    category: "security",
    isKept: true,
    maxPerEnvelope: 100,
    maxBytes: MAX_EVENT_BYTES,
    tooLarge: "refuse-envelope",
  },
  session: { category: "session", isKept: true, maxPerEnvelope: 100, maxBytes: MAX_SESSION_BYTES, tooLarge: "refuse-envelope" },
  sessions: {
    category: "session",
    isKept: true,
    maxPerEnvelope: 100,
    maxBytes: MAX_SESSION_BYTES,
    tooLarge: "refuse-envelope",
  },
  user_report: { category: "feedback", isKept: true, maxPerEnvelope: 100, maxBytes: MIB, tooLarge: "refuse-envelope" },
  feedback: { category: "feedback", isKept: true, maxPerEnvelope: 100, maxBytes: MIB, tooLarge: "refuse-envelope" },
  check_in: { category: "monitor", isKept: true, maxPerEnvelope: 100, maxBytes: 100 * KIB, tooLarge: "refuse-envelope" },
  attachment: {
    category: "attachment",
    isKept: true,
    maxPerEnvelope: 30,
    maxBytes: MAX_ATTACHMENT_BYTES,
    tooLarge: "drop-item",
  },
  // Never refused, and never the reason for a refusal: the digest reads as many as it has a mind to.
  client_report: { isKept: true, maxPerEnvelope: Infinity, maxBytes: MAX_CLIENT_REPORT_BYTES, tooLarge: "drop-item" },
};

/** Counted and dropped. Categories are those of Sentry's rate limits. */
const DROPPED: { readonly [type: string]: ItemTreatment } = {
  transaction: dropped("transaction"),
  nel: dropped("security"),
  form_data: dropped("attachment"),
  unreal_report: dropped("attachment"),
  profile: dropped("profile"),
  profile_chunk: dropped("profile"),
  profile_chunk_ui: dropped("profile"),
  replay_event: dropped("replay"),
  replay_recording: dropped("replay"),
  replay_video: dropped("replay"),
  statsd: dropped("metric_bucket"),
  metric_buckets: dropped("metric_bucket"),
  metric_meta: dropped("metric_bucket"),
  metric: dropped("trace_metric"),
  trace_metric: dropped("trace_metric"),
  log: dropped("log_item"),
  otel_log: dropped("log_item"),
  span: dropped("span"),
  otel_span: dropped("span"),
  otel_traces_data: dropped("span"),
};

const TREATMENTS: ReadonlyMap<string, ItemTreatment> = new Map(Object.entries({ ...KEPT, ...DROPPED }));
/** The set of types is open: SDKs invent new ones, and theirs are counted and dropped like those we know and do not keep. */
const UNKNOWN: ItemTreatment = dropped("unknown");

/** Types of which each item becomes an event, and so has an id. */
export const EVENT_ITEMS: ReadonlySet<string> = new Set(["event", "security", "raw_security"]);

export function treatmentOf(itemType: string): ItemTreatment {
  return TREATMENTS.get(itemType) ?? UNKNOWN;
}

/**
 * Categories of which we keep nothing, whatever the item: an SDK that sends one of them is told to stop sending all. Unknown
 * names in the list are passed over by SDKs, and `default`, `error` and the like must never stand here.
 */
export const SWITCHED_OFF: readonly Category[] = [
  "transaction",
  "span",
  "profile",
  "profile_chunk",
  "profile_ui",
  "profile_chunk_ui",
  "replay",
  "metric_bucket",
  "trace_metric",
  "log_item",
];

/** How much one item adds to its outcome: bytes of an attachment, parts of a container that says how many, else 1. */
export function quantityOf(header: JsonObject, category: Category, payloadBytes: number): number {
  if (category === "attachment") return Math.max(1, payloadBytes);
  const { item_count: count } = header;
  // Senders say what they like; more than this in one item is no figure to believe.
  return typeof count === "number" && Number.isInteger(count) && count > 0 && count <= 10_000 ? count : 1;
}

function dropped(category: Category): ItemTreatment {
  return { category, isKept: false, maxPerEnvelope: Infinity, maxBytes: Infinity, tooLarge: "drop-item" };
}
