import type { Event, Frame } from "../protocol/event.ts";
import type { CommitsOfRelease, CommitWithFiles } from "./release.ts";

/** A commit that changed a file of the stack, and why it is suspected. */
export type Suspect = {
  readonly commit: CommitWithFiles;
  /** The release that brought it. */
  readonly version: string;
  /** The file as the commit names it. */
  readonly path: string;
  readonly frame: Frame;
  /** 0 for the innermost of the program's own frames. */
  readonly depth: number;
  /** From 1 down: less for each frame further out, and for each release further back. */
  readonly score: number;
  /** In a sentence. */
  readonly reason: string;
};

const MAX_FRAMES = 30;
const MAX_SUSPECTS = 5;
const LESS_A_FRAME = 0.8;
const LESS_A_RELEASE = 0.7;

/**
 * The commits that most likely brought an error: those that touched files of its in-app frames, by how deep in the stack the file is
 * and how near the release. `releases` begin with the one that the issue came with and go back. Likeliest first, each commit once.
 */
export function suspectCommits(event: Event, releases: readonly CommitsOfRelease[]): readonly Suspect[] {
  const suspects = new Map<string, Suspect>();
  for (const [depth, frame] of blamedFrames(event).entries()) {
    for (const found of touching(frame, releases)) {
      const score = LESS_A_FRAME ** depth * LESS_A_RELEASE ** found.releasesBack;
      const known = suspects.get(found.commit.hash);
      if (known !== undefined && known.score >= score) continue;
      const { commit, version, path } = found;
      suspects.set(commit.hash, { commit, version, path, frame, depth, score, reason: reasonOf(found, frame, depth) });
    }
  }
  return [...suspects.values()]
    .toSorted((a, b) => b.score - a.score || (b.commit.atMs ?? 0) - (a.commit.atMs ?? 0))
    .slice(0, MAX_SUSPECTS);
}

type Touch = {
  readonly commit: CommitWithFiles;
  readonly version: string;
  readonly path: string;
  readonly releasesBack: number;
};

/** The commits whose files match the frame's best: other files of the same name do not count beside them. */
function touching(frame: Frame, releases: readonly CommitsOfRelease[]): readonly Touch[] {
  const place = pathOf(frame);
  if (place === undefined) return [];
  let best = 1;
  let touches: Touch[] = [];
  for (const [releasesBack, { version, commits }] of releases.entries()) {
    for (const commit of commits) {
      for (const { path } of commit.files) {
        const length = commonSuffix(place, path);
        if (length < best) continue;
        if (length > best) touches = [];
        best = length;
        touches.push({ commit, version, path, releasesBack });
      }
    }
  }
  return touches;
}

/**
 * How many parts two paths have in common at their ends; 0 where that says nothing. Paths in stacks begin wherever the program was
 * built or runs, so one must be the end of the other, or two parts the same: `index.js` alone is in every folder.
 */
export function commonSuffix(a: string, b: string): number {
  const [ours, theirs] = [a.split("/").toReversed(), b.split("/").toReversed()];
  let length = 0;
  while (length < ours.length && length < theirs.length && ours[length] === theirs[length]) length += 1;
  const isWhole = length === ours.length || length === theirs.length;
  return isWhole || length >= 2 ? length : 0;
}

/** The program's own frames, the innermost of the error that was thrown last first; then those of its causes. A file counts once. */
function blamedFrames(event: Event): readonly Frame[] {
  const stacks = [...(event.exception?.values ?? []).map(({ stacktrace }) => stacktrace), event.stacktrace];
  const frames = stacks.toReversed().flatMap((stack) => (stack?.frames ?? []).toReversed());
  const seen = new Set<string>();
  return frames
    .filter((frame) => {
      const path = frame.in_app === false ? undefined : pathOf(frame);
      if (path === undefined || seen.has(path)) return false;
      seen.add(path);
      return true;
    })
    .slice(0, MAX_FRAMES);
}

/** The file of a frame with forward slashes, without scheme, host and query. JVMs give the folder by the module alone. */
function pathOf({ filename, abs_path: absolute, module }: Frame): string | undefined {
  const name = filename ?? absolute;
  if (name === undefined || name.startsWith("<") || name.length > 1_000) return undefined;
  const path = name
    .replaceAll("\\", "/")
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, "")
    .replace(/[?#].*$/, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "~" && part !== "..");
  if (path.some((part) => part === "node_modules" || part === "site-packages")) return undefined;
  const isJvm = path.length === 1 && /\.(java|kt|scala|groovy)$/.test(name) && module?.includes(".") === true;
  const folder = isJvm ? module.split(".").slice(0, -1) : [];
  return path.length === 0 ? undefined : [...folder, ...path].join("/");
}

function reasonOf({ path, version, releasesBack }: Touch, frame: Frame, depth: number): string {
  const which =
    depth === 0 ? "the innermost frame of your code" : `a frame ${depth === 1 ? "one file" : `${depth} files`} further out`;
  const where = frame.function === undefined ? "" : ` (${frame.function})`;
  const back = releasesBack === 0 ? "" : `, ${releasesBack === 1 ? "one release" : `${releasesBack} releases`} before`;
  return `Changed ${path}, the file of ${which}${where}. Came with ${version}${back}.`;
}
