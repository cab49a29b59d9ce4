import type { LogRecord } from "../log/log.ts";
import type { EnvelopeHeader, EnvelopeItem } from "../protocol/envelope.ts";
import { parseEnvelope } from "../protocol/envelope.ts";
import { inflate } from "../protocol/inflate.ts";
import { EVENT_ITEMS, MAX_CLIENT_REPORT_BYTES, quantityOf, treatmentOf, UNSUPPORTED_ITEM } from "../protocol/items.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { decodeLoggedRequest } from "../protocol/logged-request.ts";
import type { Category, OutcomeCount, OutcomeKind } from "../protocol/outcome.ts";
import { digestAttachment } from "./attachment/record.ts";
import { digestCheckIn } from "./check-in/record.ts";
import type { RefusedId } from "../protocol/refused-ids.ts";
import { discardOutcomes } from "./client-report/record.ts";
import type { Result } from "../protocol/result.ts";
import type { EventDeps } from "./event/digest-event.ts";
import { digestEvent } from "./event/digest-event.ts";
import type { DigestedEvent, DigestedItems } from "./recorder.ts";
import { digestSecurityReport } from "./security-report/record.ts";
import { digestSessions } from "./session/record.ts";
import { digestReport } from "./user-report/record.ts";

/** As large as ingest lets an envelope become. */
const MAX_ENVELOPE_BYTES = 100 * 1024 * 1024;
const HOUR_MS = 3_600_000;

/** What log entries come to. The events are made while they are read, and all else with them. */
export type DigestedRequests = {
  readonly events: Iterable<DigestedEvent>;
  readonly items: { readonly [kind in keyof DigestedItems]: DigestedItems[kind][number][] };
  readonly outcomes: OutcomeCount[];
  readonly refused: RefusedInDigest[];
  /** By key, when it was last used, Unix ms. */
  readonly keyUses: Map<number, number>;
};

/** An event that was not stored, so that its sender can be told. */
export type RefusedInDigest = RefusedId & { readonly projectId: number; readonly eventId: string };

/** What the entries read so far came to; events are taken out as they are made. */
type Into = Omit<DigestedRequests, "events"> & { readonly events: DigestedEvent[] };

/**
 * Takes the entries of a batch to events and outcomes, in log order. One entry after the other, as its events are asked for, so that
 * what one is parsed into can go before the next one comes. Reading the events throws for an entry that cannot be read at all.
 */
export function digestRequests(records: readonly LogRecord[], deps: EventDeps): DigestedRequests {
  const into: Into = {
    events: [],
    items: { sessions: [], reports: [], checkIns: [], attachments: [] },
    outcomes: [],
    refused: [],
    keyUses: new Map(),
  };
  return { ...into, events: eventsOf(records, withRulesHeld(deps), into) };
}

function* eventsOf(records: readonly LogRecord[], deps: EventDeps, into: Into): Generator<DigestedEvent> {
  for (const record of records) {
    digestRequest(record, deps, into);
    yield* into.events.splice(0);
  }
}

/** Rules are asked for once a batch and project: they change between two batches, and asking costs more than filtering by them. */
function withRulesHeld(deps: EventDeps): EventDeps {
  const { rulesOf, groupingRulesOf } = deps;
  return {
    ...deps,
    rulesOf: askedOnce(rulesOf),
    ...(groupingRulesOf !== undefined && { groupingRulesOf: askedOnce(groupingRulesOf) }),
  };
}

function askedOnce<T>(ask: (projectId: number) => T): (projectId: number) => T {
  const answers = new Map<number, { readonly answer: T }>();
  return (projectId) => {
    let known = answers.get(projectId);
    if (known === undefined) answers.set(projectId, (known = { answer: ask(projectId) }));
    return known.answer;
  };
}

function digestRequest(record: LogRecord, deps: EventDeps, into: Into): void {
  const decoded = decodeLoggedRequest(record.bytes);
  if (!decoded.ok) throw new Error(`the log entry is unreadable: ${decoded.problem.kind}, ${decoded.problem.detail}`);
  const request = decoded.value;
  // The log is in the order of receipt, so the last one stays.
  into.keyUses.set(request.keyId, request.receivedAtMs);
  const body = inflate(request.body, request.coding, MAX_ENVELOPE_BYTES);
  // Ingest inflated these very bytes before it answered: something happened to them since.
  if (!body.ok) throw new Error(`the body of the log entry is unreadable: ${body.problem.kind}`);

  if (request.kind === "event")
    addEvent({ type: "event", header: {}, payload: body.value }, request.eventId, request, {}, deps, into);
  else digestEnvelope(body.value, request, deps, into);
}

