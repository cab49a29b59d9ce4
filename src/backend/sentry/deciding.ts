import type { StatusChange } from "../../issue/issue.ts";
import type { Project } from "../../project/project.ts";
import { BackendProblem } from "../backend.ts";
import type { SentryProblem } from "./problem.ts";
import type { Reading } from "./reading.ts";
import { expire, mapFew, remember } from "./reading.ts";
import { backendProblemOf } from "./remote-line.ts";

/** Each is a request or two at the Sentry. */
const MAX_AT_ONCE = 100;

type Decided = { readonly issueId: number } | { readonly problem: SentryProblem };

/**
 * Decides at the Sentry first, and here for those that it took. Ids outside the projects are passed over. Rejects when one was not
 * taken, and says how many were.
 */
export async function updateIssues(
  reading: Reading,
  projects: readonly Project[],
  issueIds: readonly number[],
  change: StatusChange,
  byUserId: number | undefined,
): Promise<{ readonly updated: readonly number[] }> {
  const all = await mapFew([...new Set(issueIds)], (id) => reading.local.findIssue(projects, { kind: "id", id }));
  const rows = all.filter((issue) => issue?.remote !== undefined);
  if (rows.length > MAX_AT_ONCE) {
    const message = `At most ${MAX_AT_ONCE} issues can be changed at once where a Sentry keeps them. Choose fewer.`;
    throw new BackendProblem("not-supported", message);
  }
  const decide = async (issue: (typeof rows)[number]): Promise<Decided | undefined> => {
    if (issue?.remote === undefined) return undefined;
    const { id: issueId, projectId, remote } = issue;
    const line = await reading.lineOf(projectId);
    const answer = await line.ask((client, place) => client.updateIssue(place, remote.id, { state: change }));
    expire(reading, line);
    if (!answer.ok) return { problem: answer.problem };
    // Who decided is known here alone, so ours is written before what the Sentry says of it.
    const projectIds = projects.map(({ id }) => id);
    // Which releases there are is the Sentry's to know.
    const ours: StatusChange = change.status === "resolved" ? { status: "resolved" } : change;
    await reading.commands.updateIssues({ issueIds: [issueId], projectIds, change: ours, byUserId });
    await remember(reading, line, [answer.value], reading.now());
    return { issueId };
  };
  const decided = (await mapFew(rows, decide)).filter((one) => one !== undefined);
  const updated = new Set(decided.flatMap((one) => ("issueId" in one ? [one.issueId] : [])));
  const failed = decided.find((one) => "problem" in one);
  if (failed !== undefined) throw partly(failed.problem, updated.size, decided.length);
  return { updated: issueIds.filter((id) => updated.has(id)) };
}

function partly(problem: SentryProblem, done: number, all: number): BackendProblem {
  const { kind, message } = backendProblemOf(problem);
  if (done === 0) return new BackendProblem(kind, message);
  return new BackendProblem(kind, `${done} of ${all} issues were changed, the others were not. ${message}`);
}
