import type { DigestedAttachment } from "../../digest/attachment/normalise.ts";
import type { Database } from "./database.ts";
import { eventIdBytes } from "./event-tables.ts";
import type { OutcomeSums } from "./outcomes.ts";
import { addOutcome, outcomeOfItem } from "./outcomes.ts";

const ADD_ATTACHMENT = `
  INSERT INTO attachment (project_id, event_id, name, content_type, type, size_bytes, digest, received_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** Stores where the files of events are, within the caller's transaction; the files themselves are durable by then. */
export function recordAttachments(db: Database, attachments: readonly DigestedAttachment[], outcomes: OutcomeSums): void {
  for (const attachment of attachments) {
    const { projectId, eventId, name, contentType, type, bytes, digest, receivedAtMs } = attachment;
    const { changes } = db
      .statement(ADD_ATTACHMENT)
      .run(projectId, eventIdBytes(eventId), name, contentType, type, bytes.length, digest, receivedAtMs);
    const reason = changes > 0 ? "" : "duplicate";
    addOutcome(outcomes, outcomeOfItem(attachment, "attachment", reason, Math.max(1, bytes.length)));
  }
}
