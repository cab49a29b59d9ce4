import type { Monitor, MonitorReader } from "../../../project/monitor.ts";
import type { Database } from "../database.ts";

const LIST_MONITORS = `
  SELECT id, project_id, slug, config, created_ms FROM monitor
  WHERE project_id IN (SELECT value FROM json_each(?)) ORDER BY slug, id`;
const LIST_ENVIRONMENTS = `
  SELECT environment, status, started_ms, received_ms, duration_seconds, first_ms FROM monitor_environment
  WHERE monitor_id = ? ORDER BY environment`;

type MonitorRow = {
  readonly id: number;
  readonly project_id: number;
  readonly slug: string;
  readonly config: string | null;
  readonly created_ms: number;
};
type EnvironmentRow = {
  readonly environment: string;
  readonly status: string;
  readonly started_ms: number | null;
  readonly received_ms: number;
  readonly duration_seconds: number | null;
  readonly first_ms: number;
};

export function sqliteMonitorReader(db: Database): MonitorReader {
  return {
    async listMonitors(projectIds) {
      const rows = db.statement(LIST_MONITORS).all(JSON.stringify(projectIds)) as unknown as MonitorRow[];
      return rows.map((row): Monitor => ({
        id: row.id,
        projectId: row.project_id,
        slug: row.slug,
        config: row.config === null ? {} : JSON.parse(row.config),
        createdAtMs: row.created_ms,
        environments: environmentsOf(db, row.id),
      }));
    },
  };
}

function environmentsOf(db: Database, monitorId: number): Monitor["environments"] {
  const rows = db.statement(LIST_ENVIRONMENTS).all(monitorId) as unknown as EnvironmentRow[];
  return rows.map((row) => ({
    name: row.environment,
    status: row.status,
    startedAtMs: row.started_ms ?? undefined,
    lastCheckInMs: row.received_ms,
    durationSeconds: row.duration_seconds ?? undefined,
    createdAtMs: row.first_ms,
  }));
}
