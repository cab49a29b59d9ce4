import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import type { EnvelopeHeader, EnvelopeItem } from "../protocol/envelope.ts";
import { parseEnvelope } from "../protocol/envelope.ts";
import { inflate, sniffCoding } from "../protocol/inflate.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";

const FOLDER = "test/fixtures/sdk-captures";
/** Shortly after the captures were made. */
const CAPTURED_AT_MS = Date.UTC(2026, 10, 22, 10);
const Capture = z.object({ bodyBase64: z.string() });

/** An item of a real SDK, in the request that brought it. */
export type CapturedItem = {
  /** `sentry-go-0.29.1/12-extras-check-in` */
  readonly name: string;
  readonly item: EnvelopeItem;
  readonly header: EnvelopeHeader;
  readonly request: LoggedRequest;
};

/** For tests: all items of these types among the captures, in the order in which they were sent. */
export function capturedItems(types: readonly string[]): readonly CapturedItem[] {
  return readdirSync(FOLDER)
    .filter((folder) => folder.startsWith("sentry-"))
    .flatMap((folder) => readdirSync(`${FOLDER}/${folder}`).map((file) => `${folder}/${file.replace(/\.json$/, "")}`))
    .flatMap(itemsIn)
    .filter(({ item }) => types.includes(item.type));
}

function itemsIn(name: string): readonly CapturedItem[] {
  const { bodyBase64 } = Capture.parse(JSON.parse(readFileSync(`${FOLDER}/${name}.json`, "utf8")));
  const body = Buffer.from(bodyBase64, "base64");
  const inflated = inflate(body, sniffCoding(body), 10_000_000);
  const envelope = inflated.ok ? parseEnvelope(inflated.value) : undefined;
  if (envelope?.ok !== true) return [];
  const { header, items } = envelope.value;
  const { eventId } = header;
  const request: LoggedRequest = {
    kind: "envelope",
    projectId: 1,
    keyId: 3,
    receivedAtMs: CAPTURED_AT_MS,
    coding: "identity",
    body,
    ...(eventId !== undefined && { eventId }),
  };
  return items.map((item) => ({ name, item, header, request }));
}
