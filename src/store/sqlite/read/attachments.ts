import type { Attachment, AttachmentReader } from "../../../issue/attachment.ts";
import type { BlobReader } from "../../blob/disk/disk.ts";
import type { Database } from "../database.ts";
import { eventIdBytes } from "../event-tables.ts";

const LIST_ATTACHMENTS = `
  SELECT id, name, content_type, type, size_bytes, digest, received_ms FROM attachment
  WHERE project_id = ? AND event_id = ? ORDER BY id LIMIT 1000`;

type AttachmentRow = {
  readonly id: number;
  readonly name: string;
  readonly content_type: string;
  readonly type: string;
  readonly size_bytes: number;
  readonly digest: string;
  readonly received_ms: number;
};

export function sqliteAttachmentReader(db: Database, blobs: BlobReader): AttachmentReader {
  return {
    async listAttachments(projectId, eventId) {
      const rows = db.statement(LIST_ATTACHMENTS).all(projectId, eventIdBytes(eventId)) as unknown as AttachmentRow[];
      return rows.map((row): Attachment => ({
        id: row.id,
        eventId,
        name: row.name,
        contentType: row.content_type,
        type: row.type,
        sizeBytes: row.size_bytes,
        digest: row.digest,
        receivedAtMs: row.received_ms,
      }));
    },
    readAttachment: ({ digest }) => blobs.read(digest),
  };
}
