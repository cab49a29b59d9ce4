import type { ArtifactFinder, ArtifactKind, ArtifactReader, StoredArtifact, Upload } from "../../../artifact/artifacts.ts";
import type { Database } from "../database.ts";

const COLUMNS = "kind, url, debug_id, map_url, digest, problem, size_bytes, release, dist, uploaded_at_ms";
const BY_DEBUG_ID = `
  SELECT ${COLUMNS} FROM artifact WHERE project_id = ? AND debug_id = ? ORDER BY id DESC LIMIT 20`;
const BY_URL = `
  SELECT ${COLUMNS} FROM artifact WHERE project_id = ? AND release = ? AND dist = ? AND url = ? AND release <> ''
  ORDER BY id DESC LIMIT 20`;
const COUNT = "SELECT count(*) AS files FROM (SELECT 1 FROM artifact WHERE project_id = ? AND kind <> 'proguard' LIMIT 1000)";
const COUNT_OF_RELEASE = `
  SELECT count(*) AS files FROM (SELECT 1 FROM artifact WHERE project_id = ? AND release = ? AND release <> '' LIMIT 1000)`;
const LIST_DISTS = "SELECT DISTINCT dist FROM artifact WHERE project_id = ? AND release = ? AND release <> '' LIMIT 20";
const LIST_NEAR = `
  SELECT ${COLUMNS} FROM (SELECT * FROM artifact WHERE project_id = ?1 AND release = ?2 AND dist = ?3 AND release <> '' LIMIT 5000)
  WHERE kind = 'script' ORDER BY instr(url, ?4) = 0, id DESC LIMIT 5`;
const HOLDS_ID = "SELECT 1 FROM artifact WHERE project_id = ? AND debug_id = ? LIMIT 1";
const LIST_UPLOADS = `
  SELECT id, bundle_id, release, dist, file_count, size_bytes, uploaded_at_ms FROM artifact_upload
  WHERE project_id = ? ORDER BY id DESC LIMIT ?`;
const HOLDS_UPLOAD = "SELECT 1 FROM artifact_upload WHERE project_id = ? AND release = ? AND dist = ? AND checksum = ?";
const SUM_BYTES = "SELECT coalesce(sum(size_bytes), 0) AS bytes FROM artifact_upload WHERE project_id = ?";
const LIST_FILES = `
  SELECT id, ${COLUMNS} FROM artifact WHERE project_id = ? AND release = ? AND release <> '' ORDER BY id DESC LIMIT 1000`;
const LIST_DEBUG_FILES = `
  SELECT artifact.id, artifact.debug_id, artifact.url, artifact.size_bytes, artifact.uploaded_at_ms, artifact_upload.checksum
  FROM artifact JOIN artifact_upload ON artifact_upload.id = artifact.upload_id
  WHERE artifact.project_id = ? AND artifact.kind = 'proguard' ORDER BY artifact.id DESC LIMIT 1000`;

type Row = {
  readonly kind: ArtifactKind;
  readonly url: string;
  readonly debug_id: string | null;
  readonly map_url: string | null;
  readonly digest: string | null;
  readonly problem: string | null;
  readonly size_bytes: number;
  readonly release: string;
  readonly dist: string;
  readonly uploaded_at_ms: number;
};

export function sqliteArtifactFinder(db: Database): ArtifactFinder {
  const list = (sql: string, ...values: readonly (string | number)[]): readonly StoredArtifact[] =>
    (db.statement(sql).all(...values) as Row[]).map(artifactOf);
  return {
    findByDebugId: (projectId, debugId) => list(BY_DEBUG_ID, projectId, debugId),
    findByUrl: (projectId, release, dist, url) => list(BY_URL, projectId, release, dist, url),
  };
}

export function sqliteArtifactReader(db: Database): ArtifactReader {
  return {
    ...sqliteArtifactFinder(db),
    countFiles(projectId, release) {
      const found =
        release === undefined ? db.statement(COUNT).get(projectId) : db.statement(COUNT_OF_RELEASE).get(projectId, release);
      return (found as { files: number }).files;
    },
    listDists: (projectId, release) =>
      (db.statement(LIST_DISTS).all(projectId, release) as { dist: string }[]).map(({ dist }) => dist),
    listNear: (projectId, release, dist, fileName) =>
      (db.statement(LIST_NEAR).all(projectId, release, dist, fileName) as Row[]).map(artifactOf),
    listHolders: (projectIds, debugId) =>
      projectIds.filter((projectId) => db.statement(HOLDS_ID).get(projectId, debugId) !== undefined),
    listUploads(projectId, limit) {
      type UploadRow = { id: number; bundle_id: string; release: string; dist: string; file_count: number; size_bytes: number };
      const rows = db.statement(LIST_UPLOADS).all(projectId, limit) as (UploadRow & { uploaded_at_ms: number })[];
      return rows.map(({ id, bundle_id: bundleId, release, dist, ...row }): Upload => ({
        id,
        bundleId,
        release,
        dist,
        fileCount: row.file_count,
        sizeBytes: row.size_bytes,
        uploadedAtMs: row.uploaded_at_ms,
      }));
    },
    holdsUpload: ({ projectIds, release, dist, checksum }) =>
      projectIds.every((projectId) => db.statement(HOLDS_UPLOAD).get(projectId, release, dist, checksum) !== undefined),
    bytesOf: (projectId) => (db.statement(SUM_BYTES).get(projectId) as { bytes: number }).bytes,
    listFiles: (projectId, release) =>
      (db.statement(LIST_FILES).all(projectId, release) as (Row & { id: number })[]).map((row) => ({
        ...artifactOf(row),
        id: row.id,
      })),
    listDebugFiles(projectId) {
      type FileRow = Pick<Row, "url" | "size_bytes" | "uploaded_at_ms"> & { id: number; debug_id: string; checksum: string };
      return (db.statement(LIST_DEBUG_FILES).all(projectId) as FileRow[]).map(
        ({ id, debug_id: debugId, url: name, checksum, size_bytes: sizeBytes, uploaded_at_ms: uploadedAtMs }) => ({
          id,
          debugId,
          name,
          checksum,
          sizeBytes,
          uploadedAtMs,
        }),
      );
    },
  };
}

function artifactOf(row: Row): StoredArtifact {
  const { kind, url, release, dist } = row;
  return {
    kind,
    url,
    release,
    dist,
    debugId: row.debug_id ?? undefined,
    mapUrl: row.map_url ?? undefined,
    digest: row.digest ?? undefined,
    problem: row.problem ?? undefined,
    sizeBytes: row.size_bytes,
    uploadedAtMs: row.uploaded_at_ms,
  };
}
