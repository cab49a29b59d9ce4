import type { IssueCommands } from "../../issue/issue.ts";
import type { RegroupCommands } from "../../issue/regroup.ts";
import type { Backend, BackendCapabilities } from "../backend.ts";
import type { StoredErrors } from "./stored-errors.ts";

export type IntegratedDeps = { readonly errors: StoredErrors; readonly commands: IssueCommands & RegroupCommands };

const CAN: BackendCapabilities = {
  sorts: ["last-seen", "first-seen", "events", "users", "trend"],
  search: "text",
  chartHours: 24 * 90,
  ignoreUntil: true,
  assign: true,
  events: true,
  projectEvents: true,
  regroup: true,
  live: true,
  receivesEvents: true,
};

/** The backend of projects whose errors this installation keeps: reads from the store, decisions through the one writer. */
export function integratedBackend({ errors, commands }: IntegratedDeps): Backend {
  const { listSignatures, listSimilar, listDiscarded, ...read } = errors;
  return {
    ...read,
    can: CAN,
    regrouping: {
      listSignatures,
      listSimilar,
      listDiscarded,
      mergeIssues: (args) => commands.mergeIssues(args),
      detachSignatures: (args) => commands.detachSignatures(args),
      deleteIssues: (args) => commands.deleteIssues(args),
      judgeSimilar: (args) => commands.judgeSimilar(args),
      takeAgain: (args) => commands.takeAgain(args),
    },
    updateIssues: (projects, issueIds, change, byUserId) =>
      commands.updateIssues({ issueIds, projectIds: projects.map((project) => project.id), change, byUserId }),
  };
}
