import type { StoredErrors } from "../../../backend/integrated/stored-errors.ts";
import type { Project } from "../../../project/project.ts";
import type { Database } from "../database.ts";
import { listChanges } from "./changes.ts";
import { listDiscarded } from "./discarded.ts";
import { countFoundEvents } from "./count-events.ts";
import { findEvent, findIssueIdOfEvent, listEvents, listFoundEvents, listProjectEvents } from "./events.ts";
import { countIssues, findIssue, listIssues } from "./issues.ts";
import { listHourlyCounts, listTags } from "./roll-ups.ts";
import { listSignatures } from "./signatures.ts";
import { listSimilar } from "./similar.ts";
import { inSnapshot } from "./snapshot.ts";

/** What the integrated backend reads, from a read-only connection. */
export function sqliteStoredErrors(db: Database): StoredErrors {
  return {
    listIssues: async (query) => inSnapshot(db, () => listIssues(db, query)),
    countIssues: async (query) => inSnapshot(db, () => countIssues(db, query)),
    findIssue: async (projects, ref) => findIssue(db, idsOf(projects), ref),
    findIssueOfEvent: async (projects, eventId) =>
      inSnapshot(db, () => {
        const id = findIssueIdOfEvent(db, idsOf(projects), eventId);
        return id === undefined ? undefined : findIssue(db, idsOf(projects), { kind: "id", id });
      }),
    listEvents: async (issue, page) => inSnapshot(db, () => listEvents(db, issue, page)),
    listProjectEvents: async (project, page) => inSnapshot(db, () => listProjectEvents(db, project.id, page)),
    listFoundEvents: async (found, page) => inSnapshot(db, () => listFoundEvents(db, found, page)),
    countFoundEvents: async (found, wanted) => inSnapshot(db, () => countFoundEvents(db, found, wanted)),
    findEvent: async (issue, which) => inSnapshot(db, () => findEvent(db, issue, which)),
    listSignatures: async (issue, page) => inSnapshot(db, () => listSignatures(db, issue, page)),
    listSimilar: async (issue) => inSnapshot(db, () => listSimilar(db, issue)),
    listDiscarded: async (project) => listDiscarded(db, project.id),
    listHourlyCounts: async (issues, fromHour, toHour) => listHourlyCounts(db, issues, fromHour, toHour),
    listChanges: async (project, query) => inSnapshot(db, () => listChanges(db, project, query)),
    listTags: async (issue, valuesPerKey) => listTags(db, issue, valuesPerKey),
  };
}

function idsOf(projects: readonly Project[]): readonly number[] {
  return projects.map(({ id }) => id);
}
