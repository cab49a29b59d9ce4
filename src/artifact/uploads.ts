/** What uploaders send, before it is an artifact. All run in a thread of their own: see artifact-thread.ts. */
export type UploadDesk = {
  /** Takes the chunks of a form that lies in a file; each is named by the SHA-1 of its bytes. */
  readonly receiveChunks: (args: FormFile & { readonly organizationId: number }) => Promise<Received>;
  /** Those of the chunks that the organisation has not sent. */
  readonly listMissing: (args: {
    readonly organizationId: number;
    readonly chunks: readonly string[];
  }) => Promise<readonly string[]>;
  /** Puts the chunks together, packs what is in them and keeps it. All of them are there. */
  readonly assemble: (args: Assembly) => Promise<Received>;
  /** Takes one file of a release, as old clients send it. */
  readonly receiveFile: (
    args: FormFile & { readonly projectIds: readonly number[]; readonly release: string },
  ) => Promise<Received>;
  /** Puts the chunks of one debug file together, packs and keeps it. */
  readonly assembleDebugFile: (args: DebugAssembly) => Promise<Received>;
  /** Takes a form with a ZIP of debug files, as old clients send it. `files` of the answer: those that were kept. */
  readonly receiveDebugFiles: (args: FormFile & { readonly projectId: number }) => Promise<ReceivedDebugFiles>;
};

export type ReceivedDebugFiles =
  | { readonly kind: "ok"; readonly files: readonly KeptDebugFile[] }
  | Extract<Received, { readonly kind: "refused" }>;
export type KeptDebugFile = { readonly name: string; readonly debugId: string; readonly checksum: string };

/** A `multipart/form-data` body that lies in a file, which the caller removes. */
export type FormFile = { readonly file: string; readonly contentType: string };

/** `detail`: a sentence for whoever uploads. */
export type Received =
  | { readonly kind: "ok"; readonly name?: string; readonly checksum?: string }
  | { readonly kind: "refused"; readonly detail: string };

export type Assembly = {
  readonly organizationId: number;
  readonly projectIds: readonly number[];
  /** SHA-1 of the whole, 40 lower-case hex digits, as are those of the chunks. */
  readonly checksum: string;
  readonly chunks: readonly string[];
  /** "" for none. */
  readonly release: string;
  readonly dist: string;
};

/** Of one debug file. `debugId`: 32 lower-case hex digits. */
export type DebugAssembly = {
  readonly organizationId: number;
  readonly projectId: number;
  readonly checksum: string;
  readonly chunks: readonly string[];
  readonly name: string;
  readonly debugId: string;
};

/** Limits that clients are told, and hold to. */
export const UPLOAD_LIMITS = {
  chunkBytes: 8 * 1_024 * 1_024,
  chunksPerRequest: 64,
  requestBytes: 32 * 1_024 * 1_024,
  fileBytes: 1_024 * 1_024 * 1_024,
  concurrency: 4,
} as const;
