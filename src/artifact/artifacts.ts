/** What a file of a build is: the code that runs, or the map that leads back to what people wrote; `proguard`: the same of Java. */
export type ArtifactKind = "script" | "map" | "proguard";

/** A file of an upload, as it is kept. */
export type Artifact = {
  readonly kind: ArtifactKind;
  /** As `~/static/app.js`, or a whole address. Empty for what is known by its debug id alone. */
  readonly url: string;
  /** 32 lower-case hex digits. */
  readonly debugId: string | undefined;
  /** Of a script: what it says of its map, as written. */
  readonly mapUrl: string | undefined;
  /** Of the packed map (packed-map.ts): a map's own, or one that stands in the script itself. Undefined when there is none. */
  readonly digest: string | undefined;
  /** Why the map cannot be used: a sentence. */
  readonly problem: string | undefined;
  /** Of what is stored. */
  readonly sizeBytes: number;
};

export type StoredArtifact = Artifact & {
  /** "" when it was uploaded without. */
  readonly release: string;
  readonly dist: string;
  readonly uploadedAtMs: number;
};

/** Looks up files of builds, of one project. Synchronous: the digest asks for each frame. Newest uploads first, a few of each. */
export interface ArtifactFinder {
  findByDebugId(projectId: number, debugId: string): readonly StoredArtifact[];
  findByUrl(projectId: number, release: string, dist: string, url: string): readonly StoredArtifact[];
}

/** What the doctor looks at besides: what is there instead of what was looked for. */
export interface ArtifactLister extends ArtifactFinder {
  /** Whether anything was uploaded, at all or for a release, and for which dists. */
  countFiles(projectId: number, release: string | undefined): number;
  listDists(projectId: number, release: string): readonly string[];
  /** Scripts of a release whose address ends alike, else any: at most a few. */
  listNear(projectId: number, release: string, dist: string, fileName: string): readonly StoredArtifact[];
  /** Those of the projects that hold a debug id. */
  listHolders(projectIds: readonly number[], debugId: string): readonly number[];
}

/** An upload as people see and delete it. */
export type Upload = {
  readonly id: number;
  readonly bundleId: string;
  readonly release: string;
  readonly dist: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
  readonly uploadedAtMs: number;
};

export interface ArtifactReader extends ArtifactLister {
  listUploads(projectId: number, limit: number): readonly Upload[];
  /** True when this upload is kept for all of the projects, under this release and dist. */
  holdsUpload(key: UploadKey): boolean;
  /** What a project's uploads take, bytes. */
  bytesOf(projectId: number): number;
  listFiles(projectId: number, release: string): readonly (StoredArtifact & { readonly id: number })[];
  listDebugFiles(projectId: number): readonly DebugFile[];
}

export type UploadKey = {
  readonly projectIds: readonly number[];
  /** SHA-1 of what was uploaded, 40 lower-case hex digits. */
  readonly checksum: string;
  /** "" for none. Of a debug file, whose bytes may be kept under several ids, `dist` is its id. */
  readonly release: string;
  readonly dist: string;
};

/** A file that was uploaded alone and is known by its id: a mapping of ProGuard or R8. */
export type DebugFile = {
  readonly id: number;
  readonly debugId: string;
  readonly name: string;
  readonly checksum: string;
  readonly sizeBytes: number;
  readonly uploadedAtMs: number;
};

export interface ArtifactCommands {
  /** Keeps the files of an upload; once, whatever is said again. Their blobs are durable. Stored events they belong to are then mapped. */
  saveArtifacts(args: UploadKey & { readonly bundleId: string; readonly files: readonly Artifact[] }): Promise<void>;
  /** Files of which no other upload makes use are removed. False when the project has no such upload. */
  deleteUpload(args: { readonly projectId: number; readonly bundleId: string }): Promise<boolean>;
}
