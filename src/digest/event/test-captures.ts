import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { groupingV0 } from "../../grouping/v0.ts";
import { DEFAULT_RULES } from "../../project/event-rules.ts";
import { parseEnvelope } from "../../protocol/envelope.ts";
import { decodeStoreBody } from "../../protocol/store-body.ts";
import type { DigestedEvent } from "../recorder.ts";
import type { EventItem } from "./digest-event.ts";
import { digestEvent } from "./digest-event.ts";

/** For tests: events of real SDKs, and events written by hand, on their way through the digest. */
const FOLDER = "test/fixtures/sdk-captures";
/** Shortly after the captures were made. */
export const CAPTURED_AT_MS = Date.UTC(2026, 10, 22, 10);
export const EVENT_DEPS = { grouping: groupingV0, secretKey: "a secret of tests", rulesOf: () => DEFAULT_RULES };

const Capture = z.object({ path: z.string(), bodyBase64: z.string() });
const Identified = z.object({ event_id: z.string() });

export type CapturedEvent = { readonly name: string; readonly item: EventItem };

/** `sentry-go-0.29.1/01-panic-event` */
export function readCapture(name: string): CapturedEvent {
  const event = eventsIn(name)[0];
  if (event === undefined) throw new Error(`${name} holds no event`);
  return event;
}

export function allCapturedEvents(): readonly CapturedEvent[] {
  return readdirSync(FOLDER)
    .filter((folder) => folder.startsWith("sentry-"))
    .flatMap((folder) => readdirSync(`${FOLDER}/${folder}`).map((file) => `${folder}/${file.replace(/\.json$/, "")}`))
    .flatMap(eventsIn);
}

/** Digests an event that must come through. */
export function digested(item: EventItem): DigestedEvent {
  const result = digestEvent(item, EVENT_DEPS);
  if (result.kind !== "event") throw new Error(`not digested: ${result.kind}, ${result.reason}`);
  return result.event;
}

/** Digests a payload written by hand, received at noon of 24 November 2026. */
export function digestedPayload(payload: object | string, origin: Partial<EventItem> = {}): DigestedEvent {
  return digested(itemOf(payload, origin));
}

export const NOON_MS = Date.UTC(2026, 10, 24, 12);
export const NOON = NOON_MS / 1_000;

export function itemOf(payload: object | string, origin: Partial<EventItem> = {}): EventItem {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return { projectId: 42, keyId: 1, receivedAtMs: NOON_MS, eventId: "a".repeat(32), payload: Buffer.from(text), ...origin };
}

function eventsIn(name: string): readonly CapturedEvent[] {
  const capture = Capture.parse(JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8")));
  const raw = Buffer.from(capture.bodyBase64, "base64");
  const body = isGzip(raw) ? gunzipSync(raw) : raw;
  const from = { projectId: 42, keyId: 1, receivedAtMs: CAPTURED_AT_MS, clientIp: "198.51.100.7" };
  if (capture.path.includes("/store/")) {
    const event = decodeStoreBody(body);
    return event.ok ? [{ name, item: { ...from, payload: event.value, eventId: idOf(event.value) } }] : [];
  }
  const envelope = parseEnvelope(body);
  if (!envelope.ok) return [];
  const { header, items } = envelope.value;
  return items
    .filter(({ type }) => type === "event")
    .map(({ payload }) => {
      const { eventId = idOf(payload), sentAt, sdk } = header;
      return { name, item: { ...from, payload, eventId, ...(sentAt && { sentAt }), ...(sdk && { sdk }) } };
    });
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function idOf(payload: Uint8Array): string {
  return Identified.parse(JSON.parse(Buffer.from(payload).toString("utf8"))).event_id;
}
