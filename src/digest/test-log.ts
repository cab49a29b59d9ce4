import type { LogRecord } from "../log/log.ts";
import { digestRequests } from "./digest-batch.ts";
import type { EventDeps } from "./event/digest-event.ts";
import { encodeLoggedRequest } from "../protocol/logged-request.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";

/** For tests: requests as ingest logs them. */
export const RECEIVED_MS = Date.UTC(2026, 10, 24, 12);

export function idOf(number: number): string {
  return number.toString(16).padStart(32, "0");
}

/** An envelope of items, each a header and a payload. */
export function envelopeOf(
  items: readonly (readonly [header: object, payload: object | string])[],
  header: object = {},
): Buffer {
  const lines = items.flatMap(([itemHeader, payload]) => [
    JSON.stringify(itemHeader),
    typeof payload === "string" ? payload : JSON.stringify(payload),
  ]);
  return Buffer.from([JSON.stringify(header), ...lines].join("\n"));
}

/** The bytes of one log record. Project 1 exists in the stores of tests. */
export function logged(body: Uint8Array, fields: Partial<LoggedRequest> = {}): Buffer {
  const request: LoggedRequest = {
    kind: "envelope",
    projectId: 1,
    keyId: 3,
    receivedAtMs: RECEIVED_MS,
    eventId: idOf(1),
    coding: "identity",
    body,
    ...fields,
  };
  return Buffer.concat(encodeLoggedRequest(request));
}

export function recordsOf(...entries: readonly Uint8Array[]): readonly LogRecord[] {
  return entries.map((bytes, index) => ({ bytes, position: index, nextPosition: index + 1 }));
}

/** What requests came to, their events read. */
export function digestedWhole(records: readonly LogRecord[], deps: EventDeps) {
  const { events, ...rest } = digestRequests(records, deps);
  return { events: [...events], ...rest };
}
