import { z } from "zod";
import { readEventId } from "../../protocol/event-id.ts";
import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Pairs } from "./event-payload.ts";
import { payloadOf } from "./event-payload.ts";
import { anything, id, rowsOf, text, time } from "./fields.ts";
import type { SentryPlace } from "./place.ts";

export type WhichEvent = "latest" | "oldest" | { readonly eventId: string };

/** An event at a Sentry: what only Sentry knows about it, and the event itself in the form that SDKs send. */
export type RemoteEvent = {
  /** 32 hex digits, lower case. */
  readonly eventId: string;
  /** Digits. */
  readonly issueId: string;
  readonly title: string;
  readonly culprit: string;
  /** All tags, Sentry's own (level, release, environment …) included. */
  readonly tags: Pairs;
  /** Unix ms; in lists, which do not tell it, the event's own time. 0 when Sentry tells neither. */
  readonly receivedAtMs: number;
  /** Of the event as Sentry keeps it; of the answer where it does not say. */
  readonly sizeBytes: number;
  /** To be normalised as any SDK's payload: nothing in it is checked or bounded by itself. */
  readonly payload: JsonObject;
  /** Ids of the next older and next newer event of the issue. Unknown in lists. */
  readonly previousEventId: string | undefined;
  readonly nextEventId: string | undefined;
};

export type RemoteEventPage = {
  readonly events: readonly RemoteEvent[];
  /** Rows that could not be used: no id, or of another project or issue. */
  readonly dropped: number;
  readonly next: string | undefined;
  readonly previous: string | undefined;
};

/** Who an event belongs to. */
export type EventOwner = { readonly eventId: string; readonly issueId: string; readonly projectId: string };

const Owner = z
  .object({ eventID: anything, id: anything, groupID: id, projectID: id })
  .transform(({ eventID, id: plain, groupID, projectID }) => {
    return { eventId: eventIdOf(eventID ?? plain), issueId: groupID, projectId: projectID };
  });

function eventIdOf(value: unknown): string | undefined {
  const found = readEventId(value);
  return found.kind === "id" ? found.id : undefined;
}

/** Undefined when one of the three ids is none. */
export function readEventOwner(json: Json): EventOwner | undefined {
  const parsed = Owner.safeParse(json);
  if (!parsed.success || parsed.data.eventId === undefined) return undefined;
  const { eventId, issueId, projectId } = parsed.data;
  return { eventId, issueId, projectId };
}

export type EventProblem = "broken" | "foreign";

/** Reads one event of an answer of `bytes`. "foreign" is one of another project or issue. */
export function readEvent(json: Json, place: SentryPlace, issueId: string, bytes: number): RemoteEvent | EventProblem {
  const owner = readEventOwner(json);
  const facts = Facts.safeParse(json);
  if (owner === undefined || !facts.success || !isJsonObject(json)) return "broken";
  if (owner.projectId !== place.projectId || owner.issueId !== issueId) return "foreign";

  const { title, culprit, dateReceived, dateCreated, size, previousEventID, nextEventID } = facts.data;
  const tags = rowsOf(facts.data.tags, Tag, MAX_TAGS).map(({ key, value }) => [key, value] as const);
  return {
    eventId: owner.eventId,
    issueId: owner.issueId,
    title,
    culprit,
    tags,
    receivedAtMs: dateReceived ?? dateCreated ?? 0,
    sizeBytes: size ?? bytes,
    payload: payloadOf(json, owner.eventId, tags),
    previousEventId: eventIdOf(previousEventID),
    nextEventId: eventIdOf(nextEventID),
  };
}

const MAX_TAGS = 200;
const Tag = z.object({ key: z.string().min(1).max(250), value: z.string().max(1_000) });

const Facts = z.object({
  title: text(500),
  culprit: text(200),
  tags: anything,
  dateReceived: time,
  dateCreated: time,
  size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
  previousEventID: anything,
  nextEventID: anything,
});
