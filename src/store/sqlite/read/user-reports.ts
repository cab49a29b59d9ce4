import type { UserReport, UserReportReader } from "../../../issue/user-report.ts";
import type { Database } from "../database.ts";
import { eventIdBytes, eventIdText } from "../event-tables.ts";

const COLUMNS = "SELECT id, project_id, kind, event_id, name, email, comments, url, received_ms FROM user_report";
const LIST_REPORTS = `${COLUMNS} WHERE project_id = ? AND id < ? ORDER BY id DESC LIMIT ?`;
const FIND_OF_EVENT = `${COLUMNS} WHERE project_id = ? AND event_id = ? ORDER BY id DESC LIMIT 1`;

type ReportRow = {
  readonly id: number;
  readonly project_id: number;
  readonly kind: UserReport["kind"];
  readonly event_id: Uint8Array | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly comments: string;
  readonly url: string | null;
  readonly received_ms: number;
};

export function sqliteUserReportReader(db: Database): UserReportReader {
  return {
    async listUserReports(projectId, { limit, beforeId = Number.MAX_SAFE_INTEGER }) {
      return (db.statement(LIST_REPORTS).all(projectId, beforeId, limit) as unknown as ReportRow[]).map(reportOf);
    },
    async findReportOfEvent(projectId, eventId) {
      const row = db.statement(FIND_OF_EVENT).get(projectId, eventIdBytes(eventId)) as ReportRow | undefined;
      return row === undefined ? undefined : reportOf(row);
    },
  };
}

function reportOf(row: ReportRow): UserReport {
  return {
    id: row.id,
    projectId: row.project_id,
    kind: row.kind,
    eventId: row.event_id === null ? undefined : eventIdText(row.event_id),
    name: row.name ?? undefined,
    email: row.email ?? undefined,
    comments: row.comments,
    url: row.url ?? undefined,
    receivedAtMs: row.received_ms,
  };
}
