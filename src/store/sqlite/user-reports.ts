import type { DigestedReport } from "../../digest/user-report/normalise.ts";
import type { Database } from "./database.ts";
import { eventIdBytes } from "./event-tables.ts";
import type { OutcomeSums } from "./outcomes.ts";
import { addOutcome, outcomeOfItem } from "./outcomes.ts";

// A second user report takes the place of the first; a feedback that comes again is the same one.
const PUT_REPORT = `
  INSERT INTO user_report (project_id, kind, report_id, event_id, name, email, comments, url, source, release, environment, received_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (project_id, kind, report_id) DO UPDATE SET
    name = excluded.name, email = excluded.email, comments = excluded.comments, received_ms = excluded.received_ms
  WHERE kind = 'user-report'`;

/** Stores what people wrote, within the caller's transaction. */
export function recordReports(db: Database, reports: readonly DigestedReport[], outcomes: OutcomeSums): void {
  for (const report of reports) {
    const { changes } = db
      .statement(PUT_REPORT)
      .run(
        report.projectId,
        report.kind,
        eventIdBytes(report.reportId),
        report.eventId === undefined ? null : eventIdBytes(report.eventId),
        report.name ?? null,
        report.email ?? null,
        report.comments,
        report.url ?? null,
        report.source ?? null,
        report.release ?? null,
        report.environment ?? null,
        report.receivedAtMs,
      );
    addOutcome(outcomes, outcomeOfItem(report, "feedback", changes > 0 ? "" : "duplicate"));
  }
}
