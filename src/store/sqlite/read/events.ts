import type { EventInIssue, EventListQuery, EventPage, FoundEvents, StoredEvent } from "../../../backend/backend.ts";
import type { Issue } from "../../../issue/issue.ts";
import type { Database } from "../database.ts";
import { DELETED_ISSUE } from "../delete-issues.ts";
import { baseOf } from "../event-base.ts";
import type { EventRow } from "../event-tables.ts";
import { eventIdBytes, eventIdText, eventTable } from "../event-tables.ts";
import { findMappedLater } from "../mapped-later.ts";
import { readPayload } from "../payload.ts";
import { withLatestRelease } from "./event-meets.ts";
import type { EventOwners, EventPlace } from "./event-order.ts";
import { cursorOfPlace, listDays, placeOfCursor, walkEvents } from "./event-order.ts";
import type { Wanted } from "./find-events.ts";
import { isLetThrough, walkMatching } from "./find-events.ts";
import { matcherOf, matches } from "./found-events.ts";
import type { Walk } from "./keyset-page.ts";
import { keysetPage } from "./keyset-page.ts";

const SIGNATURES_OF_ISSUE = "SELECT id FROM signature WHERE issue_id = ?";
const FIND_SIGNATURE = "SELECT issue_id, hash, grouping_version FROM signature WHERE id = ?";

const FIND_EVENT = (day: string): string => `SELECT * FROM ${eventTable(day)} WHERE id = ?`;
const FIND_EVENT_ID = (day: string): string => `SELECT event_id FROM ${eventTable(day)} WHERE id = ?`;
const LOCATE_EVENT = (day: string): string =>
  `SELECT id, project_id, signature_id, timestamp_ms FROM ${eventTable(day)} WHERE event_id = ?`;

/** One page of an issue's events, newest first. */
export function listEvents(db: Database, issue: Issue, page: EventListQuery): EventPage {
  return pageOf(db, issue.projectId, signaturesOf(db, issue), page);
}

/** One page of a project's events, newest first. */
export function listProjectEvents(db: Database, projectId: number, page: EventListQuery): EventPage {
  return pageOf(db, projectId, { column: "project_id", ids: [projectId] }, page);
}

/** From so few issues on their events are walked, in place of all events of the projects. */
const FEW_ISSUES = 50;

/** One page of the events that a search finds, newest first. It is short where looking was broken off, and goes on from there. */
export function listFoundEvents(
  db: Database,
  found: FoundEvents,
  { cursor, limit }: Pick<EventListQuery, "cursor" | "limit">,
): EventPage {
  const matcher = matcherOf(db, found);
  const { issueIds } = matcher;
  const owners: EventOwners =
    issueIds !== undefined && issueIds.size <= FEW_ISSUES
      ? { column: "signature_id", ids: [...issueIds].flatMap((id) => signaturesOf(db, { id }).ids) }
      : { column: "project_id", ids: found.projects.map(({ id }) => id) };
  const { fromMs, toMs } = found;
  return walkPage(db, owners, { cursor, limit }, { fromMs, toMs, accepts: (stored) => matches(matcher, stored) });
}

function pageOf(
  db: Database,
  projectId: number,
  owners: EventOwners,
  { cursor, limit, filter: asked }: EventListQuery,
): EventPage {
  if (asked === undefined) return walkPage(db, owners, { cursor, limit }, undefined);
  const filter = { ...asked, conditions: withLatestRelease(db, [projectId], asked.conditions) };
  const { fromMs, toMs } = filter;
  return walkPage(db, owners, { cursor, limit }, { fromMs, toMs, accepts: (stored) => isLetThrough(stored, filter) });
}

type PageAsked = { readonly cursor: string | undefined; readonly limit: number };

function walkPage(db: Database, owners: EventOwners, { cursor, limit }: PageAsked, wanted: Wanted | undefined): EventPage {
  const start = cursor === undefined ? { from: undefined, isBackwards: false } : placeOfCursor(cursor);
  const opened = new Map<EventPlace, StoredEvent>();
  const walk: Walk<EventPlace> =
    wanted === undefined
      ? (from, isBackwards, count) => ({ rows: walkEvents(db, owners, from, isBackwards, count) })
      : walkMatching(db, owners, wanted, (place) => storedEvent(db, place), opened);
  const { rows, next, previous } = keysetPage(walk, { ...start, limit });
  return {
    events: rows.flatMap((place) => opened.get(place) ?? storedEvent(db, place) ?? []),
    next: next === undefined ? undefined : cursorOfPlace(next, false),
    previous: previous === undefined ? undefined : cursorOfPlace(previous, true),
  };
}

