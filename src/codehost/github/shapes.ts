import { z } from "zod";
import { pageOf } from "../address.ts";
import type { Commit, HostIssue, Repository } from "../codehost.ts";
import type { FilesOfCommit } from "../commit-files.ts";
import {
  branchShape,
  filePathShape,
  hashShape,
  idShape,
  issueNumberShape,
  messageShape,
  nameShape,
  pathShape,
  timeShape,
  titleShape,
  urlShape,
} from "../shapes.ts";

// Gitea and Forgejo answer in GitHub's shapes, so these serve both adapters.

/** Source: docs.github.com, "REST API endpoints for repositories"; `external_tracker` is Gitea's. */
export function repositoryShape(origin: string): z.ZodType<Repository> {
  const shape = z.object({
    id: idShape,
    full_name: pathShape,
    html_url: urlShape,
    default_branch: branchShape,
    archived: z.boolean().optional().catch(undefined),
    has_issues: z.boolean().optional().catch(undefined),
    external_tracker: z.unknown().optional(),
  });
  return shape.transform((repository) => ({
    id: repository.id,
    path: repository.full_name,
    url: pageOf(origin, repository.html_url, `${origin}/${repository.full_name}`),
    defaultBranch: repository.default_branch,
    archived: repository.archived === true,
    hasIssues: repository.has_issues !== false && (repository.external_tracker ?? undefined) === undefined,
  }));
}

/** An issue, or what is one for the API alone: a pull request. */
export type IssueRow = { readonly issue: HostIssue; readonly isPull: boolean };

/** Source: docs.github.com, "REST API endpoints for issues". */
export function issueShape(origin: string, repositoryPath: string): z.ZodType<IssueRow> {
  const shape = z.object({
    number: issueNumberShape,
    title: titleShape,
    state: z.enum(["open", "closed"]),
    html_url: urlShape,
    updated_at: timeShape,
    pull_request: z.unknown().optional(),
  });
  return shape.transform((issue) => ({
    issue: {
      number: issue.number,
      title: issue.title,
      url: pageOf(origin, issue.html_url, `${origin}/${repositoryPath}/issues/${issue.number}`),
      state: issue.state,
      updatedAtMs: issue.updated_at,
    },
    isPull: (issue.pull_request ?? undefined) !== undefined,
  }));
}

/** Source: docs.github.com, "REST API endpoints for commits". */
export function commitShape(origin: string, repositoryPath: string): z.ZodType<Commit> {
  const shape = z.object({
    sha: hashShape,
    html_url: urlShape,
    commit: z.object({
      message: messageShape,
      author: z.object({ name: nameShape, email: nameShape, date: timeShape }),
    }),
  });
  return shape.transform(({ sha, html_url, commit }) => ({
    id: sha,
    message: commit.message,
    authorName: commit.author.name,
    authorEmail: commit.author.email,
    authoredAtMs: commit.author.date,
    url: pageOf(origin, html_url, `${origin}/${repositoryPath}/commit/${sha}`),
  }));
}

/** Commits as lists have them. At Gitea their files come with them. */
export const rowOfCommitShape = z.object({
  parents: z.array(z.unknown()).catch([]),
  files: z.array(z.unknown()).nullish().catch(undefined),
});

/** `status` has words for copies and changes of rights too, which are changes to us. */
export const fileShape: z.ZodType<FilesOfCommit> = z
  .object({
    filename: filePathShape,
    status: z.string().catch(""),
    previous_filename: filePathShape.optional().catch(undefined),
  })
  .transform(({ filename, status, previous_filename: before }) => {
    if (status === "renamed" && before !== undefined) {
      return [
        { path: filename, change: "A" },
        { path: before, change: "D" },
      ];
    }
    return [{ path: filename, change: status === "added" ? "A" : status === "removed" ? "D" : "M" }];
  });

/** Hooks of other kinds than web have no address. */
export const hookShape = z
  .object({ id: idShape, config: z.object({ url: z.string().max(5_000).catch("") }) })
  .transform(({ id, config }) => ({ id, url: config.url }));
