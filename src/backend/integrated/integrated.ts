import type { IssueCommands } from "../../issue/issue.ts";
import type { Backend } from "../backend.ts";
import type { StoredErrors } from "./stored-errors.ts";

export type IntegratedDeps = { readonly errors: StoredErrors; readonly commands: IssueCommands };

/** The backend of projects whose errors this installation keeps: reads from the store, decisions through the one writer. */
export function integratedBackend({ errors, commands }: IntegratedDeps): Backend {
  return {
    ...errors,
    updateIssues: (projects, issueIds, change, byUserId) =>
      commands.updateIssues({ issueIds, projectIds: projects.map((project) => project.id), change, byUserId }),
  };
}
