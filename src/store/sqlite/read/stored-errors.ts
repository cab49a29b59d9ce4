import type { StoredErrors } from "../../../backend/integrated/stored-errors.ts";
import type { Database } from "../database.ts";
import { findEvent, findIssueIdOfEvent, listEvents } from "./events.ts";
import { findIssue, listIssues } from "./issues.ts";
import { listHourlyCounts, listTags } from "./roll-ups.ts";

/** What the integrated backend reads, from a read-only connection. */
export function sqliteStoredErrors(db: Database): StoredErrors {
  return {
    listIssues: async (query) => listIssues(db, query),
    findIssue: async (projects, ref) =>
      findIssue(
        db,
        projects.map((project) => project.id),
        ref,
      ),
    async findIssueOfEvent(projects, eventId) {
      const projectIds = projects.map((project) => project.id);
      const id = findIssueIdOfEvent(db, projectIds, eventId);
      return id === undefined ? undefined : findIssue(db, projectIds, { kind: "id", id });
    },
    listEvents: async (issue, page) => listEvents(db, issue, page),
    findEvent: async (issue, which) => findEvent(db, issue, which),
    listHourlyCounts: async (issues, fromHour, toHour) => listHourlyCounts(db, issues, fromHour, toHour),
    listTags: async (issue, valuesPerKey) => listTags(db, issue, valuesPerKey),
  };
}
