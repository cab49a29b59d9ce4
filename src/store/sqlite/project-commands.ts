import { randomBytes } from "node:crypto";
import type { ClientKey, NameProblem, Project, ProjectCommands } from "../../project/project.ts";
import { freeSlug, isSlug, slugOfName } from "../../project/slug.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

const FIND_ORGANIZATION = "SELECT slug FROM organization WHERE id = ?";
const FIND_PROJECT = "SELECT 1 FROM project WHERE id = ?";
const FIND_PROJECT_BY_SLUG = "SELECT 1 FROM project WHERE organization_id = ? AND slug = ?";
const ADD_PROJECT = "INSERT INTO project (organization_id, slug, name, platform, created_at_ms) VALUES (?, ?, ?, ?, ?)";
const RENAME_PROJECT = "UPDATE project SET name = ? WHERE id = ?";
const ADD_KEY = "INSERT INTO client_key (project_id, public_key, label, created_at_ms) VALUES (?, ?, ?, ?)";
const SET_KEY_ACTIVE = "UPDATE client_key SET is_active = ? WHERE id = ?";
/** Where a Sentry keeps the errors, no key takes events. */
const LIST_KEYS = `
  SELECT client_key.id, project_id, public_key, label, is_active AND backend = 'integrated' AS is_active,
    client_key.created_at_ms
  FROM client_key JOIN project ON project.id = client_key.project_id ORDER BY client_key.id`;

const FIRST_KEY_LABEL = "Default";

/** Projects and client keys, each command one transaction. `now` is Unix ms. */
export function projectCommands(db: Database, now: () => number): ProjectCommands {
  return {
    async createProject({ organizationId, slug, ...args }) {
      return transaction(db, () => {
        const row = db.statement(FIND_ORGANIZATION).get(organizationId) as { slug: string } | undefined;
        if (row === undefined) return refused("not-found");
        const organization = { id: organizationId, slug: row.slug };
        if (slug === undefined) {
          const made = slugOfName(args.name, "project");
          return made === undefined ? refused("invalid-name") : insertProject(db, organization, made, args, now());
        }
        if (!isSlug(slug)) return refused("invalid-name");
        if (isTaken(db, organizationId, slug)) return refused("slug-taken");
        return insertProject(db, organization, slug, args, now());
      });
    },
    async renameProject({ projectId, name }) {
      db.statement(RENAME_PROJECT).run(name, projectId);
    },
    async createClientKey({ projectId, label }) {
      return transaction(db, () => {
        if (db.statement(FIND_PROJECT).get(projectId) === undefined) return refused("not-found");
        return insertKey(db, projectId, label, now());
      });
    },
    async setClientKeyActive({ keyId, isActive }) {
      db.statement(SET_KEY_ACTIVE).run(isActive ? 1 : 0, keyId);
    },
  };
}

/** Every client key, for the door: those of projects that take no events are not active. */
export function listAllClientKeys(db: Database): readonly ClientKey[] {
  const rows = db.statement(LIST_KEYS).all() as KeyRow[];
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    publicKey: row.public_key,
    label: row.label,
    isActive: row.is_active === 1,
    createdAtMs: row.created_at_ms,
  }));
}

type KeyRow = {
  readonly id: number;
  readonly project_id: number;
  readonly public_key: string;
  readonly label: string;
  readonly is_active: number;
  readonly created_at_ms: number;
};

/** Makes a project with its first key, within the caller's transaction; the slug gets a number when it is taken. */
export function insertProject(
  db: Database,
  organization: { readonly id: number; readonly slug: string },
  wantedSlug: string,
  { name, platform }: { readonly name: string; readonly platform?: string },
  nowMs: number,
): { readonly project: Project; readonly key: ClientKey } {
  const slug = freeSlug(wantedSlug, (taken) => isTaken(db, organization.id, taken));
  const { lastInsertRowid } = db.statement(ADD_PROJECT).run(organization.id, slug, name, platform ?? null, nowMs);
  const project: Project = {
    id: lastInsertRowid,
    organizationId: organization.id,
    organizationSlug: organization.slug,
    slug,
    name,
    platform,
    backend: "integrated",
    connectionId: undefined,
    createdAtMs: nowMs,
    firstEventAtMs: undefined,
  };
  return { project, key: insertKey(db, project.id, FIRST_KEY_LABEL, nowMs) };
}

function isTaken(db: Database, organizationId: number, slug: string): boolean {
  return db.statement(FIND_PROJECT_BY_SLUG).get(organizationId, slug) !== undefined;
}

function insertKey(db: Database, projectId: number, label: string, nowMs: number): ClientKey {
  const publicKey = randomBytes(16).toString("hex");
  const { lastInsertRowid } = db.statement(ADD_KEY).run(projectId, publicKey, label, nowMs);
  return { id: lastInsertRowid, projectId, publicKey, label, isActive: true, createdAtMs: nowMs };
}

function refused(kind: NameProblem["kind"]): { readonly problem: NameProblem } {
  return { problem: { kind } };
}
