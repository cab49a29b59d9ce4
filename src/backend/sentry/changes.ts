import type { ChangeGroup, ChangeKind, Changes, ChangesQuery } from "../../issue/changes.ts";
import type { Freshness, Issue } from "../../issue/issue.ts";
import type { Project } from "../../project/project.ts";
import type { IssueSort } from "../backend.ts";
import { BackendProblem } from "../backend.ts";
import { listIssues } from "./issue-reading.ts";
import type { Reading } from "./reading.ts";

const HOUR_MS = 3_600_000;

/** What is asked of the Sentry, and which of the rows it comes to: while it does not answer, other rows come too. */
type Question = { readonly queryText: string; readonly sort: IssueSort; readonly isMeant: (issue: Issue) => boolean };

/**
 * What has changed, as far as a Sentry tells: new issues by their date, those it calls regressed and escalating by its own rules.
 * It tells no counts of two stretches, and so not which went quiet. What somebody has not seen is noted here, of issues that are remembered.
 */
export async function listChanges(reading: Reading, project: Project, query: ChangesQuery): Promise<Changes> {
  const fromMs = query.window.fromHour * HOUR_MS;
  const since = new Date(fromMs).toISOString();
  const questions: { readonly [kind in ChangeKind]?: Question } = {
    new: { queryText: `firstSeen:>=${since}`, sort: "events", isMeant: ({ firstSeenMs }) => firstSeenMs >= fromMs },
    returned: {
      queryText: `is:regressed lastSeen:>=${since}`,
      sort: "last-seen",
      isMeant: ({ state }) => isOf(state, "regressed"),
    },
    growing: {
      queryText: `is:escalating lastSeen:>=${since}`,
      sort: "events",
      isMeant: ({ state }) => isOf(state, "escalating"),
    },
  };
  const freshness: Freshness[] = [];
  const answer = async (kind: ChangeKind): Promise<ChangeGroup> => {
    if (kind === "quiet") return unavailable(kind, "Which issues went quiet is not told by a Sentry: it keeps the counts.");
    const question = questions[kind];
    if (question !== undefined) return askSentry(reading, project, query.limit, kind, question, freshness);
    const [group] = (await reading.local.listChanges(project, { ...query, kinds: [kind] })).groups;
    return group === undefined
      ? unavailable(kind, "This is not known.")
      : { ...group, issues: group.issues.map(withoutEvents) };
  };
  const groups: ChangeGroup[] = [];
  // What is seen first is remembered first, and counts as not seen.
  for (const kind of query.kinds) groups.push(await answer(kind));
  const asOfMs = Math.min(...freshness.map((one) => one.asOfMs));
  const problem = freshness.find((one) => one.problem !== undefined)?.problem;
  return { groups, ...(freshness.length > 0 && { freshness: { asOfMs, problem } }) };
}

async function askSentry(
  reading: Reading,
  project: Project,
  limit: number,
  kind: ChangeKind,
  { queryText, sort, isMeant }: Question,
  freshness: Freshness[],
): Promise<ChangeGroup> {
  try {
    const filter = { statuses: ["unresolved"], levels: [], ids: [], queryText } as const;
    const page = await listIssues(reading, { projects: [project], filter, sort, limit });
    if (page.freshness !== undefined) freshness.push(page.freshness);
    const issues = page.issues.filter(isMeant).map((issue) => withoutEvents({ issue }));
    const isAll = issues.length === page.issues.length;
    return { kind, issues, count: isAll ? page.hits : issues.length, isComplete: isAll };
  } catch (error) {
    if (!(error instanceof BackendProblem)) throw error;
    return unavailable(kind, error.message);
  }
}

const withoutEvents = ({ issue }: { readonly issue: Issue }) => ({ issue, events: undefined });

function unavailable(kind: ChangeKind, sentence: string): ChangeGroup {
  return { kind, issues: [], count: undefined, isComplete: false, unavailable: sentence };
}

function isOf(state: Issue["state"], substatus: string): boolean {
  return state.status === "unresolved" && state.substatus === substatus;
}
