import type { DigestedEvent } from "../../digest/recorder.ts";
import type { Category, OutcomeCount } from "../../protocol/outcome.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

const ADD_OUTCOME = `
  INSERT INTO outcome_hour (project_id, hour, kind, category, reason, key_id, quantity) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity`;

const LIST_DISCARD_REASONS = `
  SELECT DISTINCT reason FROM outcome_hour WHERE project_id = ? AND hour = ? AND kind = 'client-discard'`;

const HOUR_MS = 3_600_000;
/** Reasons are an SDK's own words. So many that we do not know are kept a project and hour; further ones count as `other`. */
const MAX_DISCARD_REASONS = 100;
/** Source: reference sentry-ingest §4.7. */
const DISCARD_REASONS: ReadonlySet<string> = new Set(
  (
    "queue_overflow cache_overflow ratelimit_backoff network_error sample_rate before_send event_processor send_error " +
    "internal_sdk_error insufficient_data backpressure buffer_overflow callback_error ignored invalid no_parent_span"
  ).split(" "),
);

/** Outcomes added up before they are written: one statement for each that ended the same way. */
export type OutcomeSums = Map<string, { readonly of: OutcomeCount; quantity: number }>;

export function addOutcome(sums: OutcomeSums, of: OutcomeCount): void {
  const key = `${of.projectId} ${of.hour} ${of.kind} ${of.category} ${of.keyId} ${of.reason}`;
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { of, quantity: of.quantity });
  else sum.quantity += of.quantity;
}

/** The outcome of one event, by its received time. */
export function outcomeOfEvent(event: DigestedEvent, kind: "accepted" | "duplicate"): OutcomeCount {
  return {
    projectId: event.projectId,
    keyId: event.keyId,
    category: event.event.type === "csp" ? "security" : "error",
    kind: kind === "accepted" ? "accepted" : "invalid",
    reason: kind === "accepted" ? "" : "duplicate",
    hour: Math.floor(event.receivedAtMs / HOUR_MS),
    quantity: 1,
  };
}

/** The outcome of an item that is no event, by its received time: accepted, or `reason` why it is invalid. */
export function outcomeOfItem(
  { projectId, keyId, receivedAtMs }: { readonly projectId: number; readonly keyId: number; readonly receivedAtMs: number },
  category: Category,
  reason: string,
  quantity = 1,
): OutcomeCount {
  const hour = Math.floor(receivedAtMs / HOUR_MS);
  return { projectId, keyId, category, kind: reason === "" ? "accepted" : "invalid", reason, hour, quantity };
}

/** Within the caller's transaction. */
export function writeOutcomes(db: Database, sums: OutcomeSums): void {
  for (const { of, quantity } of sums.values()) {
    const reason = of.kind === "client-discard" ? boundedReason(db, of) : of.reason;
    db.statement(ADD_OUTCOME).run(of.projectId, of.hour, of.kind, of.category, reason, of.keyId, quantity);
  }
}

function boundedReason(db: Database, { projectId, hour, reason }: OutcomeCount): string {
  if (DISCARD_REASONS.has(reason)) return reason;
  const rows = db.statement(LIST_DISCARD_REASONS).all(projectId, hour);
  const isKnown = rows.some((row) => row["reason"] === reason);
  return isKnown || rows.length < MAX_DISCARD_REASONS ? reason : "other";
}

/** Records outcomes of refused items, counted at the door, in a transaction of their own. */
export function flushOutcomes(db: Database, outcomes: readonly OutcomeCount[]): void {
  if (outcomes.length === 0) return;
  const sums: OutcomeSums = new Map();
  for (const outcome of outcomes) addOutcome(sums, outcome);
  transaction(db, () => writeOutcomes(db, sums));
}
