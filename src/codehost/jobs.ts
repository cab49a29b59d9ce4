import type { Result } from "../protocol/result.ts";
import { ok } from "../protocol/result.ts";
import type { ReleaseReader } from "../release/release.ts";
import type { CodeHost, CodeHostProblem, CodeHostProblemKind, Found, HostIssue } from "./codehost.ts";
import type { CommitFetch, FetchCommands, FetchReader } from "./commit-fetch.ts";
import { fetchCommits } from "./commit-fetch.ts";
import type { CodeHostCommands, CodeHostConnection, CodeHostReader } from "./connection.ts";
import type { Job, JobCommands, JobReader } from "./job.ts";

export type JobsDeps = {
  readonly reader: CodeHostReader & JobReader & FetchReader;
  readonly releases: Pick<ReleaseReader, "listCommitsUpTo">;
  readonly commands: CodeHostCommands & JobCommands & FetchCommands;
  readonly hostOf: (connection: CodeHostConnection) => Found<CodeHost>;
  /** Public address without a trailing slash, for the link back. */
  readonly publicUrl: string;
  /** Tells the backend of a project that keeps its issues elsewhere. The problem is words with the remedy. */
  readonly decide: (
    projectId: number,
    issueId: number,
    status: "resolved" | "unresolved",
  ) => Promise<Result<undefined, { readonly message: string }>>;
  /** Has the Sentry that keeps an issue show the linked one; `isHopeless`: it never will. */
  readonly linkBack: (
    connection: CodeHostConnection,
    job: Job,
  ) => Promise<Result<undefined, { readonly message: string; readonly isHopeless: boolean }>>;
  /** Unix ms. */
  readonly now: () => number;
  /** Told which issues of ours changed, in status or link. */
  readonly onChanged: (projectId: number, issueIds: readonly number[]) => void;
};

export type Jobs = {
  /**
   * Does what is due, over all connections at once. One that is down holds up no other; one that is slow does not either, if
   * the next round is begun without waiting for it: it is then passed over. Rejects when the store is out of order.
   */
  readonly round: () => Promise<void>;
};

const JOBS_A_ROUND = 200;
const FETCHES_A_ROUND = 20;
/** Releases before one that are looked through for where the last of them ended. */
const RELEASES_BEFORE = 6;
/** How long a connection goes on with what it was at the beginning; it may be saved anew or removed meanwhile. */
const TURN_MS = 30_000;
const POLL_EVERY_MS = 60_000;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** A host that is back after a long time is noticed within minutes. */
const LONGEST_REST_MS = 5 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;
/** How old "last checked" may get while all is well. */
const HEALTH_EVERY_MS = 60_000;

/** These say nothing of the host, and the next issue may go well. */
const OF_ONE_ISSUE: ReadonlySet<CodeHostProblemKind> = new Set<CodeHostProblemKind>(["not-found", "not-allowed", "rejected"]);

/** What is remembered of a connection between two rounds. All of it may be lost. */
type Memory = {
  /** Sealed anew whenever the connection is saved: then somebody has mended something. */
  readonly sealedToken: string;
  nextPollAtMs: number;
  restUntilMs: number;
  failures: number;
  isBusy: boolean;
};

/** Carries decisions to code hosts and brings their news. What is to be done is in the store: a round may end anywhere. */
export function createJobs(deps: JobsDeps): Jobs {
  const memories = new Map<number, Memory>();
  return {
    async round() {
      const connections = await deps.reader.listCodeHosts();
      recall(memories, connections);
      const ids = (which: (memory: Memory) => boolean): readonly number[] =>
        [...memories].flatMap(([id, memory]) => (which(memory) ? [id] : []));
      // What waits for one of these must not use up the places of the others.
      const passOver = { connections: ids(({ isBusy }) => isBusy), hosts: ids(({ restUntilMs }) => deps.now() < restUntilMs) };
      const due = await deps.reader.listDueJobs(deps.now(), JOBS_A_ROUND, passOver);
      const dueFetches = await deps.reader.listDueFetches(deps.now(), FETCHES_A_ROUND, passOver);
      await Promise.all(
        connections.map(async (connection) => {
          const memory = memories.get(connection.id);
          if (memory === undefined || memory.isBusy) return;
          memory.isBusy = true;
          const jobs = due.filter(({ connectionId }) => connectionId === connection.id);
          const fetches = dueFetches.filter(({ connectionId }) => connectionId === connection.id);
          await serve(deps, connection, memory, { jobs, fetches }).finally(() => (memory.isBusy = false));
        }),
      );
    },
  };
}

