import type { EnvelopeHeader } from "../protocol/envelope.ts";
import { parseEnvelope } from "../protocol/envelope.ts";
import { findEventId } from "../protocol/find-event-id.ts";
import type { InflateProblem } from "../protocol/inflate.ts";
import { inflate, sniffCoding } from "../protocol/inflate.ts";
import { EVENT_ITEMS, MAX_EVENT_BYTES, quantityOf, treatmentOf } from "../protocol/items.ts";
import type { ContentCoding } from "../protocol/logged-request.ts";
import type { Category } from "../protocol/outcome.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { decodeStoreBody, readStoreEvent } from "../protocol/store-body.ts";
import type { HttpCoding } from "./content-encoding.ts";
import type { Making } from "./make-envelope.ts";
import { makeEnvelope } from "./make-envelope.ts";
import type { InspectProblem } from "./problem.ts";

/** A body that has arrived, to be looked into: on the main thread if it is small, on the inflate thread if not. */
export type InspectJob = {
  readonly form: "envelope" | "store";
  /** Of the other endpoints: how their body becomes an envelope. */
  readonly made?: Making;
  readonly body: Uint8Array;
  /** In the order they were applied. */
  readonly codings: readonly HttpCoding[];
  /** More than this inflated is `inflates-too-far`. */
  readonly maxInflatedBytes: number;
};

/** What a body is taken for when so many of its first bytes inflate to more than that. */
export type Steepness = { readonly firstBytes: number; readonly inflatedBytes: number };

/**
 * A body is a bomb if its first 16 KiB inflate to more than 8 MiB: over 500 times, where JSON of real events reaches 30. Without
 * this look each would cost what the largest honest body does: 100 MiB inflated, 50 to 100 ms, and twenty a second are too many.
 */
export const BOMB: Steepness = { firstBytes: 16 * 1024, inflatedBytes: 8 * 1024 * 1024 };

/** The start of a body that is still arriving, to be told whether it is a `BOMB`. `coding` is the outermost. */
export type LookJob = { readonly form: "start"; readonly body: Uint8Array; readonly coding: HttpCoding | ContentCoding };

/** What the door must know of a body. Plain data: it crosses threads. */
export type Inspection = {
  /** As `LoggedRequest` has them; the body is the one that came, wherever that can be. */
  readonly kind: "envelope" | "event";
  readonly coding: ContentCoding;
  readonly body: Uint8Array;
  /** Of a store request: the event's own id alone. */
  readonly header: EnvelopeHeader;
  readonly items: readonly InspectedItem[];
};

export type InspectedItem = {
  readonly isEvent: boolean;
  readonly isKept: boolean;
  /** Over the size of its type; it alone is dropped. */
  readonly isTooLarge?: true;
  readonly type: string;
  readonly category?: Category;
  readonly quantity: number;
  /** The id in an event's payload, looked for only where the envelope header gives none. */
  readonly ownId?: string;
};

/** Decodes brotli within a limit; only the inflate thread has one. */
export type BrotliDecoder = {
  readonly decode: (body: Uint8Array, maxBytes: number) => Result<Uint8Array, InflateProblem>;
  /** Packs what was decoded for the log, which holds no brotli. */
  readonly repack: (inflated: Uint8Array) => { readonly coding: ContentCoding; readonly body: Uint8Array };
};

/** Inflates and frames. Linear in the size of the body, and never looks into a payload but for an event id. */
export function inspect(job: InspectJob, brotli?: BrotliDecoder): Result<Inspection, InspectProblem> {
  // A check-in may be all in its address.
  if (job.body.length === 0 && job.made?.kind === "check-in") return inspectMade(job.body, job.made, job.maxInflatedBytes);
  if (job.body.length === 0) return problem({ kind: "empty-body" });
  const opened = open(job, brotli);
  if (!opened.ok) return problem({ kind: opened.problem.kind === "too-large" ? "inflates-too-far" : "corrupt-coding" });
  if (opened.value.inflated.length === 0) return problem({ kind: "empty-body" });
  if (job.made !== undefined) return inspectMade(opened.value.inflated, job.made, job.maxInflatedBytes);
  return job.form === "envelope" ? inspectEnvelope(opened.value) : inspectStore(opened.value, job.maxInflatedBytes);
}

function inspectMade(inflated: Uint8Array, made: Making, maxBytes: number): Result<Inspection, InspectProblem> {
  const envelope = makeEnvelope(inflated, made, maxBytes);
  if (!envelope.ok) return envelope;
  return inspectEnvelope({ coding: "identity", body: envelope.value, inflated: envelope.value });
}

type Opened = { readonly coding: ContentCoding; readonly body: Uint8Array; readonly inflated: Uint8Array };

