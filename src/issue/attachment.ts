/** A file that belongs to an event. */
export type Attachment = {
  readonly id: number;
  readonly eventId: string;
  readonly name: string;
  readonly contentType: string;
  /** Sentry's `attachment_type`. */
  readonly type: string;
  readonly sizeBytes: number;
  /** Lower-case hex SHA-256. */
  readonly digest: string;
  readonly receivedAtMs: number;
};

/** Adapter: the SQLite reader, with the files beside it. */
export interface AttachmentReader {
  /** Of one event, in the order in which they came. */
  listAttachments(projectId: number, eventId: string): Promise<readonly Attachment[]>;
  /** `undefined` when the file has been lost. */
  readAttachment(attachment: Attachment): Promise<Uint8Array | undefined>;
}
