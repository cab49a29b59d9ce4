import { ask } from "./api.ts";
import type { Access, Health } from "./backend.ts";
import { given } from "./backend.ts";
import { issuePath } from "./issues.ts";
import type { HostKind, Link } from "./types.ts";
import { reload, useAsk } from "./use-ask.ts";

export type Repository = { id: string; path: string; url: string };
export type CodeHost = {
  kind: HostKind;
  origin: string;
  repository: Repository;
  token: string | null;
  closesIssues: boolean;
  resolvesErrors: boolean;
  polls: boolean;
  /** `secret` is shown once, when the host did not let us install the webhook; `problem` says why it did not. */
  webhook: { url: string; secret: string | null; installed: boolean; problem: string | null };
  health: Health;
  jobs: { waiting: number; dead: number };
};

type HostWords = {
  name: string;
  origin: string;
  scopes: string;
  /** Between the repository and the number of an issue. */
  issues: string;
};
export const HOSTS: Record<HostKind, HostWords> = {
  gitlab: {
    name: "GitLab",
    origin: "https://gitlab.com",
    scopes: "A project, group or personal access token with the scope api.",
    issues: "/-/issues/",
  },
  github: {
    name: "GitHub",
    origin: "https://github.com",
    scopes: "A fine-grained token for the repository: Issues read and write, Contents read, Webhooks read and write.",
    issues: "/issues/",
  },
  gitea: {
    name: "Gitea or Forgejo",
    origin: "https://codeberg.org",
    scopes: "A token with write:issue and read and write:repository.",
    issues: "/issues/",
  },
};

const pathOf = (org: string, project: string): string => `projects/${org}/${project}/code-host/`;
export const useCodeHost = (org: string, project: string) => useAsk<CodeHost | null>(pathOf(org, project));

export type HostAccess = Access & { kind: HostKind };

export async function listRepositories(
  org: string,
  project: string,
  access: HostAccess,
  query: string,
): Promise<readonly Repository[]> {
  const body = { kind: access.kind, ...given(access), ...(query === "" ? {} : { query }) };
  return (await ask<Repository[]>(`${pathOf(org, project)}repositories/`, "POST", body)).data;
}

export type Directions = { closesIssues: boolean; resolvesErrors: boolean; polls: boolean | undefined };

/** Answers what is kept now, with the webhook's secret where a person must enter it by hand. */
export async function saveCodeHost(
  org: string,
  project: string,
  wish: HostAccess & Directions & { repository: string },
): Promise<CodeHost> {
  const { data } = await ask<CodeHost>(pathOf(org, project), "PUT", { ...wish, ...given(wish) });
  await reload(pathOf(org, project));
  return data;
}

export async function removeCodeHost(org: string, project: string): Promise<void> {
  await ask(pathOf(org, project), "DELETE");
  await reload(pathOf(org, project));
}

export type Draft = { title: string; description: string };
const linkPath = (org: string, issue: string): string => `${issuePath(org, issue)}link/`;

export const useDraft = (org: string, issue: string) => useAsk<Draft>(`${linkPath(org, issue)}draft/`);

export async function createIssue(org: string, issue: string, draft: Draft): Promise<Link> {
  const { data } = await ask<Link>(linkPath(org, issue), "POST", draft);
  await reload(issuePath(org, issue));
  return data;
}

/** The page of an issue, by its number alone too. */
export function issueUrl({ kind, repository }: CodeHost, typed: string): string {
  const number = /^#?(\d+)$/.exec(typed.trim())?.[1];
  return number === undefined ? typed : `${repository.url}${HOSTS[kind].issues}${number}`;
}

export async function linkIssue(org: string, issue: string, url: string): Promise<Link> {
  const { data } = await ask<Link>(linkPath(org, issue), "PUT", { url });
  await reload(issuePath(org, issue));
  return data;
}

export async function unlinkIssue(org: string, issue: string): Promise<void> {
  await ask(linkPath(org, issue), "DELETE");
  await reload(issuePath(org, issue));
}

export type SourceLines = { lines: readonly (readonly [number, string])[]; url: string };
/** The lines around a place, at the commit that the event's release names. */
export const useSourceLines = (eventPath: string | null, path: string, line: number) =>
  useAsk<SourceLines>(eventPath === null ? null : `${eventPath}source/?${new URLSearchParams({ path, line: String(line) })}`);
