import { setImmediate as otherRequests } from "node:timers/promises";
import type { RuleTexts } from "../project/grouping-rules.ts";
import type { Project } from "../project/project.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Destination, GroupingChanges, RegroupedEvent } from "./compare-groupings.ts";
import { compareGroupings } from "./compare-groupings.ts";
import { dateOf } from "./dates.ts";

export type Lookback = { readonly maxEvents: number; readonly maxMs: number };
type Looked = {
  readonly events: readonly RegroupedEvent[];
  readonly oldestReceivedAtMs: number | undefined;
  readonly stoppedBy: "end" | "count" | "time";
};

/** Events read at once: as long as that takes, other requests of the thread wait. */
const PAGE = 50;
/** Of each kind of change, so many are told one by one. */
const MAX_TOLD = 50;

/** What rules would change, tried on the newest stored events of a project. Nothing is changed. */
export async function previewRules(
  parts: ApiParts,
  project: Project,
  { before, wanted }: { readonly before: RuleTexts | undefined; readonly wanted: RuleTexts },
  lookback: Lookback,
): Promise<object> {
  const looked = await lookBack(parts, project, { before, wanted }, lookback);
  const changes = compareGroupings(looked.events);
  const issueOf = await describeIssues(parts, project, changes);
  return {
    looked: {
      events: looked.events.length,
      since: looked.oldestReceivedAtMs === undefined ? null : dateOf(looked.oldestReceivedAtMs),
      stoppedBy: looked.stoppedBy,
    },
    movedEvents: changes.movedEvents,
    counts: {
      merges: changes.merges.length,
      splits: changes.splits.length,
      moves: changes.moves.length,
      titles: changes.titles.length,
    },
    merges: changes.merges.slice(0, MAX_TOLD).map((to) => serialiseDestination(to, issueOf)),
    splits: changes.splits.slice(0, MAX_TOLD).map(({ issueId, into }) => ({
      issue: issueOf(issueId),
      into: into.slice(0, MAX_TOLD).map((to) => ({
        issue: to.issueId === undefined ? null : issueOf(to.issueId),
        title: to.title,
        events: to.from.get(issueId) ?? 0,
      })),
    })),
    moves: changes.moves.slice(0, MAX_TOLD).map(({ issueId, to }) => ({
      issue: issueOf(issueId),
      title: to.title,
      events: to.from.get(issueId) ?? 0,
    })),
    titles: changes.titles.slice(0, MAX_TOLD).map(({ issueId, from, to, events }) => ({
      issue: issueOf(issueId),
      from,
      to,
      events,
    })),
  };
}

async function lookBack(
  parts: ApiParts,
  project: Project,
  { before, wanted }: { readonly before: RuleTexts | undefined; readonly wanted: RuleTexts },
  { maxEvents, maxMs }: Lookback,
): Promise<Looked> {
  const backend = parts.backendOf(project);
  // The rules in force are asked again: some events were grouped by earlier ones.
  const [now, then] = [parts.groupUnder(before), parts.groupUnder(wanted)];
  const startedAt = performance.now();
  const events: RegroupedEvent[] = [];
  let oldestReceivedAtMs: number | undefined;
  let cursor: string | undefined;
  while (events.length < maxEvents) {
    const limit = Math.min(PAGE, maxEvents - events.length);
    const page = await backend.listProjectEvents(project, { limit, ...(cursor !== undefined && { cursor }) });
    for (const { issueId, event, receivedAtMs } of page.events) {
      events.push({ issueId, before: now(event), after: then(event) });
      oldestReceivedAtMs = Math.min(oldestReceivedAtMs ?? receivedAtMs, receivedAtMs);
    }
    if (page.next === undefined) return { events, oldestReceivedAtMs, stoppedBy: "end" };
    if (performance.now() - startedAt > maxMs) return { events, oldestReceivedAtMs, stoppedBy: "time" };
    cursor = page.next;
    await otherRequests();
  }
  return { events, oldestReceivedAtMs, stoppedBy: "count" };
}

type IssueOf = (id: number) => object;

/** Names the issues that are told of. */
async function describeIssues(parts: ApiParts, project: Project, changes: GroupingChanges): Promise<IssueOf> {
  const told = new Set<number>();
  const tell = (to: Destination): void => {
    if (to.issueId !== undefined) told.add(to.issueId);
    for (const id of [...to.from.keys()].slice(0, MAX_TOLD)) told.add(id);
  };
  changes.merges.slice(0, MAX_TOLD).forEach(tell);
  for (const { issueId, into } of changes.splits.slice(0, MAX_TOLD)) {
    told.add(issueId);
    into.slice(0, MAX_TOLD).forEach(tell);
  }
  for (const { issueId } of [...changes.moves.slice(0, MAX_TOLD), ...changes.titles.slice(0, MAX_TOLD)]) told.add(issueId);
  const known = new Map<number, object>();
  for (const id of told) {
    const issue = await parts.backendOf(project).findIssue([project], { kind: "id", id });
    if (issue !== undefined) known.set(id, { id: String(id), shortId: issue.shortId, title: issue.title });
  }
  return (id) => known.get(id) ?? { id: String(id), shortId: null, title: null };
}

function serialiseDestination({ issueId, signature, title, from }: Destination, issueOf: IssueOf): object {
  const counts = [...from].toSorted(([, a], [, b]) => b - a);
  return {
    signature,
    issue: issueId === undefined ? null : issueOf(issueId),
    title,
    events: counts.reduce((sum, [, events]) => sum + events, 0),
    issueCount: counts.length,
    issues: counts.slice(0, MAX_TOLD).map(([id, events]) => ({ ...issueOf(id), events })),
  };
}
