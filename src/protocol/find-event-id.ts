import type { EventIdField } from "./event-id.ts";
import { readEventId } from "./event-id.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const KEY = '"event_id"';
/** No spelling of an id is longer, quotes and escapes included. */
const MAX_VALUE_BYTES = 300;

/**
 * The `event_id` of an event's JSON, without parsing the JSON: an event may have 2 MiB and the id is asked for while an SDK
 * waits. Only a key of the outermost object counts (breadcrumbs have event ids too), the last one if it stands there twice.
 * A key written with escapes (`event\u005fid`) is not seen; no encoder writes one. Does not say whether the JSON is sound.
 */
export function findEventId(json: Uint8Array): EventIdField {
  const buffer = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  // Beyond the last place where the key's text stands there is nothing to find, and often it stands nowhere at all.
  const end = buffer.lastIndexOf(KEY);
  if (end < 0) return { kind: "absent" };

  let found: EventIdField = { kind: "absent" };
  let depth = 0;
  let position = 0;
  while (position <= end) {
    const byte = buffer[position];
    if (byte === QUOTE) {
      const next = stringEnd(buffer, position);
      if (depth === 1 && next - position === KEY.length && buffer.toString("latin1", position, next) === KEY) {
        const colon = skipBlank(buffer, next);
        if (buffer[colon] === COLON) found = readValue(buffer, skipBlank(buffer, colon + 1));
      }
      position = next;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    position += 1;
  }
  return found;
}

/** The position behind the string that starts at `start`, or the end of the bytes when it is never closed. */
function stringEnd(buffer: Buffer, start: number): number {
  let position = start + 1;
  while (position < buffer.length) {
    const byte = buffer[position];
    if (byte === QUOTE) return position + 1;
    position += byte === BACKSLASH ? 2 : 1;
  }
  return buffer.length;
}

function skipBlank(buffer: Buffer, from: number): number {
  let position = from;
  while (buffer[position] === 0x20 || buffer[position] === 0x0a || buffer[position] === 0x0d || buffer[position] === 0x09) {
    position += 1;
  }
  return position;
}

function readValue(buffer: Buffer, start: number): EventIdField {
  if (buffer[start] !== QUOTE)
    return buffer.toString("latin1", start, start + 4) === "null" ? { kind: "absent" } : { kind: "invalid" };
  const end = stringEnd(buffer, start);
  if (end - start > MAX_VALUE_BYTES) return { kind: "invalid" };
  try {
    const value: unknown = JSON.parse(buffer.toString("utf8", start, end));
    return readEventId(value);
  } catch {
    return { kind: "invalid" };
  }
}
