import type { SentryConnection } from "../../backend/sentry/connection.ts";
import type { Issue } from "../../issue/issue.ts";
import type { Project } from "../../project/project.ts";
import { shortVersionOf } from "../../release/version.ts";
import type { ApiParts } from "../api-deps.ts";
import { permalinkOf } from "../serialise-issue.ts";
import { findReleaseCommits } from "../source-links.ts";
import { externalUrlOf } from "./settings.ts";

/** Where a project's errors are kept, as GitLab names it: the project at a Sentry, or the one here. */
export type ErrorHome = {
  /** Page of the project at the Sentry; null where errors are kept here. */
  readonly externalUrl: string | null;
  readonly externalBaseUrl: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly projectSlug: string;
  readonly integrated: boolean;
};

export async function findErrorHome(parts: ApiParts, project: Project): Promise<ErrorHome> {
  const connection = await connectionOf(parts, project);
  if (connection === undefined) {
    const { id, name, slug } = project;
    const home = { externalUrl: null, externalBaseUrl: parts.publicUrl, integrated: project.backend === "integrated" };
    return { ...home, projectId: String(id), projectName: name, projectSlug: slug };
  }
  const { id, name, slug } = connection.remote;
  const url = externalUrlOf(connection);
  return { externalUrl: url, externalBaseUrl: url, projectId: id, projectName: name, projectSlug: slug, integrated: false };
}

async function connectionOf(parts: ApiParts, project: Project): Promise<SentryConnection | undefined> {
  return project.backend === "sentry" ? await parts.sentry.connections.findConnectionInUse(project.id) : undefined;
}

/** The page of an error: at its Sentry, or here. */
export function errorUrlOf(publicUrl: string, project: Project, issue: Issue): string {
  return issue.remote?.url ?? permalinkOf(publicUrl, project, issue.id);
}

/** What was thrown, without its type. */
export function messageOf({ metadata }: Issue): string | null {
  return typeof metadata["value"] === "string" ? metadata["value"] : null;
}

/** What only the detail tells: releases, the commit of the first one, the linked issue at the code host. */
export type ErrorDetails = {
  readonly linkedIssueUrl: string | null;
  readonly commit: { readonly id: string; readonly url: string } | undefined;
  readonly first: ErrorRelease;
  readonly last: ErrorRelease;
};
export type ErrorRelease = {
  readonly version: string | null;
  readonly shortVersion: string | null;
  readonly lastCommit: string | null;
};

export async function findErrorDetails(parts: ApiParts, project: Project, issue: Issue): Promise<ErrorDetails> {
  const link = (await parts.codeHosts.reader.listIssueLinks([issue.id])).get(issue.id);
  const [first, last] = await findReleaseCommits(parts, project, [issue.firstRelease, issue.lastRelease]);
  return {
    linkedIssueUrl: link?.url ?? null,
    commit: first,
    first: releaseOf(issue.firstRelease, first?.id),
    last: releaseOf(issue.lastRelease, last?.id),
  };
}

function releaseOf(version: string | undefined, commit: string | undefined): ErrorRelease {
  if (version === undefined) return { version: null, shortVersion: null, lastCommit: null };
  return { version, shortVersion: shortVersionOf(version), lastCommit: commit ?? null };
}
