import { randomBytes } from "node:crypto";
import type { ClientKey, NameProblem, Organization, Project, ProjectCommands } from "../../project/project.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";

const MAX_NAME_CHARS = 64;
const MAX_SLUG_CHARS = 50;

const ADD_ORGANIZATION = "INSERT INTO organization (slug, name, created_at_ms) VALUES (?, ?, ?)";
const ADD_PROJECT = `
  INSERT INTO project (organization_id, slug, name, platform, created_at_ms) VALUES (?, ?, ?, ?, ?)`;
const ADD_KEY = "INSERT INTO client_key (project_id, public_key, label, created_at_ms) VALUES (?, ?, ?, ?)";

export function projectCommands(db: Database, now: () => number): ProjectCommands {
  return {
    createProject: async (args) => transaction(db, () => makeProject(db, args, now())),
    createClientKey: async ({ projectId, label }) => {
      const isThere = db.statement("SELECT 1 FROM project WHERE id = ?").get(projectId) !== undefined;
      return isThere ? makeKey(db, projectId, label, now()) : { problem: { kind: "not-found" } };
    },
    setClientKeyActive: async ({ keyId, isActive }) => {
      db.statement("UPDATE client_key SET is_active = ? WHERE id = ?").run(isActive ? 1 : 0, keyId);
    },
  };
}

/** Within a transaction of the caller. Throws for a name that gives no slug. */
export function makeOrganization(db: Database, name: string, nowMs: number): Organization | undefined {
  const wanted = slugOf(name);
  if (wanted === undefined) return undefined;
  const slug = freeSlug(wanted, (text) => db.statement("SELECT 1 FROM organization WHERE slug = ?").get(text) !== undefined);
  const { lastInsertRowid } = db.statement(ADD_ORGANIZATION).run(slug, name.trim(), nowMs);
  return { id: lastInsertRowid, slug, name: name.trim(), createdAtMs: nowMs };
}

/** Makes a project with one key, within a transaction of the caller. */
export function makeProject(
  db: Database,
  args: { readonly organizationId: number; readonly name: string; readonly slug?: string; readonly platform?: string },
  nowMs: number,
): { readonly project: Project; readonly key: ClientKey } | { readonly problem: NameProblem } {
  const organization = db.statement("SELECT slug FROM organization WHERE id = ?").get(args.organizationId);
  if (organization === undefined) return { problem: { kind: "not-found" } };
  const name = args.name.trim();
  const wanted = slugOf(args.slug ?? name);
  if (wanted === undefined || name.length > MAX_NAME_CHARS) return { problem: { kind: "invalid-name" } };

  const isTaken = (slug: string): boolean =>
    db.statement("SELECT 1 FROM project WHERE organization_id = ? AND slug = ?").get(args.organizationId, slug) !== undefined;
  if (args.slug !== undefined && isTaken(wanted)) return { problem: { kind: "slug-taken" } };
  const slug = freeSlug(wanted, isTaken);
  const platform = args.platform ?? undefined;
  const { lastInsertRowid: id } = db.statement(ADD_PROJECT).run(args.organizationId, slug, name, platform ?? null, nowMs);
  return {
    project: {
      id,
      organizationId: args.organizationId,
      organizationSlug: String(organization["slug"]),
      slug,
      name,
      platform,
      backend: "integrated",
      createdAtMs: nowMs,
      firstEventAtMs: undefined,
    },
    key: makeKey(db, id, "Default", nowMs),
  };
}

function makeKey(db: Database, projectId: number, label: string, nowMs: number): ClientKey {
  const publicKey = randomBytes(16).toString("hex");
  const { lastInsertRowid: id } = db.statement(ADD_KEY).run(projectId, publicKey, label, nowMs);
  return { id, projectId, publicKey, label, isActive: true, createdAtMs: nowMs };
}

/** Lower case, digits and dashes, at most 50; never all digits, for those are ids. `undefined` when nothing is left. */
function slugOf(name: string): string | undefined {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .slice(0, 200)
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, MAX_SLUG_CHARS);
  if (slug === "" || name.trim().length > MAX_NAME_CHARS) return undefined;
  return /^\d+$/.test(slug) ? `p-${slug}` : slug;
}

function freeSlug(wanted: string, isTaken: (slug: string) => boolean): string {
  if (!isTaken(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    const slug = `${wanted.slice(0, MAX_SLUG_CHARS - 8)}-${number}`;
    if (!isTaken(slug)) return slug;
  }
}
