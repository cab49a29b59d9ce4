import { commitHashIn } from "../release/version.ts";
import type { CodeHost, Commit } from "./codehost.ts";
import type { CodeHostConnection } from "./connection.ts";

/** Finds the commit that a release is named after; undefined if it names none, none is there, or it cannot be had in time. */
export type FindReleaseCommit = (
  connection: CodeHostConnection,
  host: CodeHost,
  release: string,
) => Promise<Commit | undefined>;

/** A page is not to wait long for what it can do without; the answer is there when it is next opened. */
const PATIENCE_MS = 1_500;
/** A commit never changes; one that is not there may be pushed soon. */
const ASK_AGAIN_MS = 60_000;
const MAX_KNOWN = 1_000;

type Known = { readonly commit: Promise<Commit | undefined>; readonly askedAtMs: number; isFound: boolean };

/** Remembers commits for one thread. `now` is Unix ms. */
export function releaseCommits(now: () => number): FindReleaseCommit {
  const known = new Map<string, Known>();
  return async (connection, host, release) => {
    const hash = commitHashIn(release);
    if (hash === undefined) return undefined;
    const name = `${connection.id} ${hash}`;
    let entry = known.get(name);
    if (entry === undefined || (!entry.isFound && now() - entry.askedAtMs >= ASK_AGAIN_MS)) {
      entry = ask(connection, host, hash, now());
      known.delete(name);
      known.set(name, entry);
      const [oldest] = known.keys();
      if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    }
    return await inTime(entry.commit);
  };
}

function ask(connection: CodeHostConnection, host: CodeHost, hash: string, askedAtMs: number): Known {
  const commit = host.findCommit(connection.repository, hash).then((found) => {
    entry.isFound = found.ok;
    return found.ok ? found.value : undefined;
  });
  const entry: Known = { commit, askedAtMs, isFound: false };
  return entry;
}

async function inTime(commit: Promise<Commit | undefined>): Promise<Commit | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), PATIENCE_MS);
  try {
    return await Promise.race([commit, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
