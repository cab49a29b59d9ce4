import type { Issue } from "../../issue/issue.ts";
import { ok, problem } from "../../protocol/result.ts";
import type { EventInIssue, EventListQuery, EventPage, StoredEvent, TagSpread } from "../backend.ts";
import { lookAtIssue } from "./issue-reading.ts";
import type { Reading } from "./reading.ts";
import {
  PATIENCE,
  SHOW_WHAT_IS_KNOWN_AFTER_MS,
  checkCursor,
  freshnessOf,
  groupOf,
  isPastTheEnd,
  lineOfIssue,
  within,
} from "./reading.ts";
import type { RemoteEvent, WhichEvent } from "./remote-event.ts";
import { backendProblemOf } from "./remote-line.ts";

export async function listEvents(reading: Reading, issue: Issue, { filter, ...page }: EventListQuery): Promise<EventPage> {
  checkCursor(page.cursor);
  const { line, remoteId } = await lineOfIssue(reading, issue);
  if (isPastTheEnd(page.cursor, page.limit)) return { events: [], next: undefined, previous: undefined };
  const asked = { ...page, ...(filter?.queryText !== undefined && { query: filter.queryText }) };
  const key = JSON.stringify([line.connectionId, "events", remoteId, page.cursor, page.limit, filter?.queryText]);
  const found = await reading.eventPages.read(groupOf(line), key, async () => {
    const answer = await line.ask((client, place) => client.listEvents(place, remoteId, asked, PATIENCE));
    if (!answer.ok) return answer;
    const { events, next, previous } = answer.value;
    return sized({ events: events.map((event) => storedEvent(reading, issue, event)), next, previous });
  });
  if (!found.ok) throw backendProblemOf(found.problem, page.cursor !== undefined);
  return { ...found.value.value, freshness: freshnessOf(found.value) };
}

export async function findEvent(reading: Reading, issue: Issue, which: WhichEvent): Promise<EventInIssue | undefined> {
  const { line, remoteId } = await lineOfIssue(reading, issue);
  const key = JSON.stringify([line.connectionId, "event", remoteId, which]);
  const found = await reading.events.read(groupOf(line), key, async () => {
    const answer = await line.ask((client, place) => client.findEvent(place, remoteId, which, PATIENCE));
    if (!answer.ok) return answer;
    const { previousEventId, nextEventId } = answer.value;
    return sized({ stored: storedEvent(reading, issue, answer.value), previousEventId, nextEventId });
  });
  if (found.ok) return { ...found.value.value, freshness: freshnessOf(found.value) };
  if (found.problem.kind === "not-found") return undefined;
  throw backendProblemOf(found.problem);
}

/** Nothing while the Sentry does not answer: the issue itself says that, and can still be read. */
export async function listTags(reading: Reading, issue: Issue, valuesPerKey: number): Promise<readonly TagSpread[]> {
  const { line, remoteId } = await lineOfIssue(reading, issue);
  const key = JSON.stringify([line.connectionId, "tags", remoteId, valuesPerKey]);
  const found = await reading.tags.read(groupOf(line), key, async () => {
    // Answers about tags name no project, so the issue is asked for first.
    const owner = await lookAtIssue(reading, line, remoteId);
    if (!owner.ok) return problem(owner.problem);
    const answer = await line.ask((client, place) => client.listTags(place, remoteId, valuesPerKey, PATIENCE));
    return answer.ok ? sized(answer.value) : answer;
  });
  return found.ok ? found.value.value : [];
}

export async function listHourlyCounts(
  reading: Reading,
  issues: readonly Issue[],
  fromHour: number,
  toHour: number,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const [only, ...others] = issues;
  // A list's answer holds its charts; one issue may be asked about without a list before.
  if (only !== undefined && others.length === 0 && !reading.charts.has(only.id)) {
    const { line, remoteId } = await lineOfIssue(reading, only);
    await within(lookAtIssue(reading, line, remoteId), SHOW_WHAT_IS_KNOWN_AFTER_MS);
  }
  return new Map(issues.map(({ id }) => [id, reading.charts.countsOf(id, fromHour, toHour)]));
}

function storedEvent(reading: Reading, issue: Issue, remote: RemoteEvent): StoredEvent {
  const { eventId, receivedAtMs, payload, title, culprit, tags, sizeBytes } = remote;
  const event = { ...reading.normalise({ payload, eventId, receivedAtMs }), event_id: eventId };
  // What the Sentry groups by is not told.
  const { id: issueId, projectId } = issue;
  return { issueId, projectId, event, signatures: [], title, culprit, tags, receivedAtMs, sizeBytes };
}

/** JSON is about as large as what it stands for; what the Sentry says of sizes is not believed. */
function sized<Value extends object>(value: Value) {
  return ok({ value, bytes: 500 + JSON.stringify(value).length });
}