function digestEnvelope(bytes: Uint8Array, request: LoggedRequest, deps: EventDeps, into: Into): void {
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) throw new Error(`the envelope of the log entry is unreadable: ${parsed.problem.kind}`);

  const { header, items } = parsed.value;
  let isFirstEvent = true;
  let reportBytes = 0;
  for (const [index, item] of items.entries()) {
    const isEvent = EVENT_ITEMS.has(item.type);
    const eventId = request.generatedIds?.[String(index)] ?? (isFirstEvent ? request.eventId : undefined);
    if (isEvent) isFirstEvent = false;
    if (request.refusedItems?.includes(index) === true) continue;
    switch (item.type) {
      case "event":
      case "security":
      case "raw_security":
        addEvent(item, eventId, request, header, deps, into);
        break;
      case "client_report":
        reportBytes += item.payload.length;
        if (reportBytes <= MAX_CLIENT_REPORT_BYTES) into.outcomes.push(...discardOutcomes(item.payload, request));
        break;
      case "session":
      case "sessions":
        addSessions(item, request, header, deps, into);
        break;
      case "user_report":
      case "feedback":
        addJudged(digestReport(item, request, header), into.items.reports, "feedback", request, into);
        break;
      case "check_in":
        addJudged(digestCheckIn(item, request), into.items.checkIns, "monitor", request, into);
        break;
      case "attachment":
        addAttachment(item, request, into);
        break;
      default:
        into.outcomes.push(...droppedOutcome(item, request));
    }
  }
}

/** Adds what is to be stored, or says why it is not. */
function addJudged<T>(
  digested: Result<T, { readonly kind: string }>,
  to: T[],
  category: Category,
  request: LoggedRequest,
  into: Into,
): void {
  if (digested.ok) to.push(digested.value);
  else into.outcomes.push(outcomeOf(request, category, "invalid", digested.problem.kind, 1));
}

function addAttachment(item: EnvelopeItem, request: LoggedRequest, into: Into): void {
  const digested = digestAttachment(item, request);
  switch (digested.kind) {
    case "attachment":
      into.items.attachments.push(digested.attachment);
      break;
    case "not-kept":
      into.outcomes.push(...droppedOutcome(item, request));
      break;
    case "invalid": {
      const quantity = quantityOf(item.header, "attachment", item.payload.length);
      into.outcomes.push(outcomeOf(request, "attachment", "invalid", digested.reason, quantity));
    }
  }
}

function droppedOutcome({ type, header, payload }: EnvelopeItem, request: LoggedRequest): readonly OutcomeCount[] {
  const { category } = treatmentOf(type);
  if (category === undefined) return [];
  return [outcomeOf(request, category, "filtered", UNSUPPORTED_ITEM, quantityOf(header, category, payload.length))];
}

function addEvent(
  item: EnvelopeItem,
  eventId: string | undefined,
  request: LoggedRequest,
  header: EnvelopeHeader,
  deps: EventDeps,
  into: Into,
): void {
  if (eventId === undefined) throw new Error("the log entry gives an event no id");
  const { projectId, keyId, receivedAtMs, client, userAgent, clientIp } = request;
  const origin = { eventId, receivedAtMs, sentAt: header.sentAt, sdk: header.sdk, client, userAgent, clientIp };
  const event = { projectId, keyId, payload: item.payload, ...origin };
  const digested = item.type === "raw_security" ? digestSecurityReport(event, item.header, deps) : digestEvent(event, deps);
  if (digested.kind === "event") into.events.push(digested.event);
  else {
    const category = digested.kind === "filtered" ? digested.category : (treatmentOf(item.type).category ?? "error");
    const { kind, reason } = digested;
    into.outcomes.push(outcomeOf(request, category, kind, reason, 1));
    into.refused.push({ projectId, eventId, kind, reason, atMs: receivedAtMs });
  }
}

function addSessions(
  item: EnvelopeItem,
  request: LoggedRequest,
  header: EnvelopeHeader,
  { secretKey }: EventDeps,
  into: Into,
): void {
  const digested = digestSessions(item, request, header, secretKey);
  if (digested.kind === "sessions") into.items.sessions.push(...digested.sessions);
  const [kind, reason] = digested.kind === "sessions" ? (["accepted", ""] as const) : (["invalid", digested.reason] as const);
  into.outcomes.push(outcomeOf(request, "session", kind, reason, 1));
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