/** Forgets connections that are gone, and what went wrong before one was saved again. */
function recall(memories: Map<number, Memory>, connections: readonly CodeHostConnection[]): void {
  for (const id of memories.keys()) if (!connections.some((one) => one.id === id)) memories.delete(id);
  for (const { id, sealedToken } of connections) {
    const known = memories.get(id);
    if (known?.isBusy === true || known?.sealedToken === sealedToken) continue;
    memories.set(id, { sealedToken, nextPollAtMs: 0, restUntilMs: 0, failures: 0, isBusy: false });
  }
}

type Due = { readonly jobs: readonly Job[]; readonly fetches: readonly CommitFetch[] };

async function serve(deps: JobsDeps, connection: CodeHostConnection, memory: Memory, { jobs, fetches }: Due): Promise<void> {
  const endsAtMs = deps.now() + TURN_MS;
  const isPollDue = connection.polls && deps.now() >= memory.nextPollAtMs;
  for (const job of jobs.filter(isForBackend)) if (deps.now() < endsAtMs) await doAtBackend(deps, connection, job);
  const atHost = jobs.filter((job) => !isForBackend(job));
  if (deps.now() < memory.restUntilMs || (atHost.length + fetches.length === 0 && !isPollDue)) return;
  const opened = deps.hostOf(connection);
  for (const job of atHost) {
    if (deps.now() >= endsAtMs) return;
    const done: Found<CodeHostProblem | undefined> = opened.ok ? await doJob(deps, connection, opened.value, job) : opened;
    if (!done.ok) await postpone(deps, job, done.problem);
    await noteOutcome(deps, connection, memory, done.ok ? done.value : done.problem, !done.ok);
    if (deps.now() < memory.restUntilMs) return;
  }
  for (const fetch of fetches) {
    if (deps.now() >= endsAtMs) return;
    const done = opened.ok ? await doFetch(deps, connection, opened.value, fetch) : opened;
    if (!done.ok) await postpone(deps, fetch, done.problem);
    await noteOutcome(deps, connection, memory, done.ok ? undefined : done.problem, !done.ok);
    if (deps.now() < memory.restUntilMs) return;
  }
  if (!isPollDue) return;
  const polled = opened.ok ? await poll(deps, connection, opened.value) : opened;
  memory.nextPollAtMs = polled.ok && !polled.value.complete ? deps.now() : deps.now() + POLL_EVERY_MS;
  await noteOutcome(deps, connection, memory, polled.ok ? undefined : polled.problem, !polled.ok);
}

function isForBackend({ action }: Job): boolean {
  return action === "resolve" || action === "unresolve" || action === "back-link";
}

/** The backend may be down while the code host is not: its jobs wait by themselves. */
async function doAtBackend(deps: JobsDeps, connection: CodeHostConnection, job: Job): Promise<void> {
  const { projectId } = connection;
  const done =
    job.action === "back-link"
      ? await deps.linkBack(connection, job)
      : await deps.decide(projectId, job.issueId, job.action === "resolve" ? "resolved" : "unresolved");
  // A Sentry that does not know the code host shows no link, and nothing is wrong with that.
  const isOver = done.ok || ("isHopeless" in done.problem && done.problem.isHopeless);
  if (!isOver) return await postpone(deps, job, { kind: "remote-error", message: done.problem.message });
  await deps.commands.finishJob({ jobId: job.id, issueId: job.issueId, issue: undefined });
  if (job.action !== "back-link") deps.onChanged(projectId, [job.issueId]);
}

/** Answers what could not be said beside what was done. */
async function doJob(
  deps: JobsDeps,
  connection: CodeHostConnection,
  host: CodeHost,
  job: Job,
): Promise<Found<CodeHostProblem | undefined>> {
  const { repository, id: connectionId, projectId } = connection;
  const finish = async (issue: HostIssue): Promise<void> => {
    await deps.commands.finishJob({ jobId: job.id, issueId: job.issueId, issue });
    deps.onChanged(projectId, [job.issueId]);
  };
  if (job.action === "look") {
    const found = await host.findIssue(repository, job.number);
    if (!found.ok) return found;
    await deps.commands.applyHostStates({ connectionId, issues: [found.value], polledToMs: undefined });
    await finish(found.value);
    return ok(undefined);
  }
  const note = noteOf(deps.publicUrl, job);
  const changed =
    job.action === "close"
      ? await host.closeIssue(repository, job.number, note)
      : await host.reopenIssue(repository, job.number, note);
  if (!changed.ok) return changed;
  await finish(changed.value.issue);
  return ok(changed.value.noteProblem);
}

