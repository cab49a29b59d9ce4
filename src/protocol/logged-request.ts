import type { JsonObject } from "./json.ts";
import { isJsonObject } from "./json.ts";
import type { Result } from "./result.ts";
import { ok, problem } from "./result.ts";

/**
 * How the body of a logged request is compressed; `identity` is no coding. Of a list of codings the last one stands here, the
 * others were taken off at the door. Brotli is never logged: its bodies are decoded at the door, and logged as zstd.
 */
export type ContentCoding = "identity" | "gzip" | "deflate" | "deflate-raw" | "zstd";

/**
 * What ingest hands to the digest through the log: one accepted request, as it came. All that the digest needs and that
 * time would change (ids, received time, address) is fixed here, so that a second reading gives the same rows.
 */
export type LoggedRequest = {
  /** `envelope`: envelope bytes. `event`: one event's JSON (the store endpoint, already base64/zlib-decoded). */
  readonly kind: "envelope" | "event";
  readonly projectId: number;
  readonly keyId: number;
  /** Unix ms; never smaller than that of an earlier entry. */
  readonly receivedAtMs: number;
  /**
   * Id of the request's event, as answered to the SDK: 32 lower-case hex. For an envelope with several event items it is the
   * first one's; see `generatedIds`. Absent when nothing in the request is an event.
   */
  readonly eventId?: string;
  /** Ids of further event items, their own or made at the door: item index → id. They rule over the payload's. */
  readonly generatedIds?: { readonly [itemIndex: string]: string };
  /** Items refused at the door, by a limit or for their size; the digest skips them. Their outcome was counted there. */
  readonly refusedItems?: readonly number[];
  readonly clientIp?: string;
  readonly userAgent?: string;
  /** `sentry_client` of the authentication, e.g. `sentry.python/2.1.0`. */
  readonly client?: string;
  readonly coding: ContentCoding;
  readonly body: Uint8Array;
};

export type LoggedRequestProblem = {
  readonly kind: "truncated" | "unknown-version" | "bad-meta";
  readonly detail: string;
};

/** Of a request that cannot be digested, no more than this is set aside. */
export const MAX_QUARANTINED_BYTES = 2 * 1024 * 1024;

const FORMAT_VERSION = 1;
/** Version (1 byte), then the length of the meta JSON (4 bytes, little-endian). The body is all that follows the meta. */
const PREFIX_BYTES = 5;
const CODINGS: ReadonlySet<string> = new Set(["identity", "gzip", "deflate", "deflate-raw", "zstd"]);

/** One log record, as the parts that `LogWriter.append` joins. The body is passed on and not copied. */
export function encodeLoggedRequest(request: LoggedRequest): readonly Uint8Array[] {
  const meta = JSON.stringify({
    k: request.kind,
    p: request.projectId,
    i: request.keyId,
    t: request.receivedAtMs,
    c: request.coding,
    e: request.eventId,
    g: request.generatedIds,
    r: request.refusedItems,
    a: request.clientIp,
    u: request.userAgent,
    s: request.client,
  });
  const metaBytes = Buffer.byteLength(meta);
  const head = Buffer.allocUnsafe(PREFIX_BYTES + metaBytes);
  head.writeUInt8(FORMAT_VERSION, 0);
  head.writeUInt32LE(metaBytes, 1);
  head.write(meta, PREFIX_BYTES, "utf8");
  return [head, request.body];
}

/** Reads a record of the log. `body` is a view into `bytes`. A problem means damage or a record of a later version. */
export function decodeLoggedRequest(bytes: Uint8Array): Result<LoggedRequest, LoggedRequestProblem> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < PREFIX_BYTES) return problem({ kind: "truncated", detail: `${buffer.length} bytes` });
  const version = buffer.readUInt8(0);
  if (version !== FORMAT_VERSION) return problem({ kind: "unknown-version", detail: `version ${version}` });

  const bodyStart = PREFIX_BYTES + buffer.readUInt32LE(1);
  if (buffer.length < bodyStart) return problem({ kind: "truncated", detail: `meta ends at ${bodyStart} of ${buffer.length}` });
  let meta: unknown;
  try {
    meta = JSON.parse(buffer.toString("utf8", PREFIX_BYTES, bodyStart));
  } catch {
    return problem({ kind: "bad-meta", detail: "not JSON" });
  }
  return requestOf(meta, bytes.subarray(bodyStart));
}

function requestOf(meta: unknown, body: Uint8Array): Result<LoggedRequest, LoggedRequestProblem> {
  if (!isMeta(meta)) return problem({ kind: "bad-meta", detail: "not an object" });
  const { k: kind, c: coding, p: projectId, i: keyId, t: receivedAtMs, e: eventId, g: generatedIds, r: refusedItems } = meta;
  if (kind !== "envelope" && kind !== "event") return badField("kind");
  if (!isCoding(coding)) return badField("coding");
  if (!isWhole(projectId)) return badField("project id");
  if (!isWhole(keyId)) return badField("key id");
  if (!isWhole(receivedAtMs)) return badField("received time");
  if (!isTextOrAbsent(eventId)) return badField("event id");
  if (!isIdsOrAbsent(generatedIds)) return badField("generated ids");
  if (!isIndexesOrAbsent(refusedItems)) return badField("refused items");
  const { a: clientIp, u: userAgent, s: client } = meta;
  if (!isTextOrAbsent(clientIp) || !isTextOrAbsent(userAgent) || !isTextOrAbsent(client)) return badField("sender");

  return ok({
    kind,
    projectId,
    keyId,
    receivedAtMs,
    ...(eventId !== undefined && { eventId }),
    ...(generatedIds !== undefined && { generatedIds }),
    ...(refusedItems !== undefined && { refusedItems }),
    ...(clientIp !== undefined && { clientIp }),
    ...(userAgent !== undefined && { userAgent }),
    ...(client !== undefined && { client }),
    coding,
    body,
  });
}

function badField(name: string): Result<never, LoggedRequestProblem> {
  return problem({ kind: "bad-meta", detail: `bad ${name}` });
}

/** `JSON.parse` gives plain JSON values, so an object of it is a `JsonObject`. */
function isMeta(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCoding(value: unknown): value is ContentCoding {
  return typeof value === "string" && CODINGS.has(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function isIdsOrAbsent(value: JsonObject[string] | undefined): value is { readonly [index: string]: string } | undefined {
  return value === undefined || (isJsonObject(value) && Object.values(value).every((id) => typeof id === "string"));
}

function isIndexesOrAbsent(value: unknown): value is readonly number[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every(isWhole));
}
