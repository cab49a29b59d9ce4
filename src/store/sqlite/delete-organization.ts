import type { PeopleCommands } from "../../account/people.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import type { Now } from "./now.ts";
import { deleteProject } from "./retention-commands.ts";

const COUNT_ORGANIZATIONS = "SELECT count(*) AS organizations FROM organization WHERE deleted_at_ms IS NULL";
const LIST_PROJECTS = "SELECT id FROM project WHERE organization_id = ? AND deleted_at_ms IS NULL";
// The slug is free again; no slug has a blank.
const DELETE_ORGANIZATION = `
  UPDATE organization SET deleted_at_ms = ?, slug = 'deleted ' || id, name = '', event_rules = NULL
  WHERE id = ? AND deleted_at_ms IS NULL`;
const TEAMS = "SELECT id FROM team WHERE organization_id = ?1";
/** What hangs on an organisation beside its projects, in the order of references. */
const DELETE_PARTS = [
  `DELETE FROM team_member WHERE team_id IN (${TEAMS})`,
  `DELETE FROM team_project WHERE team_id IN (${TEAMS})`,
  "DELETE FROM team WHERE organization_id = ?1",
  "DELETE FROM saved_search WHERE organization_id = ?1",
  "DELETE FROM invitation WHERE organization_id = ?1",
  "DELETE FROM api_token WHERE organization_id = ?1",
  "DELETE FROM member WHERE organization_id = ?1",
];
/** Of those who are in no organisation any more. */
const SIGN_OUT = ["session", "api_token"].map(
  (table) => `DELETE FROM ${table} WHERE user_id IS NOT NULL AND user_id NOT IN (SELECT user_id FROM member)`,
);

/** Takes an organisation away. `now` is Unix ms. What its projects hold is taken away by ageing/. */
export function deleteOrganizationCommand(db: Database, now: () => number): Now<Pick<PeopleCommands, "deleteOrganization">> {
  return {
    deleteOrganization({ organizationId }) {
      return transaction(db, () => {
        const { organizations } = db.statement(COUNT_ORGANIZATIONS).get() as { organizations: number };
        if (organizations === 1) return { problem: { kind: "only-organization" } };
        const projects = db.statement(LIST_PROJECTS).all(organizationId) as { id: number }[];
        for (const { id } of projects) deleteProject(db, id, now());
        for (const sql of DELETE_PARTS) db.statement(sql).run(organizationId);
        for (const sql of SIGN_OUT) db.statement(sql).run();
        const { changes } = db.statement(DELETE_ORGANIZATION).run(now(), organizationId);
        return changes === 0 ? { problem: { kind: "not-found" } } : {};
      });
    },
  };
}
