import type { DigestedEvent } from "../../digest/recorder.ts";
import type { OutcomeCount } from "../../protocol/outcome.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

const ADD_OUTCOME = `
  INSERT INTO outcome_hour (project_id, hour, kind, category, reason, key_id, quantity) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity`;

const HOUR_MS = 3_600_000;

/** Outcomes added up before they are written: one statement for each that ended the same way. */
export type OutcomeSums = Map<string, { readonly of: OutcomeCount; quantity: number }>;

export function addOutcome(sums: OutcomeSums, of: OutcomeCount): void {
  const key = `${of.projectId} ${of.hour} ${of.kind} ${of.category} ${of.keyId} ${of.reason}`;
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { of, quantity: of.quantity });
  else sum.quantity += of.quantity;
}

/** How an event that reached the store ends. Source of the reasons: reference sentry-ingest §7.4. */
const ENDS = {
  accepted: { kind: "accepted", reason: "" },
  duplicate: { kind: "invalid", reason: "duplicate" },
  discarded: { kind: "filtered", reason: "discarded-hash" },
} as const;

/** The outcome of one event, by its received time. */
export function outcomeOfEvent(event: DigestedEvent, end: keyof typeof ENDS): OutcomeCount {
  return {
    projectId: event.projectId,
    keyId: event.keyId,
    category: event.event.type === "csp" ? "security" : "error",
    ...ENDS[end],
    hour: Math.floor(event.receivedAtMs / HOUR_MS),
    quantity: 1,
  };
}

/** Within the caller's transaction. */
export function writeOutcomes(db: Database, sums: OutcomeSums): void {
  for (const { of, quantity } of sums.values()) {
    db.statement(ADD_OUTCOME).run(of.projectId, of.hour, of.kind, of.category, of.reason, of.keyId, quantity);
  }
}

/** Records outcomes of refused items, counted at the door, in a transaction of their own. */
export function flushOutcomes(db: Database, outcomes: readonly OutcomeCount[]): void {
  if (outcomes.length === 0) return;
  const sums: OutcomeSums = new Map();
  for (const outcome of outcomes) addOutcome(sums, outcome);
  transaction(db, () => writeOutcomes(db, sums));
}
