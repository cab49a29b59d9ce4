import type { CommitWithFiles, ReleasePlace } from "../release/release.ts";
import { commitHashIn, parseRelease } from "../release/version.ts";
import { ok, problem } from "../protocol/result.ts";
import type { CodeHost, CodeHostProblem, Commit, Found, ListedCommit, RepositoryPlace } from "./codehost.ts";
import { isRef } from "./git-names.ts";
import type { PassedOver } from "./job.ts";

/** The commits of a release that are to be had of one repository. */
export type CommitFetch = {
  readonly id: number;
  readonly connectionId: number;
  /** Tries so far. */
  readonly attempts: number;
  readonly createdAtMs: number;
  /** The release, in the project that is connected. */
  readonly place: ReleasePlace;
  /** What the release itself says it was made of. */
  readonly ref: string | undefined;
  /** The newest commit and the last of the release before, where they were named. */
  readonly head: string | undefined;
  readonly base: string | undefined;
};

export interface FetchReader {
  /** Those whose time has come, the longest waiting first. */
  listDueFetches(nowMs: number, limit: number, passOver?: PassedOver): Promise<readonly CommitFetch[]>;
}

export interface FetchCommands {
  /**
   * Puts these in place of what the release has of the repository, and resolves in the release the issues that they fix. Nothing
   * if the fetch is no longer wanted.
   */
  finishFetch(args: {
    readonly fetchId: number;
    readonly repository: string;
    readonly commits: readonly CommitWithFiles[];
  }): Promise<void>;
  /** Another try at `nextAtMs`; undefined: none, it is given up and shown. */
  postponeFetch(args: {
    readonly fetchId: number;
    readonly nextAtMs: number | undefined;
    readonly problem: string;
  }): Promise<void>;
}

/** A release has at most so many commits, where it is known with what the one before ended, and where not. */
const MAX_COMMITS = 100;
const COMMITS_WITHOUT_BASE = 20;
/** Of all its commits: what is kept of those that are sent. */
const MAX_FILES = 5_000;

/**
 * Asks the host for the commits of a release, newest first. `base` is where the release before ended, if that is known: a branch
 * may have been written anew since, so that it is no longer there.
 */
export async function fetchCommits(
  host: CodeHost,
  repository: RepositoryPlace,
  { fetch, base }: { readonly fetch: CommitFetch; readonly base: string | undefined },
): Promise<Found<readonly CommitWithFiles[]>> {
  const head = await findHead(host, repository, fetch);
  if (!head.ok) return head;
  const from = base === undefined || !isRef(base) ? undefined : await host.findCommit(repository, base);
  if (from !== undefined && !from.ok && from.problem.kind !== "not-found") return from;
  const baseId = from?.ok === true ? from.value.id : undefined;
  const limit = baseId === undefined ? COMMITS_WITHOUT_BASE : MAX_COMMITS;
  const listed = await host.listCommits(repository, { head: head.value.id, base: baseId, limit });
  if (!listed.ok) return listed;
  // A release of an older commit than the one before has nothing new; its commit is shown all the same.
  const commits = listed.value.length > 0 ? listed.value : [{ ...head.value, files: [] }];
  let room = MAX_FILES;
  return ok(
    commits.map((commit) => {
      const files = commit.files.slice(0, room);
      room -= files.length;
      return commitOf({ ...commit, files }, repository);
    }),
  );
}

/** By what was named, else by the release: its own word for it, a hash in its name, or a tag of its name. */
async function findHead(host: CodeHost, repository: RepositoryPlace, fetch: CommitFetch): Promise<Found<Commit>> {
  const { version } = fetch.place;
  const { raw } = parseRelease(version);
  const guesses = [fetch.ref, commitHashIn(version), version, raw, `v${raw}`];
  const names = fetch.head === undefined ? guesses.filter((name) => name !== undefined) : [fetch.head];
  for (const name of new Set(names)) {
    const found = await host.findCommit(repository, name);
    if (found.ok || found.problem.kind !== "not-found") return found;
  }
  return problem(noHead(repository.path, fetch));
}

function noHead(path: string, { head, place: { version } }: CommitFetch): CodeHostProblem {
  const message =
    head === undefined
      ? `${path} has no tag named like the release ${version}, and the release names no commit. Tag the commit, or say which it is: ` +
        `sentry-cli releases set-commits ${version} --commit "${path}@COMMIT"`
      : `${path} has no commit ${head}, or hides it from the token. Push it and try again, or give the token the right to read the code.`;
  return { kind: "not-found", message };
}

function commitOf(commit: ListedCommit, { path }: RepositoryPlace): CommitWithFiles {
  const { id, message, authorName, authorEmail, authoredAtMs, files } = commit;
  return { hash: id, repository: path, message, name: authorName, email: authorEmail, atMs: authoredAtMs, files };
}
