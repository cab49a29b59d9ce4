import { ok } from "../protocol/result.ts";
import type { ChangedFile } from "../release/release.ts";
import type { CodeHostProblemKind, Commit, Found, ListedCommit } from "./codehost.ts";

/** What one row about a file comes to: two changes where it was moved. */
export type FilesOfCommit = readonly ChangedFile[];

/** A commit as a list has it. `files` stands where the list has them too. */
export type CommitRow = Commit & { readonly isMerge: boolean; readonly files?: readonly ChangedFile[] | undefined };

const MAX_FILES = 300;
/** So many commits are asked for at once: a release of a hundred is there in seconds, and no host minds. */
const AT_ONCE = 4;
/** These say something of one commit alone: its diff is too large, say. It is then listed without files. */
const OF_ONE_COMMIT: ReadonlySet<CodeHostProblemKind> = new Set<CodeHostProblemKind>([
  "too-large",
  "not-found",
  "not-a-code-host",
  "rejected",
]);

/** Adds the files that each commit changed, asking for those that did not come with the list. */
export async function withFiles(
  rows: readonly CommitRow[],
  ask: (commitId: string) => Promise<Found<readonly ChangedFile[]>>,
): Promise<Found<readonly ListedCommit[]>> {
  const listed: ListedCommit[] = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const part = rows.slice(at, at + AT_ONCE);
    const found = await Promise.all(part.map(async (row) => await filesOf(row, ask)));
    for (const [index, { isMerge: _, ...commit }] of part.entries()) {
      const files = found[index];
      if (files === undefined) continue;
      if (files.ok) listed.push({ ...commit, files: files.value.slice(0, MAX_FILES) });
      else if (OF_ONE_COMMIT.has(files.problem.kind)) listed.push({ ...commit, files: [] });
      else return files;
    }
  }
  return ok(listed);
}

async function filesOf(
  { id, isMerge, files }: CommitRow,
  ask: (commitId: string) => Promise<Found<readonly ChangedFile[]>>,
): Promise<Found<readonly ChangedFile[]>> {
  if (isMerge) return ok([]);
  return files === undefined ? await ask(id) : ok(files);
}
