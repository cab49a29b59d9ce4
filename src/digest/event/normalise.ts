import type { Event, EventError, EventType } from "../../protocol/event.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { inferAddress } from "./address.ts";
import { bag, bounded } from "./bag.ts";
import { correctClock } from "./clock.ts";
import { readLevel } from "./level.ts";
import { BAG, MAX_CHARS, MAX_COUNT } from "./limits.ts";
import { addClientMeta, isEmpty, metaJson } from "./meta.ts";
import { readBreadcrumbs, shiftBreadcrumbs } from "./normalise-breadcrumbs.ts";
import { readContexts } from "./normalise-contexts.ts";
import { readCsp } from "./normalise-csp.ts";
import { readExceptions } from "./normalise-exception.ts";
import { readLogEntry } from "./normalise-logentry.ts";
import { readDist, readEnvironment, readRelease } from "./normalise-release.ts";
import { readRequest } from "./normalise-request.ts";
import { readDebugMeta, readModules, readSdk, sdkOfClient } from "./normalise-sdk.ts";
import { readStacktrace } from "./normalise-stacktrace.ts";
import { readTags } from "./normalise-tags.ts";
import { readThreads } from "./normalise-threads.ts";
import { readUser } from "./normalise-user.ts";
import type { Notes } from "./notes.ts";
import { at, noteInvalid, noteTrimmed } from "./notes.ts";
import { fields, lenient, lenientText, nonEmptyText, readFields } from "./read.ts";
import { secondsOf, timestamp } from "./timestamp.ts";
import { withAgent } from "./user-agent.ts";

/** What the request around an event says about it. */
export type EventOrigin = {
  /** Decided at the door; rules over the payload's. */
  readonly eventId: string;
  /** Unix ms. */
  readonly receivedAtMs: number;
  /** Envelope header `sent_at`: the SDK's clock at sending, as it wrote it. */
  readonly sentAt?: string;
  /** Envelope header `sdk`, for events that have none. */
  readonly sdk?: JsonObject;
  /** `sentry_client` of the authentication. */
  readonly client?: string;
  readonly userAgent?: string;
  readonly clientIp?: string;
};

/** Fields that need nothing but themselves. */
const EVENT = fields<Draft>(
  {
    timestamp,
    level: readLevel,
    platform: nonEmptyText(MAX_CHARS.platform),
    logger: readLogger,
    transaction: nonEmptyText(MAX_CHARS.culprit),
    culprit: nonEmptyText(MAX_CHARS.culprit),
    title: nonEmptyText(MAX_CHARS.message),
    server_name: nonEmptyText(MAX_CHARS.serverName),
    site: nonEmptyText(MAX_CHARS.tagValue),
    release: readRelease,
    dist: readDist,
    environment: readEnvironment,
    exception: readExceptions,
    stacktrace: readStacktrace,
    template: bag(BAG.small),
    threads: readThreads,
    breadcrumbs: readBreadcrumbs,
    request: readRequest,
    user: readUser,
    contexts: readContexts,
    extra: readExtra,
    modules: readModules,
    fingerprint: readFingerprint,
    checksum: lenientText(MAX_CHARS.fingerprintEntry),
    sdk: readSdk,
    debug_meta: readDebugMeta,
    csp: readCsp,
  },
  {
    "sentry.interfaces.Exception": "exception",
    "sentry.interfaces.Stacktrace": "stacktrace",
    "sentry.interfaces.Template": "template",
    "sentry.interfaces.Breadcrumbs": "breadcrumbs",
    "sentry.interfaces.Http": "request",
    "sentry.interfaces.User": "user",
    "sentry.interfaces.Contexts": "contexts",
    "sentry.interfaces.Sdk": "sdk",
    "sentry.interfaces.DebugMeta": "debug_meta",
    "sentry.interfaces.Threads": "threads",
    "sentry.interfaces.Csp": "csp",
  },
);

/** An event under way; `site` ends as a tag. */
type Draft = { -readonly [K in keyof Event]: Event[K] } & { site: string };

/**
 * Brings a payload into its one canonical form. Never refuses: each bad field is left out by itself and noted in `errors`, what is
 * too large is cut and noted. `notes` also takes what scrubbing says later; `withNotes` writes both into the event.
 */
export function normaliseEvent(raw: JsonObject, origin: EventOrigin, notes: Notes): Event {
  addClientMeta(notes.meta, raw["_meta"]);
  addClientErrors(notes, raw["errors"]);
  const { site, ...read } = readFields(raw, EVENT, notes);
  const received = origin.receivedAtMs / 1_000;
  const sentAt = origin.sentAt === undefined ? undefined : secondsOf(origin.sentAt);
  const clock = correctClock(read.timestamp, sentAt, received, notes);

  const event: Omit<Draft, "site"> = {
    ...read,
    event_id: origin.eventId,
    type: typeOf(raw, read),
    timestamp: clock.timestamp,
    received,
    level: read.level ?? "error",
    platform: read.platform ?? "other",
  };
  const logentry = readLogEntry(raw, notes);
  if (logentry !== undefined) event.logentry = logentry;
  if (event.breadcrumbs !== undefined) event.breadcrumbs = shiftBreadcrumbs(event.breadcrumbs, clock.shift);
  placeStacktrace(event);
  addTags(event, raw["tags"], site, notes);
  addSdk(event, origin, notes);
  addAddress(event, origin.clientIp);
  const contexts = withAgent(event.contexts, event);
  if (contexts !== undefined) event.contexts = contexts;
  return event;
}

