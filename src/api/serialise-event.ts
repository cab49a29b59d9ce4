import type { EventInIssue, StoredEvent } from "../backend/backend.ts";
import type { Event, EventError, User } from "../protocol/event.ts";
import type { Json } from "../protocol/json.ts";
import { dateOf } from "./dates.ts";
import { entriesOf } from "./serialise-entries.ts";
import { serialiseRelease } from "./serialise-release.ts";
import type { SourceLinks } from "./source-links.ts";
import { queryOf } from "./serialise-tag.ts";

/** One event as lists hold it. */
export function serialiseListedEvent(stored: StoredEvent): object {
  const { event } = stored;
  const metadata = metadataOf(stored);
  return {
    id: event.event_id,
    eventID: event.event_id,
    groupID: String(stored.issueId),
    projectID: String(stored.projectId),
    "event.type": event.type,
    title: stored.title,
    message: messageOf(event),
    location: metadata["filename"] ?? null,
    culprit: stored.culprit,
    user: event.user === undefined ? null : serialiseEventUser(event.user),
    tags: tagsOf(stored),
    platform: event.platform,
    dateCreated: dateOf(event.timestamp * 1_000),
    crashFile: null,
    metadata,
  };
}

/** The whole event, without its neighbours. Source of the fields: reference sentry-web-api §2.7. */
export function serialiseEvent(stored: StoredEvent, linkOf?: SourceLinks): object {
  const { event } = stored;
  return {
    ...serialiseListedEvent(stored),
    type: event.type,
    dist: event.dist ?? null,
    dateReceived: dateOf(stored.receivedAtMs),
    size: stored.sizeBytes,
    entries: entriesOf(event, linkOf),
    contexts: contextsOf(event),
    context: event.extra ?? {},
    packages: event.modules ?? {},
    sdk: event.sdk === undefined ? null : { name: event.sdk.name, version: event.sdk.version ?? null },
    errors: (event.errors ?? []).map(serialiseEventError),
    fingerprints: stored.signatures,
    groupingConfig: null,
    occurrence: null,
    release: serialiseRelease(event.release),
    userReport: null,
    sdkUpdates: [],
    resolvedWith: [],
    _meta: event["_meta"] ?? {},
  };
}

export function serialiseEventInIssue({ stored, nextEventId, previousEventId }: EventInIssue, linkOf?: SourceLinks): object {
  return { ...serialiseEvent(stored, linkOf), nextEventID: nextEventId ?? null, previousEventID: previousEventId ?? null };
}

function tagsOf(stored: StoredEvent): readonly object[] {
  return stored.tags.map(([key, value]) => {
    const query = queryOf(key, value);
    return query === undefined ? { key, value } : { key, value, query };
  });
}

function messageOf(event: Event): string | null {
  return event.logentry?.formatted ?? event.logentry?.message ?? null;
}

/** Title parts of the exception that was raised last and of its crash site; or the title alone. */
function metadataOf({ event, title }: StoredEvent): { readonly [part: string]: string } {
  const exception = event.exception?.values.at(-1);
  if (exception === undefined) return { title };
  const frames = exception.stacktrace?.frames ?? [];
  const site = frames.findLast((frame) => frame.in_app === true) ?? frames.at(-1);
  const parts = { type: exception.type, value: exception.value, filename: site?.filename, function: site?.function };
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined));
}

function serialiseEventUser(user: User): object {
  return {
    id: user.id ?? null,
    email: user.email ?? null,
    username: user.username ?? null,
    ip_address: user.ip_address ?? null,
    name: user.name ?? null,
    geo: user.geo ?? null,
    data: user.data ?? null,
  };
}

function contextsOf(event: Event): object {
  const contexts = Object.entries(event.contexts ?? {});
  return Object.fromEntries(contexts.map(([alias, context]) => [alias, { ...context, type: context["type"] ?? alias }]));
}

const ERROR_WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    invalid_data: "A field had a value of the wrong kind and was left out.",
    missing_attribute: "A field that is needed was missing.",
    value_too_long: "A value was too long and was cut.",
    clock_drift: "The device's clock was wrong; times were moved.",
    past_timestamp: "The time lies too far in the past; the time of arrival is used.",
    future_timestamp: "The time lies in the future; the time of arrival is used.",
  }),
);

function serialiseEventError({ type, ...data }: EventError): { readonly [key: string]: Json | object } {
  return { type, message: ERROR_WORDS.get(type) ?? type, data };
}
