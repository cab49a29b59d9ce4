/** Where the digest puts files. Adapter: `store/blob/disk/`. */
export interface BlobWriter {
  /**
   * Stores files under their digests, lower-case hex SHA-256; those that are there already are left alone. Everything is
   * durable when it returns. Throws `StoreUnavailable` when the disk refuses.
   */
  put(blobs: readonly Blob[]): void;
}
export type Blob = { readonly digest: string; readonly bytes: Uint8Array };
