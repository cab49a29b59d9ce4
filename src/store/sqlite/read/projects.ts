import type { ClientKeyReader, Organization, Project, ProjectReader } from "../../../project/project.ts";
import { clientKeyOf, KEY_COLUMNS } from "../client-key-rows.ts";
import type { Database, Row } from "../database.ts";

const PROJECT = `
  SELECT project.id, project.organization_id, organization.slug AS organization_slug, project.slug, project.name,
    project.platform, project.backend, project.is_enabled, project.connection_id, project.created_at_ms, project.first_event_at_ms,
    project.retention_days, project.max_events
  FROM project JOIN organization ON organization.id = project.organization_id AND project.deleted_at_ms IS NULL`;

const ORGANIZATIONS = "SELECT id, slug, name, created_at_ms FROM organization WHERE deleted_at_ms IS NULL ORDER BY slug";
const ORGANIZATIONS_OF_USER = `
  SELECT organization.id, slug, name, organization.created_at_ms
  FROM member JOIN organization ON organization.id = member.organization_id
  WHERE member.user_id = ? ORDER BY slug`;
const FIND_ORGANIZATION =
  "SELECT id, slug, name, created_at_ms FROM organization WHERE (slug = ? OR id = ?) AND deleted_at_ms IS NULL";
const PROJECTS_OF = `${PROJECT} WHERE project.organization_id IN (SELECT value FROM json_each(?)) ORDER BY project.slug`;
const FIND_PROJECT = `${PROJECT} WHERE project.organization_id = ? AND (project.slug = ? OR project.id = ?)`;
const FIND_PROJECT_BY_ID = `${PROJECT} WHERE project.id = ?`;
const KEYS = `SELECT ${KEY_COLUMNS} FROM client_key`;

/** Organisations, projects and keys. */
export function sqliteProjectReader(db: Database): ProjectReader & ClientKeyReader {
  return {
    async listOrganizations(userId) {
      const rows = userId === undefined ? db.statement(ORGANIZATIONS).all() : db.statement(ORGANIZATIONS_OF_USER).all(userId);
      return rows.map(organizationOf);
    },
    async findOrganization(slugOrId) {
      const row = db.statement(FIND_ORGANIZATION).get(slugOrId, idIn(slugOrId));
      return row === undefined ? undefined : organizationOf(row);
    },
    listProjects: async (organizationIds) => db.statement(PROJECTS_OF).all(JSON.stringify(organizationIds)).map(projectOf),
    async findProject(organizationId, slugOrId) {
      const row = db.statement(FIND_PROJECT).get(organizationId, slugOrId, idIn(slugOrId));
      return row === undefined ? undefined : projectOf(row);
    },
    async findProjectById(projectId) {
      const row = db.statement(FIND_PROJECT_BY_ID).get(projectId);
      return row === undefined ? undefined : projectOf(row);
    },
    listClientKeys: async (projectId) =>
      db.statement(`${KEYS} WHERE project_id = ? ORDER BY id`).all(projectId).map(clientKeyOf),
    listAllClientKeys: async () => db.statement(KEYS).all().map(clientKeyOf),
  };
}

/** Slugs are never all digits, so a number can only be an id. -1 is nobody's. */
function idIn(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}

function organizationOf(row: Row): Organization {
  return {
    id: Number(row["id"]),
    slug: String(row["slug"]),
    name: String(row["name"]),
    createdAtMs: Number(row["created_at_ms"]),
  };
}

function projectOf(row: Row): Project {
  const {
    platform,
    connection_id: connectionId,
    first_event_at_ms: firstEventAtMs,
    retention_days: days,
    max_events: maxEvents,
  } = row;
  return {
    id: Number(row["id"]),
    organizationId: Number(row["organization_id"]),
    organizationSlug: String(row["organization_slug"]),
    slug: String(row["slug"]),
    name: String(row["name"]),
    platform: typeof platform === "string" ? platform : undefined,
    backend: row["backend"] === "sentry" ? "sentry" : "integrated",
    isEnabled: row["is_enabled"] === 1,
    connectionId: typeof connectionId === "number" ? connectionId : undefined,
    createdAtMs: Number(row["created_at_ms"]),
    firstEventAtMs: typeof firstEventAtMs === "number" ? firstEventAtMs : undefined,
    maxEvents: typeof maxEvents === "number" ? maxEvents : undefined,
    retentionDays: typeof days === "number" ? days : undefined,
  };
}
