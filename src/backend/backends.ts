import type { Project } from "../project/project.ts";
import type { Backend, IssueListQuery, IssuePage } from "./backend.ts";
import type { SentryBackend } from "./sentry/sentry.ts";

/** Every backend of this installation, and lists over projects of several. */
export type Backends = {
  readonly of: (project: Project) => Backend;
  /** One page over projects of any backend. Needs nothing that is not `can` of each. */
  readonly listIssues: (query: IssueListQuery) => Promise<IssuePage>;
  readonly countIssues: Backend["countIssues"];
};

/**
 * Rows of all issues are kept here, whoever keeps the events, so a list over both kinds is one list of rows, of which those of a
 * Sentry are brought up to date before it is read.
 */
export function openBackends(integrated: Backend, sentry: SentryBackend): Backends {
  return {
    of: (project) => (project.backend === "sentry" ? sentry : integrated),
    async listIssues(query) {
      const remote = query.projects.filter(({ backend }) => backend === "sentry");
      if (remote.length === 0) return integrated.listIssues(query);
      if (remote.length === query.projects.length) return sentry.listIssues(query);
      const freshness = await sentry.refresh({ ...query, projects: remote });
      return { ...(await integrated.listIssues(query)), freshness };
    },
    countIssues(query) {
      const areAllRemote = query.projects.length > 0 && query.projects.every(({ backend }) => backend === "sentry");
      return areAllRemote ? sentry.countIssues(query) : integrated.countIssues(query);
    },
  };
}
