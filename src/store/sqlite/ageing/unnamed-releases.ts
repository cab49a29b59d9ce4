import type { Database } from "../database.ts";
import { deleteDetail } from "../release-commands.ts";
import type { Slices } from "./slices.ts";

const AT_ONCE = 20;
const LIST_UNNAMED = `
  SELECT id FROM release_detail AS detail
  WHERE organization_id = (SELECT organization_id FROM project WHERE id = ?) AND NOT EXISTS (
    SELECT 1 FROM release JOIN project ON project.id = release.project_id
    WHERE release.version = detail.version AND project.organization_id = detail.organization_id)
  LIMIT ${AT_ONCE}`;

/** Commits and deploys of releases that no project has any more, in the organisation of a deleted project. */
export function* removeUnnamedReleases(db: Database, projectId: number): Slices {
  for (;;) {
    const details = db.statement(LIST_UNNAMED).all(projectId) as { id: number }[];
    if (details.length === 0) return;
    for (const { id } of details) deleteDetail(db, id);
    yield;
  }
}
