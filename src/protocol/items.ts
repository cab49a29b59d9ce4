import type { JsonObject } from "./json.ts";
import type { Category } from "./outcome.ts";

/** What becomes of an envelope item of one type. */
export type ItemTreatment = {
  /** What it counts as. Absent for client reports: they are never limited and make no outcome of their own. */
  readonly category?: Category;
  /** Whether the digest keeps it. An envelope without a kept item is not logged at all. */
  readonly isKept: boolean;
  /** More of them in one envelope are refused, and so is one with more bytes. */
  readonly maxPerEnvelope: number;
  readonly maxBytes: number;
};

const KIB = 1024;
const MIB = 1024 * KIB;

/** Of events, as they are accepted: what is over 1 MiB is trimmed by the digest. */
export const MAX_EVENT_BYTES = 2 * MIB;
/** Why an item of a type that we do not keep was dropped: the reason of its outcome, of kind `filtered`. */
export const UNSUPPORTED_ITEM = "unsupported-item";

/**
 * The types we keep today. A type moves up here when a later version learns to keep it; the digest must learn it too.
 */
const KEPT: { readonly [type: string]: ItemTreatment } = {
  event: { category: "error", isKept: true, maxPerEnvelope: 100, maxBytes: MAX_EVENT_BYTES },
  // A report that a Relay has made an event, and one as the browser sent it.
  security: { category: "security", isKept: true, maxPerEnvelope: 100, maxBytes: MAX_EVENT_BYTES },
  raw_security: { category: "security", isKept: true, maxPerEnvelope: 100, maxBytes: MAX_EVENT_BYTES },
};

/** Counted and dropped. Categories are those of Sentry's rate limits. */
const DROPPED: { readonly [type: string]: ItemTreatment } = {
  transaction: dropped("transaction"),
  attachment: dropped("attachment", 30),
  session: dropped("session", 100),
  sessions: dropped("session", 100),
  client_report: { isKept: false, maxPerEnvelope: 100, maxBytes: Infinity },
  user_report: dropped("feedback"),
  feedback: dropped("feedback"),
  check_in: dropped("monitor"),
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

/** How much one item adds to its outcome: bytes of an attachment, parts of a container that says how many, else 1. */
export function quantityOf(header: JsonObject, category: Category, payloadBytes: number): number {
  if (category === "attachment") return Math.max(1, payloadBytes);
  const { item_count: count } = header;
  // Senders say what they like; more than this in one item is no figure to believe.
  return typeof count === "number" && Number.isInteger(count) && count > 0 && count <= 10_000 ? count : 1;
}

function dropped(category: Category, maxPerEnvelope = Infinity): ItemTreatment {
  return { category, isKept: false, maxPerEnvelope, maxBytes: Infinity };
}
