import type { LogRecord } from "../log/log.ts";
import type { EnvelopeHeader, EnvelopeItem } from "../protocol/envelope.ts";
import { parseEnvelope } from "../protocol/envelope.ts";
import { inflate } from "../protocol/inflate.ts";
import { EVENT_ITEMS, quantityOf, treatmentOf, UNSUPPORTED_ITEM } from "../protocol/items.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { decodeLoggedRequest } from "../protocol/logged-request.ts";
import type { Category, OutcomeCount, OutcomeKind } from "../protocol/outcome.ts";
import type { EventDeps } from "./event/digest-event.ts";
import { digestEvent } from "./event/digest-event.ts";
import type { DigestedEvent } from "./recorder.ts";
import { digestReport } from "./security-report/digest-report.ts";

/** As large as ingest lets an envelope become. */
const MAX_ENVELOPE_BYTES = 100 * 1024 * 1024;
const HOUR_MS = 3_600_000;

/** What log entries came to, before they are recorded. */
export type DigestedRequests = { readonly events: DigestedEvent[]; readonly outcomes: OutcomeCount[] };

/** Takes the entries of a batch to events and outcomes, in log order. Throws for an entry that cannot be read at all. */
export function digestRequests(records: readonly LogRecord[], deps: EventDeps): DigestedRequests {
  const into: DigestedRequests = { events: [], outcomes: [] };
  for (const record of records) digestRequest(record, deps, into);
  return into;
}

function digestRequest(record: LogRecord, deps: EventDeps, into: DigestedRequests): void {
  const decoded = decodeLoggedRequest(record.bytes);
  if (!decoded.ok) throw new Error(`the log entry is unreadable: ${decoded.problem.kind}, ${decoded.problem.detail}`);
  const request = decoded.value;
  const body = inflate(request.body, request.coding, MAX_ENVELOPE_BYTES);
  // Ingest inflated these very bytes before it answered: something happened to them since.
  if (!body.ok) throw new Error(`the body of the log entry is unreadable: ${body.problem.kind}`);

  if (request.kind === "event")
    addEvent({ type: "event", header: {}, payload: body.value }, request.eventId, request, {}, deps, into);
  else digestEnvelope(body.value, request, deps, into);
}

function digestEnvelope(bytes: Uint8Array, request: LoggedRequest, deps: EventDeps, into: DigestedRequests): void {
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) throw new Error(`the envelope of the log entry is unreadable: ${parsed.problem.kind}`);

  const { header, items } = parsed.value;
  let isFirstEvent = true;
  for (const [index, item] of items.entries()) {
    const isEvent = EVENT_ITEMS.has(item.type);
    const eventId = request.generatedIds?.[String(index)] ?? (isFirstEvent ? request.eventId : undefined);
    if (isEvent) isFirstEvent = false;
    if (request.refusedItems?.includes(index) === true) continue;
    if (isEvent) {
      addEvent(item, eventId, request, header, deps, into);
      continue;
    }
    const { category } = treatmentOf(item.type);
    if (category === undefined) continue;
    const quantity = quantityOf(item.header, category, item.payload.length);
    into.outcomes.push(outcomeOf(request, category, "filtered", UNSUPPORTED_ITEM, quantity));
  }
}

function addEvent(
  item: EnvelopeItem,
  eventId: string | undefined,
  request: LoggedRequest,
  header: EnvelopeHeader,
  deps: EventDeps,
  into: DigestedRequests,
): void {
  if (eventId === undefined) throw new Error("the log entry gives an event no id");
  const { projectId, keyId, receivedAtMs, client, userAgent, clientIp } = request;
  const origin = { eventId, receivedAtMs, sentAt: header.sentAt, sdk: header.sdk, client, userAgent, clientIp };
  const event = { projectId, keyId, payload: item.payload, ...origin };
  const digested = item.type === "raw_security" ? digestReport(event, item.header, deps) : digestEvent(event, deps);
  if (digested.kind === "event") into.events.push(digested.event);
  else {
    const category = digested.kind === "filtered" ? digested.category : (treatmentOf(item.type).category ?? "error");
    into.outcomes.push(outcomeOf(request, category, digested.kind, digested.reason, 1));
  }
}

function outcomeOf(
  request: LoggedRequest,
  category: Category,
  kind: OutcomeKind,
  reason: string,
  quantity: number,
): OutcomeCount {
  const hour = Math.floor(request.receivedAtMs / HOUR_MS);
  return { projectId: request.projectId, keyId: request.keyId, category, kind, reason, hour, quantity };
}
