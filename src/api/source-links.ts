import type { Commit } from "../codehost/codehost.ts";
import { openHost } from "../codehost/open-host.ts";
import { repositoryPathOf } from "../codehost/source-lines.ts";
import type { Project } from "../project/project.ts";
import type { Event, Frame } from "../protocol/event.ts";
import type { ApiParts } from "./api-deps.ts";
import type { LinkedHost } from "./linked-host.ts";

/** Leads from a frame to its line in the repository; undefined where it leads nowhere. */
export type SourceLinks = (frame: Frame) => string | undefined;

/** Links for the frames of an event: only where its release names a commit that is there. */
export async function sourceLinksOf(parts: ApiParts, project: Project, event: Event): Promise<SourceLinks> {
  const linked = await findHostQuietly(parts, project);
  const commit = linked === undefined ? undefined : await commitOf(parts, linked, event.release);
  if (linked === undefined || commit === undefined) return () => undefined;
  const { connection, host } = linked;
  return (frame) => {
    const path = repositoryPathOf(frame);
    return path === undefined ? undefined : host.fileUrl(connection.repository, path, commit.id, frame.lineno);
  };
}

/** The commits that these releases are named after, in order. */
export async function findReleaseCommits(
  parts: ApiParts,
  project: Project,
  releases: readonly (string | undefined)[],
): Promise<readonly (Commit | undefined)[]> {
  const linked = await findHostQuietly(parts, project);
  if (linked === undefined) return releases.map(() => undefined);
  return await Promise.all(releases.map((release) => commitOf(parts, linked, release)));
}

async function findHostQuietly(parts: ApiParts, project: Project): Promise<LinkedHost | undefined> {
  const connection = await parts.codeHosts.reader.findCodeHost(project.id);
  const host = connection === undefined ? undefined : openHost(connection, parts.codeHosts);
  return connection === undefined || host?.ok !== true ? undefined : { connection, host: host.value };
}

/** The commit that a release is named after. */
export async function commitOf(
  { releaseCommit }: ApiParts,
  { connection, host }: LinkedHost,
  release: string | undefined,
): Promise<Commit | undefined> {
  return release === undefined ? undefined : await releaseCommit(connection, host, release);
}
