import type { Freshness, Issue } from "../../issue/issue.ts";
import type { Project } from "../../project/project.ts";
import type { Result } from "../../protocol/result.ts";
import { ok } from "../../protocol/result.ts";
import type { IssueCounts, IssueListQuery, IssuePage, IssueRef } from "../backend.ts";
import { BackendProblem } from "../backend.ts";
import type { SentryProblem } from "./problem.ts";
import type { KeptPage, Reading } from "./reading.ts";
import {
  PATIENCE,
  SHOW_WHAT_IS_KNOWN_AFTER_MS,
  checkCursor,
  freshnessOf,
  groupOf,
  isPastTheEnd,
  mapFew,
  remember,
  within,
} from "./reading.ts";
import type { RemoteLine } from "./remote-line.ts";
import { backendProblemOf } from "./remote-line.ts";
import { REMOTE_SORTS, remoteQueryOf } from "./remote-query.ts";
import type { Found } from "./short-cache.ts";

const NOTHING: IssuePage = { issues: [], next: undefined, previous: undefined, hits: 0 };
const MAX_HITS = 1_000;
/** Longer than any title or culprit that a Sentry shows. */
const MAX_TEXT = 700;
/** Marks cursors of the remembered rows, which are shown while the Sentry does not answer. */
const LOCAL = "here~";

type FoundPage = Result<Found<KeptPage, SentryProblem>, SentryProblem>;

/** One project's list comes from its Sentry; that of several is made of the rows remembered, since no two Sentrys page together. */
export async function listIssues(reading: Reading, query: IssueListQuery): Promise<IssuePage> {
  const [project, ...others] = query.projects;
  if (project === undefined) return NOTHING;
  if (query.filter.ids.length > 0) return reading.local.listIssues(query);
  if (others.length === 0) return listOne(reading, project, query);
  const freshness = await refreshLists(reading, query);
  return { ...(await reading.local.listIssues(query)), freshness };
}

/** What the Sentry says it has of each status; it counts by itself. */
export async function countIssues(
  reading: Reading,
  { projects, filter }: Pick<IssueListQuery, "projects" | "filter">,
): Promise<IssueCounts> {
  const statuses = ["unresolved", "resolved", "ignored"] as const;
  const count = (status: (typeof statuses)[number]): Promise<IssuePage> =>
    listIssues(reading, { projects, filter: { ...filter, statuses: [status] }, sort: "last-seen", limit: 1 });
  const hits = (await Promise.all(statuses.map(count))).map((page) => page.hits);
  const [unresolved = 0, resolved = 0, ignored = 0] = hits;
  return { counts: { unresolved, resolved, ignored }, isCapped: hits.some((number) => number >= MAX_HITS) };
}

async function listOne(reading: Reading, project: Project, query: IssueListQuery): Promise<IssuePage> {
  const { cursor, filter, limit } = query;
  const line = await reading.lineOf(project.id);
  if (cursor?.startsWith(LOCAL) === true) {
    const freshness = { asOfMs: line.health.answeredAtMs, problem: line.health.problem };
    return listRemembered(reading, { ...query, cursor: cursor.slice(LOCAL.length) }, freshness);
  }
  checkCursor(cursor);
  const isHopeless = filter.queryText === undefined && (filter.text?.length ?? 0) > MAX_TEXT;
  if (isHopeless || isPastTheEnd(cursor, limit)) return NOTHING;

  const asking = readPage(reading, line, query);
  const isPlain = cursor === undefined && (filter.queryText ?? "").trim() === "";
  const found = isPlain ? await within(asking, SHOW_WHAT_IS_KNOWN_AFTER_MS) : await asking;
  if (found?.ok === true) return pageOf(reading, project, query, found.value);
  if (found === undefined) {
    const known = await listRemembered(reading, query, { asOfMs: line.health.answeredAtMs, problem: undefined });
    if (known.issues.length > 0) return known;
  }
  const late = found ?? (await asking);
  if (late.ok) return pageOf(reading, project, query, late.value);
  // A search that the Sentry cannot read is the asker's to mend, and a page in its middle cannot be had from elsewhere.
  if (cursor !== undefined || late.problem.kind === "bad-request") throw backendProblemOf(late.problem, cursor !== undefined);
  return listRemembered(reading, query, { asOfMs: line.health.answeredAtMs, problem: late.problem.message });
}

function readPage(reading: Reading, line: RemoteLine, { filter, sort, cursor, limit }: IssueListQuery): Promise<FoundPage> {
  const query = remoteQueryOf(filter);
  const key = JSON.stringify([line.connectionId, "issues", query, sort, cursor, limit]);
  const asked = { query, sort: REMOTE_SORTS[sort], limit, ...(cursor === undefined ? {} : { cursor }) };
  return reading.pages.read(groupOf(line), key, async () => {
    const askedAtMs = reading.now();
    const answer = await line.ask((client, place) => client.listIssues(place, asked, PATIENCE));
    if (!answer.ok) return answer;
    const { issues, next, previous, hits } = answer.value;
    const ids = await remember(reading, line, issues, askedAtMs);
    if (!ids.ok) return ids;
    const page = { ids: ids.value, next, previous, hits: Math.min(MAX_HITS, hits ?? ids.value.length) };
    return ok({ value: page, bytes: 500 + key.length + 8 * ids.value.length });
  });
}

