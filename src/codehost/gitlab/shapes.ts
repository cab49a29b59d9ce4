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

/** Source: docs.gitlab.com, "Projects API". Lists with `simple=true` leave the last three out. */
export function projectShape(origin: string): z.ZodType<Repository> {
  const shape = z.object({
    id: idShape,
    path_with_namespace: pathShape,
    web_url: urlShape,
    default_branch: branchShape,
    archived: z.boolean().optional().catch(undefined),
    issues_enabled: z.boolean().optional().catch(undefined),
    issues_access_level: z.string().optional().catch(undefined),
  });
  return shape.transform((project) => ({
    id: project.id,
    path: project.path_with_namespace,
    url: pageOf(origin, project.web_url, `${origin}/${project.path_with_namespace}`),
    defaultBranch: project.default_branch,
    archived: project.archived === true,
    hasIssues: project.issues_enabled !== false && project.issues_access_level !== "disabled",
  }));
}

/** Source: docs.gitlab.com, "Issues API". */
export function issueShape(origin: string, repositoryPath: string): z.ZodType<HostIssue> {
  const shape = z.object({
    iid: issueNumberShape,
    title: titleShape,
    state: z.enum(["opened", "closed"]),
    web_url: urlShape,
    updated_at: timeShape,
  });
  return shape.transform((issue) => ({
    number: issue.iid,
    title: issue.title,
    url: pageOf(origin, issue.web_url, `${origin}/${repositoryPath}/-/issues/${issue.iid}`),
    state: issue.state === "closed" ? "closed" : "open",
    updatedAtMs: issue.updated_at,
  }));
}

/** Source: docs.gitlab.com, "Commits API". */
export function commitShape(origin: string, repositoryPath: string): z.ZodType<Commit> {
  const shape = z.object({
    id: hashShape,
    message: messageShape,
    author_name: nameShape,
    author_email: nameShape,
    authored_date: timeShape,
    web_url: urlShape,
  });
  return shape.transform((commit) => ({
    id: commit.id,
    message: commit.message,
    authorName: commit.author_name,
    authorEmail: commit.author_email,
    authoredAtMs: commit.authored_date,
    url: pageOf(origin, commit.web_url, `${origin}/${repositoryPath}/-/commit/${commit.id}`),
  }));
}

export const rowOfCommitShape = z.object({ parent_ids: z.array(z.unknown()).catch([]) });

/** One file of a commit's diff. */
export const fileShape: z.ZodType<FilesOfCommit> = z
  .object({
    old_path: filePathShape.optional().catch(undefined),
    new_path: filePathShape,
    new_file: z.boolean().catch(false),
    deleted_file: z.boolean().catch(false),
    renamed_file: z.boolean().catch(false),
  })
  .transform((file) => {
    if (file.renamed_file && file.old_path !== undefined) {
      return [
        { path: file.new_path, change: "A" },
        { path: file.old_path, change: "D" },
      ];
    }
    return [{ path: file.new_path, change: file.new_file ? "A" : file.deleted_file ? "D" : "M" }];
  });

export const hookShape = z.object({ id: idShape, url: z.string().max(5_000) });
