import type { ClientKey, NameProblem, Project, ProjectCommands } from "../../project/project.ts";
import { freeSlug, isSlug, slugOfName } from "../../project/slug.ts";
import { insertDefaultRule } from "./alert-commands.ts";
import { insertKey } from "./client-key-commands.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const FIND_ORGANIZATION = "SELECT slug FROM organization WHERE id = ?";
const FIND_PROJECT_BY_SLUG = "SELECT 1 FROM project WHERE organization_id = ? AND slug = ?";
const ADD_PROJECT = "INSERT INTO project (organization_id, slug, name, platform, created_at_ms) VALUES (?, ?, ?, ?, ?)";
const DESCRIBE_PROJECT = "UPDATE project SET name = ?, platform = ? WHERE id = ?";
const ENABLE_PROJECT = "UPDATE project SET is_enabled = ? WHERE id = ?";

const FIRST_KEY_LABEL = "Default";

/** Projects, each command one transaction. `now` is Unix ms. */
export function projectCommands(db: Database, now: () => number): Now<ProjectCommands> {
  return {
    createProject({ organizationId, slug, ...args }) {
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
    describeProject({ projectId, name, platform }) {
      db.statement(DESCRIBE_PROJECT).run(name, platform ?? null, projectId);
    },
    enableProject({ projectId, isEnabled }) {
      db.statement(ENABLE_PROJECT).run(isEnabled ? 1 : 0, projectId);
    },
  };
}

/** Makes a project with its first key and, unless it is to have none, its first alert rule, within the caller's transaction; the slug gets a number when it is taken. */
export function insertProject(
  db: Database,
  organization: { readonly id: number; readonly slug: string },
  wantedSlug: string,
  { name, platform, hasNoRule = false }: { readonly name: string; readonly platform?: string; readonly hasNoRule?: boolean },
  nowMs: number,
): { readonly project: Project; readonly key: ClientKey } {
  const slug = freeSlug(wantedSlug, (taken) => isTaken(db, organization.id, taken));
  const { lastInsertRowid } = db.statement(ADD_PROJECT).run(organization.id, slug, name, platform ?? null, nowMs);
  if (!hasNoRule) insertDefaultRule(db, lastInsertRowid, nowMs);
  const project: Project = {
    id: lastInsertRowid,
    organizationId: organization.id,
    organizationSlug: organization.slug,
    slug,
    name,
    platform,
    backend: "integrated",
    isEnabled: true,
    connectionId: undefined,
    createdAtMs: nowMs,
    firstEventAtMs: undefined,
    retentionDays: undefined,
    maxEvents: undefined,
  };
  return { project, key: insertKey(db, project.id, { label: FIRST_KEY_LABEL, isActive: true }, nowMs) };
}

function isTaken(db: Database, organizationId: number, slug: string): boolean {
  return db.statement(FIND_PROJECT_BY_SLUG).get(organizationId, slug) !== undefined;
}

function refused(kind: NameProblem["kind"]): { readonly problem: NameProblem } {
  return { problem: { kind } };
}