/** The event with what was noted about it. */
export function withNotes(event: Event, notes: Notes): Event {
  if (notes.errors.length === 0 && isEmpty(notes.meta)) return event;
  return {
    ...event,
    ...(notes.errors.length > 0 && { errors: notes.errors }),
    ...(!isEmpty(notes.meta) && { _meta: metaJson(notes.meta) }),
  };
}

function typeOf(raw: JsonObject, { exception, csp }: Pick<Event, "exception" | "csp">): EventType {
  if (exception !== undefined) return "error";
  return raw["type"] === "csp" || csp !== undefined ? "csp" : "default";
}

/** A stack of its own belongs to the exception when there is exactly one, and that has none. */
function placeStacktrace(event: Omit<Draft, "site">): void {
  const { stacktrace, exception } = event;
  const only = exception?.values.length === 1 ? exception.values[0] : undefined;
  if (stacktrace === undefined || only === undefined || only.stacktrace !== undefined) return;
  event.exception = { values: [{ ...only, stacktrace }] };
  delete event.stacktrace;
}

function addTags(event: Omit<Draft, "site">, sent: Json | undefined, site: string | undefined, notes: Notes): void {
  const { tags, environment } = sent === undefined || sent === null ? NO_TAGS : at(notes, "tags", () => readTags(sent, notes));
  if (environment !== undefined && event.environment === undefined) {
    const read = at(notes, "environment", () => readEnvironment(environment, notes));
    if (read !== undefined) event.environment = read;
  }
  const withSite = site === undefined || tags.some(([key]) => key === "site") ? tags : [...tags, ["site", site] as const];
  if (withSite.length > 0) event.tags = withSite;
}

const NO_TAGS = { tags: [], environment: undefined };

function addSdk(event: Omit<Draft, "site">, { sdk, client, userAgent }: EventOrigin, notes: Notes): void {
  if (event.sdk !== undefined) return;
  const sender = client ?? userAgent;
  const fromEnvelope = sdk === undefined ? undefined : at(notes, "sdk", () => readSdk(sdk, notes));
  const found = fromEnvelope ?? (sender === undefined ? undefined : sdkOfClient(sender));
  if (found !== undefined) event.sdk = found;
}

function addAddress(event: Omit<Draft, "site">, clientIp: string | undefined): void {
  const { user, request } = inferAddress(event, clientIp);
  if (user !== undefined) event.user = user;
  if (request !== undefined) event.request = request;
}

/** What an SDK noted itself comes first. */
function addClientErrors(notes: Notes, sent: Json | undefined): void {
  if (!Array.isArray(sent)) return;
  for (const error of sent.slice(0, MAX_COUNT.fullFrames) as readonly Json[]) {
    if (!isJsonObject(error)) continue;
    const { type, name, value } = error;
    if (typeof type !== "string" || type === "") continue;
    const entry: { -readonly [K in keyof EventError]: EventError[K] } = {
      type: type.slice(0, MAX_CHARS.platform).toWellFormed(),
    };
    if (typeof name === "string") entry.name = name.slice(0, MAX_CHARS.culprit).toWellFormed();
    if (value !== undefined && value !== null) entry.value = bounded(value, { maxSize: 200, maxDepth: 2 }, notes);
    notes.errors.push(entry);
  }
}

function readLogger(value: Json, notes: Notes): string | undefined {
  if (value === "") return undefined;
  if (typeof value === "string" && /[\r\n]/.test(value)) return noteInvalid(notes, value, "a logger's name is one line");
  return LOGGER(value, notes);
}
const LOGGER = nonEmptyText(MAX_CHARS.logger);

/** Free data: bounded as a whole and for each member, so that one large value does not cost the others. */
function readExtra(value: Json, notes: Notes): JsonObject | undefined {
  const extra = EXTRA(value, notes);
  if (extra === undefined) return undefined;
  const result: { [key: string]: Json } = {};
  for (const [key, member] of Object.entries(extra)) result[key] = at(notes, key, () => bounded(member, BAG.extraValue, notes));
  return result;
}
const EXTRA = bag(BAG.extra);

function readFingerprint(value: Json, notes: Notes): readonly string[] | undefined {
  if (!Array.isArray(value)) return noteInvalid(notes, value, "expected a list");
  if (value.length > MAX_COUNT.fingerprint) noteTrimmed(notes, value.length);
  const entries: string[] = [];
  for (const [index, sent] of (value as readonly Json[]).slice(0, MAX_COUNT.fingerprint).entries()) {
    if (sent === null) continue;
    const entry = lenient(sent);
    if (entry === undefined) at(notes, index, () => noteInvalid(notes, sent, "expected a text"));
    else entries.push(entry.slice(0, MAX_CHARS.fingerprintEntry).toWellFormed());
  }
  return entries.length === 0 ? undefined : entries;
}
