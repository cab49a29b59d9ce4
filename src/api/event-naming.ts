import type { Issue } from "../issue/issue.ts";
import type { Project } from "../project/project.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Column } from "./event-columns.ts";

export type Naming = { readonly issues: ReadonlyMap<string, Issue>; readonly projects: ReadonlyMap<string, Project> };

/** What issues and projects are called, by their ids as texts. */
export async function nameIssues(parts: ApiParts, projects: readonly Project[], ids: readonly number[]): Promise<Naming> {
  const unique = [...new Set(ids)];
  const filter = { statuses: [], levels: [], ids: unique };
  const { issues } =
    unique.length === 0
      ? { issues: [] }
      : await parts.listIssues({ projects, filter, sort: "last-seen", limit: unique.length });
  return {
    issues: new Map(issues.map((issue) => [String(issue.id), issue])),
    projects: new Map(projects.map((project) => [String(project.id), project])),
  };
}

/** What an issue or a project says in a column of its own; undefined: it is another column. */
export function ofPlace(
  key: string,
  issueId: string,
  projectId: string,
  { issues, projects }: Naming,
): string | number | null | undefined {
  switch (key) {
    case "issue":
      return issues.get(issueId)?.shortId ?? null;
    case "issue.id":
      return Number(issueId);
    case "project":
      return projects.get(projectId)?.slug ?? null;
    case "project.id":
      return Number(projectId);
    default:
      return undefined;
  }
}

/** Clients that ask for an issue by its name also read its id and project. */
export function idsBeside(columns: readonly Column[], issueId: string | undefined, { issues, projects }: Naming): object {
  const asksIssue = columns.some((column) => column.kind === "field" && column.key === "issue");
  if (!asksIssue || issueId === undefined) return {};
  const projectId = String(issues.get(issueId)?.projectId ?? "");
  return { "issue.id": Number(issueId), "project.name": projects.get(projectId)?.slug ?? null };
}