async function pageOf(
  reading: Reading,
  project: Project,
  { filter }: IssueListQuery,
  found: Found<KeptPage, SentryProblem>,
): Promise<IssuePage> {
  const { ids, ...page } = found.value;
  const issues = await rowsOf(reading, project, ids);
  // What was decided here a moment ago, in another thread too, need not wait for the next look at the Sentry.
  const fitting = issues.filter(({ state }) => filter.statuses.length === 0 || filter.statuses.includes(state.status));
  return { ...page, issues: fitting, freshness: freshnessOf(found) };
}

async function rowsOf(reading: Reading, project: Project, ids: readonly number[]): Promise<readonly Issue[]> {
  if (ids.length === 0) return [];
  const filter = { statuses: [], levels: [], ids };
  const { issues } = await reading.local.listIssues({ projects: [project], filter, sort: "last-seen", limit: ids.length });
  const rows = new Map(issues.map((issue) => [issue.id, issue]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}

async function listRemembered(reading: Reading, query: IssueListQuery, freshness: Freshness): Promise<IssuePage> {
  const page = await reading.local.listIssues(query);
  const marked = (cursor: string | undefined): string | undefined => (cursor === undefined ? undefined : LOCAL + cursor);
  return { ...page, next: marked(page.next), previous: marked(page.previous), freshness };
}

/**
 * Looks at the first page of each project, for a list over several: what was looked at before is shown as it is and fetched
 * behind, what never was is waited for, but not long. Answers how current the rows are.
 */
export async function refreshLists(reading: Reading, query: IssueListQuery): Promise<Freshness> {
  const filter = { statuses: query.filter.statuses, levels: [], ids: [] };
  const refresh = async (project: Project): Promise<Freshness> => {
    try {
      const line = await reading.lineOf(project.id);
      const asking = readPage(reading, line, { projects: [project], filter, sort: query.sort, limit: 100 });
      const found = await within(asking, SHOW_WHAT_IS_KNOWN_AFTER_MS);
      if (found === undefined) return { asOfMs: line.health.answeredAtMs, problem: undefined };
      return found.ok
        ? freshnessOf(found.value)
        : { asOfMs: line.health.answeredAtMs, problem: `${project.name}: ${found.problem.message}` };
    } catch (error) {
      if (error instanceof BackendProblem) return { asOfMs: 0, problem: `${project.name}: ${error.message}` };
      throw error;
    }
  };
  const all = await mapFew(query.projects, refresh, 8);
  return {
    asOfMs: Math.min(reading.now(), ...all.map(({ asOfMs }) => asOfMs)),
    problem: all.find(({ problem }) => problem !== undefined)?.problem,
  };
}

/** An issue that was seen before, as its Sentry tells it now; as it is remembered while the Sentry does not answer. */
export async function findIssue(reading: Reading, projects: readonly Project[], ref: IssueRef): Promise<Issue | undefined> {
  const row = await reading.local.findIssue(projects, ref);
  if (row?.remote === undefined) return row;
  const line = await reading.lineOf(row.projectId);
  const found = await within(lookAtIssue(reading, line, row.remote.id), SHOW_WHAT_IS_KNOWN_AFTER_MS);
  const asOfMs = line.health.answeredAtMs;
  if (found === undefined) return { ...row, freshness: { asOfMs, problem: line.health.problem } };
  if (!found.ok) return { ...row, freshness: { asOfMs, problem: found.problem.message } };
  // After a merge at the Sentry it is another issue.
  const now = await reading.local.findIssue(projects, { kind: "id", id: found.value.value });
  return { ...(now ?? row), freshness: freshnessOf(found.value) };
}

/** Looks at one issue, and answers its local id. */
export function lookAtIssue(
  reading: Reading,
  line: RemoteLine,
  remoteId: string,
): Promise<Result<Found<number, SentryProblem>, SentryProblem>> {
  const key = JSON.stringify([line.connectionId, "issue", remoteId]);
  return reading.looks.read(groupOf(line), key, async () => {
    const askedAtMs = reading.now();
    const answer = await line.ask((client, place) => client.findIssue(place, remoteId, PATIENCE));
    if (!answer.ok) return answer;
    const ids = await remember(reading, line, [answer.value], askedAtMs);
    return ids.ok ? ok({ value: ids.value[0] ?? 0, bytes: 500 }) : ids;
  });
}

/** Asks the Sentry of each project. Rejects when none knows the event and one could not be asked. */
export async function findIssueOfEvent(
  reading: Reading,
  projects: readonly Project[],
  eventId: string,
): Promise<Issue | undefined> {
  const problems: BackendProblem[] = [];
  const look = async (project: Project): Promise<Issue | undefined> => {
    try {
      const line = await reading.lineOf(project.id);
      const askedAtMs = reading.now();
      const answer = await line.ask((client, place) => client.findIssueOfEvent(place, eventId, PATIENCE));
      if (!answer.ok && answer.problem.kind === "not-found") return undefined;
      if (!answer.ok) throw backendProblemOf(answer.problem);
      const ids = await remember(reading, line, [answer.value], askedAtMs);
      if (!ids.ok) throw backendProblemOf(ids.problem);
      return await reading.local.findIssue([project], { kind: "id", id: ids.value[0] ?? 0 });
    } catch (error) {
      if (!(error instanceof BackendProblem)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const found = (await mapFew(projects, look)).find((issue) => issue !== undefined);
  const [first] = problems;
  if (found === undefined && first !== undefined) throw first;
  return found;
}
