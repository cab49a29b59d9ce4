import type { IssueCommands } from "../../issue/issue.ts";
import type { Backend, BackendCapabilities } from "../backend.ts";
import type { StoredErrors } from "./stored-errors.ts";

export type IntegratedDeps = { readonly errors: StoredErrors; readonly commands: IssueCommands };

const CAN: BackendCapabilities = {
  sorts: ["last-seen", "first-seen", "events", "users"],
  search: "text",
  chartHours: 24 * 90,
  ignoreUntil: true,
  assign: false,
  events: true,
  projectEvents: true,
  live: true,
  receivesEvents: true,
};

/** The backend of projects whose errors this installation keeps: reads from the store, decisions through the one writer. */
export function integratedBackend({ errors, commands }: IntegratedDeps): Backend {
  return {
    ...errors,
    can: CAN,
    updateIssues: (projects, issueIds, change, byUserId) =>
      commands.updateIssues({ issueIds, projectIds: projects.map((project) => project.id), change, byUserId }),
  };
}
