/** An HTTP request for the API, as plain data between threads. `path` holds the query and begins below the public address. */
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [lowerCaseName: string]: string };
  readonly body: Uint8Array | undefined;
  /** In place of `body`: the file that a large one lies in. */
  readonly bodyFile?: string;
  readonly clientIp: string;
};

/** The finished answer. */
export type ApiResponse = {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly body: Uint8Array;
};

/** Who may listen to live changes, asked before a stream is opened and again each minute. */
export type StreamGrant = { readonly projectIds: readonly number[] };
