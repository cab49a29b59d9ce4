import type { Json } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { parseEventJson } from "../event/parse.ts";

/** What an SDK says it threw away itself, as it says it. */
export type SentDiscard = { readonly reason: string; readonly category: string; readonly quantity: number };

/**
 * Reads `{"discarded_events": [{"reason", "category", "quantity"}]}`. What cannot be read is passed over: a report about lost
 * items must not become one. Its `timestamp` is not looked at, for the device's clock may be wrong by years. Other lists of
 * the same shape are those of Relays. Source: reference sentry-ingest §4.7.
 */
export function parseClientReport(payload: Uint8Array): readonly SentDiscard[] {
  const parsed = parseEventJson(payload);
  if (!parsed.ok) return [];
  const { discarded_events: discards } = parsed.value;
  return Array.isArray(discards) ? discards.flatMap(discardsOf) : [];
}

function discardsOf(sent: Json): readonly SentDiscard[] {
  if (!isJsonObject(sent)) return [];
  const { reason, category, quantity } = sent;
  if (typeof reason !== "string" || typeof category !== "string" || typeof quantity !== "number") return [];
  return [{ reason, category, quantity }];
}
