export type RemoteTag = {
  readonly key: string;
  /** Events of the issue that carry the key. */
  readonly total: number;
  readonly values: readonly {
    readonly value: string;
    readonly count: number;
    readonly firstSeenMs: number;
    readonly lastSeenMs: number;
  }[];
};
