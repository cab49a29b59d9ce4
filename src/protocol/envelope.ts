import { parseDsn } from "./dsn.ts";
import type { Dsn } from "./dsn.ts";
import { readEventId } from "./event-id.ts";
import type { Json, JsonObject } from "./json.ts";
import { isJsonObject } from "./json.ts";
import type { Result } from "./result.ts";
import { ok, problem } from "./result.ts";

/**
 * An envelope taken apart: `Header { "\n" ItemHeader "\n" Payload } [ "\n" ]`. Payloads are views into the bytes that were
 * parsed, and nobody has looked into them.
 */
export type Envelope = { readonly header: EnvelopeHeader; readonly items: readonly EnvelopeItem[] };

export type EnvelopeHeader = {
  /** 32 lower-case hex digits. */
  readonly eventId?: string;
  readonly dsn?: Dsn;
  /** The SDK's clock at sending, as it wrote it. */
  readonly sentAt?: string;
  /** Same shape as an event's `sdk`; for events that have none. */
  readonly sdk?: JsonObject;
  readonly trace?: JsonObject;
};

export type EnvelopeItem = {
  readonly type: string;
  /** The item header as it came, `type` and `length` included. */
  readonly header: JsonObject;
  readonly payload: Uint8Array;
};

export type EnvelopeProblem = {
  readonly kind:
    | "missing-header"
    | "invalid-header"
    | "invalid-item-header"
    | "unexpected-end"
    | "missing-newline"
    | "too-many-items";
};

/** More items than any SDK sends at once; each costs a little even when it is dropped. */
const MAX_ITEMS = 1_000;
/** Headers are one line; the largest seen (a trace with a long transaction name) has 2 KB. */
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_ITEM_HEADER_BYTES = 16 * 1024;
/** Of all item headers together. Parsing is the one costly step here: 5 ms for a megabyte, on the thread that answers SDKs. */
const MAX_ITEM_HEADERS_BYTES = 256 * 1024;
const MAX_ITEM_BYTES = 0xffff_ffff;

const LF = 0x0a;
const CR = 0x0d;

/**
 * Takes an envelope apart, in time linear in its size. One malformed item spoils the whole, as in Relay. More lenient than
 * Relay: a byte order mark, `\r` before a newline, blank lines between items and whitespace at the end are passed over.
 * Source: develop.sentry.dev, "Envelopes".
 */
export function parseEnvelope(bytes: Uint8Array, maxItems: number = MAX_ITEMS): Result<Envelope, EnvelopeProblem> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = skipBlank(buffer, startsWithMark(buffer) ? 3 : 0);
  if (start === buffer.length) return problem({ kind: "missing-header" });
  const headerEnd = lineEnd(buffer, start);
  const header = readEnvelopeHeader(parseLine(buffer, start, headerEnd, MAX_HEADER_BYTES));
  if (header === undefined) return problem({ kind: "invalid-header" });

  const items: EnvelopeItem[] = [];
  let itemHeadersBytes = 0;
  let position = skipBlank(buffer, headerEnd);
  while (position < buffer.length) {
    const itemHeaderEnd = lineEnd(buffer, position);
    itemHeadersBytes += Math.min(itemHeaderEnd - position, MAX_ITEM_HEADER_BYTES);
    if (items.length === maxItems || itemHeadersBytes > MAX_ITEM_HEADERS_BYTES) return problem({ kind: "too-many-items" });
    const itemHeader = readItemHeader(parseLine(buffer, position, itemHeaderEnd, MAX_ITEM_HEADER_BYTES));
    if (itemHeader === undefined) return problem({ kind: "invalid-item-header" });

    const payloadStart = Math.min(itemHeaderEnd + 1, buffer.length);
    const payloadEnd = itemHeader.length === undefined ? lineEnd(buffer, payloadStart) : payloadStart + itemHeader.length;
    if (payloadEnd > buffer.length) return problem({ kind: "unexpected-end" });
    if (!isAtLineEnd(buffer, payloadEnd)) return problem({ kind: "missing-newline" });
    items.push({ type: itemHeader.type, header: itemHeader.header, payload: bytes.subarray(payloadStart, payloadEnd) });
    position = skipBlank(buffer, payloadEnd);
  }
  return ok({ header, items });
}

function startsWithMark(buffer: Buffer): boolean {
  return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
}

/** The next position that is no ASCII whitespace. */
function skipBlank(buffer: Buffer, from: number): number {
  let position = from;
  while (position < buffer.length) {
    const byte = buffer[position];
    if (byte !== LF && byte !== CR && byte !== 0x20 && byte !== 0x09) break;
    position += 1;
  }
  return position;
}

/** Where the newline of the line stands, or the end of the bytes. */
function lineEnd(buffer: Buffer, from: number): number {
  const newline = buffer.indexOf(LF, from);
  return newline < 0 ? buffer.length : newline;
}

function isAtLineEnd(buffer: Buffer, position: number): boolean {
  if (position === buffer.length || buffer[position] === LF) return true;
  return buffer[position] === CR && (position + 1 === buffer.length || buffer[position + 1] === LF);
}

/** The object that stands on one line. */
function parseLine(buffer: Buffer, start: number, end: number, maxBytes: number): JsonObject | undefined {
  if (end - start > maxBytes) return undefined;
  try {
    const value: Json = JSON.parse(buffer.toString("utf8", start, end));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined when a field that decides something has the wrong type; the others are taken if they are sound. */
function readEnvelopeHeader(object: JsonObject | undefined): EnvelopeHeader | undefined {
  if (object === undefined) return undefined;
  const { dsn: dsnField, sent_at: sentAt, sdk, trace } = object;
  const eventId = readEventId(object["event_id"]);
  if (eventId.kind === "invalid") return undefined;
  let dsn: Dsn | undefined;
  if (dsnField !== undefined && dsnField !== null) {
    const parsed = typeof dsnField === "string" ? parseDsn(dsnField) : undefined;
    if (parsed?.ok !== true) return undefined;
    dsn = parsed.value;
  }
  return {
    ...(eventId.kind === "id" && { eventId: eventId.id }),
    ...(dsn !== undefined && { dsn }),
    ...(typeof sentAt === "string" && { sentAt }),
    ...(isJsonObject(sdk) && { sdk }),
    ...(isJsonObject(trace) && { trace }),
  };
}

function readItemHeader(
  header: JsonObject | undefined,
): { readonly type: string; readonly length: number | undefined; readonly header: JsonObject } | undefined {
  if (header === undefined) return undefined;
  const { type, length } = header;
  if (typeof type !== "string" || type === "") return undefined;
  if (length === undefined || length === null) return { type, length: undefined, header };
  if (typeof length !== "number" || !Number.isInteger(length) || length < 0 || length > MAX_ITEM_BYTES) return undefined;
  return { type, length, header };
}
