import type { ConnectionReader, SentryConnection } from "../../../backend/sentry/connection.ts";
import type { Database } from "../database.ts";

const FIND_CONNECTION = `
  SELECT id, project_id, origin, organization_slug, organization_name, project_slug, project_name, remote_project_id,
    sealed_token, token_hint, checked_at_ms, answered_at_ms, problem
  FROM sentry_connection WHERE id = ?`;
const FIND_ID_IN_USE = "SELECT connection_id AS id FROM project WHERE id = ? AND backend = 'sentry'";

type ConnectionRow = {
  readonly id: number;
  readonly project_id: number;
  readonly origin: string;
  readonly organization_slug: string;
  readonly organization_name: string;
  readonly project_slug: string;
  readonly project_name: string;
  readonly remote_project_id: string;
  readonly sealed_token: string | null;
  readonly token_hint: string | null;
  readonly checked_at_ms: number;
  readonly answered_at_ms: number;
  readonly problem: string | null;
};

/** Connections to a Sentry. */
export function sqliteConnectionReader(db: Database): ConnectionReader {
  return {
    findConnection: async (connectionId) => findConnection(db, connectionId),
    async findConnectionInUse(projectId) {
      const row = db.statement(FIND_ID_IN_USE).get(projectId) as { id: number | null } | undefined;
      return row === undefined || row.id === null ? undefined : findConnection(db, row.id);
    },
  };
}

function findConnection(db: Database, connectionId: number): SentryConnection | undefined {
  const row = db.statement(FIND_CONNECTION).get(connectionId) as ConnectionRow | undefined;
  if (row === undefined) return undefined;
  return {
    id: row.id,
    projectId: row.project_id,
    origin: row.origin,
    remote: {
      id: row.remote_project_id,
      slug: row.project_slug,
      name: row.project_name,
      organization: { slug: row.organization_slug, name: row.organization_name },
    },
    sealedToken: row.sealed_token ?? undefined,
    tokenHint: row.token_hint ?? undefined,
    health: {
      checkedAtMs: row.checked_at_ms,
      answeredAtMs: row.answered_at_ms,
      problem: row.problem ?? undefined,
    },
  };
}
