import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { randomFrom } from "../test/harness/random.ts";

/**
 * The mix that every figure of docs/performance.md speaks of: captured envelopes of real SDKs, some with as many breadcrumbs as a
 * busy program leaves (SDKs keep 100 unless told otherwise). Inflated: median 10 KB, p95 50 KB; `mixSizes` says what it came to.
 */
const MIX: readonly { readonly capture: string; readonly crumbs: number; readonly share: number }[] = [
  { capture: "sentry-node-10.78.0/26-web-event", crumbs: 0, share: 15 },
  { capture: "sentry-node-10.78.0/07-chained-event", crumbs: 6, share: 15 },
  { capture: "sentry-node-10.78.0/37-extras-event", crumbs: 0, share: 10 },
  { capture: "sentry-browser-10.78.0/04-typeerror-event", crumbs: 11, share: 15 },
  { capture: "sentry-browser-10.78.0/35-cause-event", crumbs: 5, share: 9 },
  { capture: "sentry-python-2.68.0/01-unhandled-event", crumbs: 20, share: 10 },
  { capture: "sentry-python-2.68.0/02-chained-event", crumbs: 0, share: 5 },
  { capture: "sentry-ruby-6.6.2/08-web-event", crumbs: 0, share: 5 },
  { capture: "sentry-php-4.29.0/02-chained-event", crumbs: 4, share: 5 },
  { capture: "sentry-java-8.53.0/03-threads-event", crumbs: 0, share: 2 },
  { capture: "sentry-go-0.29.1/11-web-event", crumbs: 0, share: 2 },
  { capture: "sentry-node-10.78.0/26-web-event", crumbs: 145, share: 7 },
];
const FOLDER = new URL("../test/fixtures/sdk-captures/", import.meta.url);
/** Distinct errors; one of them takes a fifth of all events. */
const ERRORS = 400;
const HOT_SHARE = 0.2;
const USERS = 3_000;
const RELEASES = 5;

type JsonObject = { [key: string]: unknown };
const JsonObjects = z.record(z.string(), z.unknown());
const Capture = z.object({ bodyBase64: z.string() });

export type Body = { readonly gzip: Buffer; readonly inflatedBytes: number };

/** A source of envelopes of the mix, each with an id of its own and the time of its making; the same seed, the same sequence of kinds. */
export function openMix(seed: number): () => Body {
  const templates = MIX.map(({ capture, crumbs, share }) => ({ event: eventOf(capture), crumbs, share }));
  const random = randomFrom(seed).next;
  return () => {
    let place = random() * MIX.reduce((sum, { share }) => sum + share, 0);
    const template = templates.find(({ share }) => (place -= share) < 0) ?? templates[0];
    if (template === undefined) throw new Error("the mix is empty");
    return bodyOf(varied(template.event, template.crumbs, random));
  };
}

/** Inflated bytes of the mix: median and 95th percentile; and the mean of what goes over the wire. */
export function mixSizes(bodies: readonly Body[]): { readonly p50: number; readonly p95: number; readonly gzipMean: number } {
  const sizes = bodies.map(({ inflatedBytes }) => inflatedBytes).toSorted((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor(sizes.length * share)] ?? 0;
  const gzipMean = Math.round(bodies.reduce((sum, { gzip }) => sum + gzip.length, 0) / bodies.length);
  return { p50: at(0.5), p95: at(0.95), gzipMean };
}

function eventOf(capture: string): JsonObject {
  const { bodyBase64 } = Capture.parse(JSON.parse(readFileSync(new URL(`${capture}.json`, FOLDER), "utf8")));
  const raw = Buffer.from(bodyBase64, "base64");
  const text = (raw[0] === 0x1f ? gunzipSync(raw) : raw).toString();
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.includes('"type":"event"') || line.includes('"type": "event"'));
  return JsonObjects.parse(JSON.parse(lines[at + 1] ?? ""));
}

function varied(template: JsonObject, crumbs: number, random: () => number): JsonObject {
  const error = random() < HOT_SHARE ? 0 : Math.floor(random() ** 2 * ERRORS);
  const user = Math.floor(random() ** 2 * USERS);
  const event = structuredClone(template);
  event["event_id"] = randomUUID().replaceAll("-", "");
  event["timestamp"] = Date.now() / 1_000;
  event["release"] = `shop@2.${Math.floor(random() * RELEASES)}.0`;
  event["environment"] = random() < 0.9 ? "production" : "staging";
  event["user"] = { id: String(user), email: `user${user}@example.org` };
  nameError(event, error, random);
  if (crumbs > 0) event["breadcrumbs"] = { values: Array.from({ length: crumbs }, (_, index) => crumbOf(index, random)) };
  return event;
}

/** Another function at the place of the crash is another error; the text differs from event to event, as real ones do. */
function nameError(event: JsonObject, error: number, random: () => number): void {
  const exception = event["exception"];
  const values = z
    .array(JsonObjects)
    .safeParse(Array.isArray(exception) ? exception : JsonObjects.safeParse(exception).data?.["values"]);
  const last = values.data?.at(-1);
  if (values.data === undefined || last === undefined) return;
  last["value"] = `order ${Math.floor(random() * 1e6)}: ${String(last["value"])}`;
  const frames = z.array(JsonObjects).safeParse(JsonObjects.safeParse(last["stacktrace"]).data?.["frames"]);
  const frame = frames.data?.findLast((candidate) => candidate["in_app"] !== false);
  if (frames.data !== undefined && frame !== undefined) {
    frame["function"] = `${typeof frame["function"] === "string" ? frame["function"] : "run"}_${error}`;
    last["stacktrace"] = { frames: frames.data };
  }
  event["exception"] = { values: values.data };
}

function crumbOf(index: number, random: () => number): JsonObject {
  const path = ["cart", "orders", "products", "login", "search"][Math.floor(random() * 5)] ?? "cart";
  const id = Math.floor(random() * 1e6);
  return {
    timestamp: Date.now() / 1_000 - 300 + index,
    category: index % 3 === 0 ? "ui.click" : "http",
    type: index % 3 === 0 ? "default" : "http",
    level: "info",
    message: index % 3 === 0 ? `body > main#app > form.checkout > button[name="${path}-${id}"]` : undefined,
    data: {
      url: `https://shop.example.org/api/${path}/${id}?page=${index}`,
      method: "GET",
      status_code: 200,
      "http.response_content_length": id,
    },
  };
}

function bodyOf(event: JsonObject): Body {
  const payload = JSON.stringify(event);
  const head = JSON.stringify({ event_id: event["event_id"], sent_at: new Date().toISOString() });
  const text = `${head}\n${JSON.stringify({ type: "event", length: Buffer.byteLength(payload) })}\n${payload}\n`;
  return { gzip: gzipSync(text), inflatedBytes: Buffer.byteLength(text) };
}
