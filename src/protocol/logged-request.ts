/** How the body of a logged request is compressed. Lists of codings are resolved before the log; `identity` is no coding. */
export type ContentCoding = "identity" | "gzip" | "deflate" | "deflate-raw" | "br" | "zstd";

/**
 * What ingest hands to the digest through the log: one accepted request, as it came. All that the digest needs and that
 * time would change (ids, received time, address) is fixed here, so that a second reading gives the same rows.
 */
export type LoggedRequest = {
  /** `envelope`: envelope bytes. `event`: one event's JSON (the store endpoint, already base64/zlib-decoded). */
  readonly kind: "envelope" | "event";
  readonly projectId: number;
  readonly keyId: number;
  /** Unix ms; never smaller than that of an earlier entry. */
  readonly receivedAtMs: number;
  /**
   * Id of the request's event, as answered to the SDK: 32 lower-case hex. For an envelope with several event items it is the
   * first one's; see `generatedIds`. Absent when nothing in the request is an event.
   */
  readonly eventId?: string;
  /** Ids made at the door for further event items that carry none: item index → id. */
  readonly generatedIds?: { readonly [itemIndex: string]: string };
  /** Items refused at the door by a limit; the digest skips them. Their outcome was counted there. */
  readonly refusedItems?: readonly number[];
  readonly clientIp?: string;
  readonly userAgent?: string;
  /** `sentry_client` of the authentication, e.g. `sentry.python/2.1.0`. */
  readonly client?: string;
  readonly coding: ContentCoding;
  readonly body: Uint8Array;
};