/** One event of an issue with its neighbours; `undefined` when the issue has no such event. */
export function findEvent(
  db: Database,
  issue: Issue,
  which: "latest" | "oldest" | { readonly eventId: string },
): EventInIssue | undefined {
  const owners = signaturesOf(db, issue);
  const neighbour = (from: EventPlace | undefined, isNewer: boolean): EventPlace | undefined =>
    walkEvents(db, owners, from, isNewer, 1)[0];

  const place =
    typeof which === "string" ? neighbour(undefined, which === "oldest") : placeInIssue(db, issue, owners, which.eventId);
  const stored = place === undefined ? undefined : storedEvent(db, place);
  if (stored === undefined) return undefined;
  return {
    stored,
    previousEventId: eventIdAt(db, neighbour(place, false)),
    nextEventId: eventIdAt(db, neighbour(place, true)),
  };
}

/** The id of the issue that an event belongs to, over these projects. */
export function findIssueIdOfEvent(db: Database, projectIds: readonly number[], eventId: string): number | undefined {
  const located = locateEvent(db, projectIds, eventId);
  if (located === undefined) return undefined;
  return findSignature(db, located.signatureId).issue_id;
}

type SignatureRow = { readonly issue_id: number; readonly hash: string; readonly grouping_version: string };

function findSignature(db: Database, signatureId: number): SignatureRow {
  const row = db.statement(FIND_SIGNATURE).get(signatureId) as SignatureRow | undefined;
  if (row === undefined) throw new Error(`signature ${signatureId} is not in the store`);
  return row;
}

function placeInIssue(db: Database, issue: Issue, signatures: EventOwners, eventId: string): EventPlace | undefined {
  const located = locateEvent(db, [issue.projectId], eventId);
  return located !== undefined && signatures.ids.includes(located.signatureId) ? located.place : undefined;
}

function locateEvent(
  db: Database,
  projectIds: readonly number[],
  eventId: string,
): { readonly place: EventPlace; readonly signatureId: number } | undefined {
  const bytes = eventIdBytes(eventId);
  for (const day of listDays(db)) {
    const rows = db.statement(LOCATE_EVENT(day)).all(bytes) as unknown as readonly EventRow[];
    const row = rows.find(({ project_id: projectId }) => projectIds.includes(projectId));
    if (row !== undefined) {
      return { place: { day, timestampMs: row.timestamp_ms, id: row.id }, signatureId: row.signature_id };
    }
  }
  return undefined;
}

/** The newest stored event of one signature; `undefined` when retention has left none. */
export function newestEventOfSignature(db: Database, signatureId: number): StoredEvent | undefined {
  const [place] = walkEvents(db, { column: "signature_id", ids: [signatureId] }, undefined, false, 1);
  return place === undefined ? undefined : storedEvent(db, place);
}

/** `undefined` when its issue was deleted and it will be removed next: what it is compressed against may be gone already. */
export function storedEvent(db: Database, { day, id }: Pick<EventPlace, "day" | "id">): StoredEvent | undefined {
  const row = db.statement(FIND_EVENT(day)).get(id) as unknown as EventRow;
  const { issue_id: issueId, hash, grouping_version: groupingVersion } = findSignature(db, row.signature_id);
  if (issueId === DELETED_ISSUE) return undefined;
  const mapped = findMappedLater(db, { day, id, signatureId: row.signature_id });
  const { event, title, culprit, tags, rulesId } = mapped ?? readPayload(row, baseOf(db, day, row));
  const { project_id: projectId, received_ms: receivedAtMs, size_bytes: sizeBytes } = row;
  const derived = {
    signatures: [hash],
    groupingVersion,
    ...(mapped !== undefined && { isMappedLater: true as const }),
    ...(rulesId !== undefined && { groupingRulesId: rulesId }),
    title,
    culprit,
    tags,
  };
  return { issueId, projectId, event, ...derived, receivedAtMs, sizeBytes };
}

function eventIdAt(db: Database, place: EventPlace | undefined): string | undefined {
  if (place === undefined) return undefined;
  const row = db.statement(FIND_EVENT_ID(place.day)).get(place.id) as unknown as Pick<EventRow, "event_id">;
  return eventIdText(row.event_id);
}

function signaturesOf(db: Database, issue: Pick<Issue, "id">): EventOwners {
  const rows = db.statement(SIGNATURES_OF_ISSUE).all(issue.id) as { id: number }[];
  return { column: "signature_id", ids: rows.map(({ id }) => id) };
}
