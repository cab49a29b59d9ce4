import type { EventIdField } from "./event-id.ts";
import { readEventId } from "./event-id.ts";
import { inflate, sniffCoding } from "./inflate.ts";
import { MAX_EVENT_BYTES } from "./items.ts";
import { isJsonObject } from "./json.ts";
import { parseLenientJson } from "./lenient-json.ts";
import type { Result } from "./result.ts";
import { ok, problem } from "./result.ts";

export type StoreBodyProblem = { readonly kind: "empty" | "no-event" | "too-large" };
export type StoreEventProblem = { readonly kind: "not-json" | "too-deep" | "not-an-object" | "bad-event-id" };

/** What the door needs to know of an event on the store endpoint. */
export type StoreEvent = {
  readonly eventId: Exclude<EventIdField, { readonly kind: "invalid" }>;
  /** The event's own `type`; `transaction` is no error. */
  readonly type?: string;
};

/** The standard alphabet and the URL-safe one; padding may be missing and lines may be broken. One class: no backtracking. */
const BASE64 = /^[A-Za-z0-9+/_\-=\s]*$/;
const OPEN_BRACE = 0x7b;

/**
 * The JSON in the body of a store request, after the content coding is off: plain, base64 of JSON, base64 of zlib (the raven
 * clients, without any header to say so), raw zlib or gzip, or a form with `sentry_data` of any of these. The answer is a view
 * or a new array that starts with `{`; whether it is sound JSON is asked of `readStoreEvent`. JSON beyond `maxBytes` is refused.
 */
export function decodeStoreBody(body: Uint8Array, maxBytes: number = MAX_EVENT_BYTES): Result<Uint8Array, StoreBodyProblem> {
  const plain = trimStart(body);
  if (plain.length === 0) return problem({ kind: "empty" });
  if (plain[0] === OPEN_BRACE) return bounded(plain, maxBytes);

  const text = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString("latin1");
  if (text.startsWith("sentry_data=") || text.includes("&sentry_data=")) return decodeForm(plain, maxBytes);
  if (BASE64.test(text)) return jsonIn(Buffer.from(text, "base64"), maxBytes);
  if (sniffCoding(body) !== "identity") return jsonIn(body, maxBytes);
  return problem({ kind: "no-event" });
}

/** Reads the JSON of a store request. Unlike an envelope's item it is judged at the door, as the endpoint always did. */
export function readStoreEvent(json: Uint8Array): Result<StoreEvent, StoreEventProblem> {
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString("utf8");
  const parsed = parseLenientJson(text);
  if (!parsed.ok) return parsed;
  if (!isJsonObject(parsed.value)) return problem({ kind: "not-an-object" });
  const { event_id: idField, type } = parsed.value;
  const eventId = readEventId(idField);
  if (eventId.kind === "invalid") return problem({ kind: "bad-event-id" });
  return ok({ eventId, ...(typeof type === "string" && { type }) });
}

/** JSON, or compressed JSON. */
function jsonIn(bytes: Uint8Array, maxBytes: number): Result<Uint8Array, StoreBodyProblem> {
  const plain = trimStart(bytes);
  if (plain[0] === OPEN_BRACE) return bounded(plain, maxBytes);
  const coding = sniffCoding(bytes);
  if (coding === "identity") return problem({ kind: "no-event" });
  const inflated = inflate(bytes, coding, maxBytes);
  if (!inflated.ok) return problem({ kind: inflated.problem.kind === "too-large" ? "too-large" : "no-event" });
  const json = trimStart(inflated.value);
  return json[0] === OPEN_BRACE ? ok(json) : problem({ kind: "no-event" });
}

function decodeForm(form: Uint8Array, maxBytes: number): Result<Uint8Array, StoreBodyProblem> {
  const fields = new URLSearchParams(Buffer.from(form.buffer, form.byteOffset, form.byteLength).toString("utf8"));
  const trimmed = fields.get("sentry_data")?.trim() ?? "";
  if (trimmed === "") return problem({ kind: "empty" });
  if (trimmed.startsWith("{")) return bounded(Buffer.from(trimmed, "utf8"), maxBytes);
  // A `+` of base64 that the sender did not escape has become a space.
  return BASE64.test(trimmed)
    ? jsonIn(Buffer.from(trimmed.replaceAll(" ", "+"), "base64"), maxBytes)
    : problem({ kind: "no-event" });
}

function bounded(json: Uint8Array, maxBytes: number): Result<Uint8Array, StoreBodyProblem> {
  return json.length > maxBytes ? problem({ kind: "too-large" }) : ok(json);
}

/** Without a byte order mark and ASCII whitespace at the start. */
function trimStart(bytes: Uint8Array): Uint8Array {
  let position = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (; position < bytes.length; position += 1) {
    const byte = bytes[position];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) break;
  }
  return position === 0 ? bytes : bytes.subarray(position);
}