/** Brings the commits of a release; from where the release before ended, if it is not said from where. */
async function doFetch(
  { releases, commands }: JobsDeps,
  { repository }: CodeHostConnection,
  host: CodeHost,
  fetch: CommitFetch,
): Promise<Found<undefined>> {
  const base = fetch.base ?? (await endOfReleaseBefore(releases, fetch, repository.path));
  const commits = await fetchCommits(host, repository, { fetch, base });
  if (!commits.ok) return commits;
  await commands.finishFetch({
    fetchId: fetch.id,
    repository: repository.path,
    commits: commits.value,
  });
  return ok(undefined);
}

async function endOfReleaseBefore(
  releases: JobsDeps["releases"],
  { place }: CommitFetch,
  path: string,
): Promise<string | undefined> {
  const known = await releases.listCommitsUpTo(place, RELEASES_BEFORE);
  const isOurs = (name: string | undefined): boolean =>
    name === undefined || !name.includes("/") || name.toLowerCase() === path.toLowerCase();
  const before = known.filter(({ version }) => version !== place.version).flatMap(({ commits }) => commits);
  return before.find(({ repository }) => isOurs(repository))?.hash;
}

function noteOf(publicUrl: string, job: Job): string {
  const url = `${publicUrl}/organizations/${job.organizationSlug}/issues/${job.issueId}/`;
  const why = job.action === "close" ? "Closed: the error was resolved" : "Reopened: the error is unresolved again";
  return `${why} in Culprit. ${url}`;
}

async function poll(
  deps: JobsDeps,
  connection: CodeHostConnection,
  host: CodeHost,
): Promise<Found<{ readonly complete: boolean }>> {
  const changed = await host.listChangedIssues(connection.repository, connection.polledToMs);
  if (!changed.ok) return changed;
  const { issues, untilMs, complete } = changed.value;
  const { changedIssueIds } = await deps.commands.applyHostStates({
    connectionId: connection.id,
    issues,
    polledToMs: untilMs,
  });
  if (changedIssueIds.length > 0) deps.onChanged(connection.projectId, changedIssueIds);
  return ok({ complete });
}

/** An issue that is gone will not come back; anything else is tried for a day, since somebody may mend it. */
async function postpone({ commands, now }: JobsDeps, job: Job | CommitFetch, problem: CodeHostProblem): Promise<void> {
  const isHopeless = problem.kind === "not-found" || now() - job.createdAtMs >= GIVE_UP_MS;
  const delayMs = Math.max(retryDelayMs(job.attempts), problem.retryAfterMs ?? 0);
  const nextAtMs = isHopeless ? undefined : now() + delayMs;
  if ("action" in job) await commands.postponeJob({ jobId: job.id, nextAtMs, problem: problem.message });
  else await commands.postponeFetch({ fetchId: job.id, nextAtMs, problem: problem.message });
}

function retryDelayMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures, 20), LONGEST_RETRY_MS);
}

/** Keeps the connection's health; after a failure that is not of one issue alone, the whole connection rests. */
async function noteOutcome(
  { commands, now }: JobsDeps,
  connection: CodeHostConnection,
  memory: Memory,
  problem: CodeHostProblem | undefined,
  isFailure: boolean,
): Promise<void> {
  if (isFailure && problem !== undefined && !OF_ONE_ISSUE.has(problem.kind)) {
    const restMs = Math.min(retryDelayMs(memory.failures), LONGEST_REST_MS);
    memory.restUntilMs = now() + Math.max(restMs, problem.retryAfterMs ?? 0);
    memory.failures += 1;
  } else memory.failures = 0;
  if (connection.problem === problem?.message && now() - connection.checkedAtMs < HEALTH_EVERY_MS) return;
  await commands.noteCodeHostHealth({ connectionId: connection.id, problem: problem?.message });
}