/** Takes the codings off. The first of them stays on the body that is logged. */
function open(job: InspectJob, brotli: BrotliDecoder | undefined): Result<Opened, InflateProblem> {
  let body = job.body;
  for (const outer of job.codings.slice(1).toReversed()) {
    const inflated = takeOff(body, outer, job.maxInflatedBytes, brotli);
    if (!inflated.ok) return inflated;
    body = inflated.value;
  }
  const coding = job.codings[0] ?? sniffCoding(body);
  const inflated = takeOff(body, coding, job.maxInflatedBytes, brotli);
  if (inflated.ok) {
    if (coding !== "br") return ok({ coding, body, inflated: inflated.value });
    const packed = brotli?.repack(inflated.value) ?? { coding: "identity" as const, body: inflated.value };
    return ok({ ...packed, inflated: inflated.value });
  }
  // A proxy has taken the coding off and left the header.
  const isPlain = inflated.problem.kind === "corrupt" && body[0] === 0x7b;
  return isPlain ? ok({ coding: "identity", body, inflated: body }) : inflated;
}

function takeOff(
  body: Uint8Array,
  coding: LookJob["coding"],
  maxBytes: number,
  brotli: BrotliDecoder | undefined,
): Result<Uint8Array, InflateProblem> {
  const isWorthALook = maxBytes > BOMB.inflatedBytes && body.length > BOMB.firstBytes;
  if (isWorthALook && beginsAs(BOMB, body, coding, brotli)) return problem({ kind: "too-large" });
  return decode(body, coding, maxBytes, brotli);
}

/** Whether the first bytes of a body make more than they should. */
export function beginsAs(steep: Steepness, body: Uint8Array, coding: LookJob["coding"], brotli?: BrotliDecoder): boolean {
  const start = decode(body.subarray(0, steep.firstBytes), coding, steep.inflatedBytes, brotli);
  // That the start alone is no whole body says nothing.
  return !start.ok && start.problem.kind === "too-large";
}

function decode(
  body: Uint8Array,
  coding: LookJob["coding"],
  maxBytes: number,
  brotli: BrotliDecoder | undefined,
): Result<Uint8Array, InflateProblem> {
  if (coding !== "br") return inflate(body, coding, maxBytes);
  if (brotli === undefined) throw new Error("brotli is decoded on the inflate thread only");
  return brotli.decode(body, maxBytes);
}

function inspectEnvelope({ coding, body, inflated }: Opened): Result<Inspection, InspectProblem> {
  const parsed = parseEnvelope(inflated);
  if (!parsed.ok) return problem({ kind: "bad-envelope", reason: parsed.problem.kind });
  const { header, items } = parsed.value;
  const counts = new Map<string, number>();
  const inspected: InspectedItem[] = [];
  let needsId = header.eventId === undefined;

  for (const { type, header: itemHeader, payload } of items) {
    const { category, isKept, maxBytes, maxPerEnvelope, tooLarge } = treatmentOf(type);
    const isTooLarge = payload.length > maxBytes;
    if (isTooLarge && tooLarge === "refuse-envelope") return problem({ kind: "item-too-large", itemType: type });
    const count = (counts.get(type) ?? 0) + 1;
    if (count > maxPerEnvelope) return problem({ kind: "too-many-items", itemType: type });
    counts.set(type, count);

    const isEvent = EVENT_ITEMS.has(type);
    const found = isEvent && needsId ? findEventId(payload) : undefined;
    // The header's id is that of the first event; further ones have their own.
    if (isEvent) needsId = true;
    inspected.push({
      type,
      isEvent,
      isKept,
      ...(isTooLarge && { isTooLarge }),
      ...(category !== undefined && { category }),
      quantity: category === undefined ? 1 : quantityOf(itemHeader, category, payload.length),
      ...(found?.kind === "id" && { ownId: found.id }),
    });
  }
  return ok({ kind: "envelope", coding, body, header, items: inspected });
}

function inspectStore({ coding, body, inflated }: Opened, maxBytes: number): Result<Inspection, InspectProblem> {
  const decoded = decodeStoreBody(inflated, Math.min(maxBytes, MAX_EVENT_BYTES));
  if (!decoded.ok) {
    switch (decoded.problem.kind) {
      case "empty":
        return problem({ kind: "empty-body" });
      case "no-event":
        return problem({ kind: "no-store-event" });
      case "too-large":
        return maxBytes < MAX_EVENT_BYTES
          ? problem({ kind: "inflates-too-far" })
          : problem({ kind: "item-too-large", itemType: "event" });
    }
  }
  const json = decoded.value;
  const event = readStoreEvent(json);
  if (!event.ok) return problem({ kind: event.problem.kind === "bad-event-id" ? "bad-event-id" : "bad-store-event" });

  const isAsItCame =
    json.buffer === inflated.buffer && json.byteOffset === inflated.byteOffset && json.length === inflated.length;
  const isTransaction = event.value.type === "transaction";
  const { category, isKept } = treatmentOf(isTransaction ? "transaction" : "event");
  return ok({
    kind: "event",
    coding: isAsItCame ? coding : "identity",
    body: isAsItCame ? body : json,
    header: event.value.eventId.kind === "id" ? { eventId: event.value.eventId.id } : {},
    items: [{ type: "event", isEvent: true, isKept, ...(category !== undefined && { category }), quantity: 1 }],
  });
}
