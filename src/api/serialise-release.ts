import type { Commit } from "../codehost/codehost.ts";
import type { Project } from "../project/project.ts";
import type { CommitWithFiles, Deploy, Release, ReleaseCommit } from "../release/release.ts";
import { parseRelease, shortVersionOf } from "../release/version.ts";
import { dateOf, dateOrNull } from "./dates.ts";
import type { ReleaseHealth } from "./release-health.ts";
import { serialiseHealth } from "./release-health.ts";

/** What is known of a release by its name, with the commit it is named after; or null. */
export function serialiseRelease(version: string | undefined, commit?: Commit): object | null {
  if (version === undefined) return null;
  return { ...nameOf(version), lastCommit: commit === undefined ? null : serialiseHostCommit(commit) };
}

function nameOf(version: string): object {
  const { package: packageName, raw, semantic, commit } = parseRelease(version);
  const [major, minor, patch] = semantic?.numbers ?? [];
  const numbers = semantic && {
    major,
    minor,
    patch,
    pre: semantic.pre ?? null,
    buildCode: semantic.build ?? null,
    components: semantic.components,
  };
  return {
    version,
    shortVersion: shortVersionOf(version),
    versionInfo: {
      package: packageName ?? null,
      version: { raw, ...numbers },
      description: shortVersionOf(version),
      buildHash: commit ?? null,
    },
  };
}

/** Sentry's release object. Source of the fields: reference sentry-web-api §2.8. */
export function serialiseWholeRelease(
  release: Release,
  projects: readonly Project[],
  health: ReleaseHealth | undefined,
): object {
  const { id, version, newIssues } = release;
  const own = projects.filter((project) => release.projectIds.includes(project.id));
  const stages = own.map(({ id: projectId, slug }) => [
    slug,
    { stage: health?.find(projectId, version).stage ?? null, adopted: null, unadopted: null },
  ]);
  return {
    ...nameOf(version),
    id,
    status: release.status,
    ref: release.ref ?? null,
    url: release.url ?? null,
    dateCreated: dateOf(release.firstSeenMs),
    dateStarted: dateOrNull(release.startedMs),
    dateReleased: dateOrNull(release.releasedMs),
    newGroups: [...newIssues.values()].reduce((sum, issues) => sum + issues, 0),
    commitCount: release.commitCount,
    deployCount: release.deployCount,
    firstEvent: dateOrNull(release.firstEventMs),
    lastEvent: dateOrNull(release.lastEventMs),
    lastCommit: release.lastCommit === undefined ? null : serialiseCommit(release.lastCommit),
    lastDeploy: release.lastDeploy === undefined ? null : serialiseDeploy(release.lastDeploy),
    authors: release.authors.map(serialiseAuthor),
    commitFetches: release.fetches.map(({ repository, state, problem }) => ({ repository, state, problem: problem ?? null })),
    owner: null,
    data: {},
    userAgent: null,
    projects: own.map((project) => serialiseReleaseProject(release, project, health)),
    ...(health !== undefined && { adoptionStages: Object.fromEntries(stages) }),
  };
}

function serialiseReleaseProject({ version, newIssues }: Release, project: Project, health: ReleaseHealth | undefined): object {
  const found = health?.find(project.id, version);
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    platform: project.platform ?? null,
    platforms: project.platform === undefined ? [] : [project.platform],
    newGroups: newIssues.get(project.id) ?? 0,
    hasHealthData: found !== undefined && found.period.sessions.total > 0,
    ...(found !== undefined && { healthData: serialiseHealth(found) }),
  };
}

/** Sentry's commit object. Command lines need every date: a commit without one gets the beginning of time. */
export function serialiseCommit(commit: ReleaseCommit): object {
  const { hash, message, repository, atMs } = commit;
  return {
    id: hash,
    message,
    dateCreated: dateOf(atMs ?? 0),
    author: serialiseAuthor(commit),
    repository: repository === undefined ? null : serialiseNamedRepository(repository),
    pullRequest: null,
    suspectCommitType: "",
    releases: [],
  };
}

/** A repository that is known by name alone. */
function serialiseNamedRepository(name: string): object {
  return {
    id: name,
    name,
    url: null,
    provider: { id: "unknown", name: "Unknown Provider" },
    status: "active",
    dateCreated: dateOf(0),
    integrationId: null,
    externalSlug: null,
    externalId: null,
  };
}

export function serialiseAuthor({ name, email }: { readonly name: string; readonly email: string }): object {
  return { name: name === "" ? email : name, email };
}

/** The files that a commit changed, one row each. */
export function serialiseCommitFiles(commit: CommitWithFiles): readonly object[] {
  const { hash, message, atMs, repository, files } = commit;
  return files.map(({ path, change }) => ({
    id: `${hash}:${path}`,
    commitMessage: message,
    dateCreated: dateOf(atMs ?? 0),
    author: serialiseAuthor(commit),
    commitId: hash,
    filename: path,
    type: change,
    orgId: null,
    repoName: repository ?? null,
  }));
}

export function serialiseDeploy({ id, environment, name, url, startedMs, finishedMs }: Deploy): object {
  return {
    id: String(id),
    environment,
    name: name ?? null,
    url: url ?? null,
    dateStarted: dateOrNull(startedMs),
    dateFinished: dateOf(finishedMs),
  };
}

function serialiseHostCommit({ id, message, authorName, authorEmail, authoredAtMs, url }: Commit): object {
  return { id, message, dateCreated: dateOf(authoredAtMs), author: { name: authorName, email: authorEmail }, url };
}
