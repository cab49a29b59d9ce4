import type { ArtifactCommands, Artifact, UploadKey } from "../../artifact/artifacts.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const ADD_UPLOAD = `
  INSERT INTO artifact_upload (project_id, release, dist, checksum, bundle_id, file_count, size_bytes, uploaded_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`;
const ADD_ARTIFACT = `
  INSERT INTO artifact (upload_id, project_id, release, dist, kind, url, debug_id, map_url, digest, problem, size_bytes, uploaded_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_DUE = `
  INSERT INTO mapping_due (signature_id)
  SELECT signature_id FROM unmapped_signature WHERE project_id = ? AND sought = ? ON CONFLICT DO NOTHING`;
const DELETE_UPLOAD = "DELETE FROM artifact_upload WHERE project_id = ? AND bundle_id = ?";

/** `onSaved`: what is remembered of a project's files is no longer so. */
export function artifactCommands(db: Database, now: () => number, onChanged: () => void): Now<ArtifactCommands> {
  return {
    saveArtifacts({ projectIds, bundleId, files, ...key }) {
      const nowMs = now();
      transaction(db, () => {
        for (const projectId of projectIds) saveUpload(db, projectId, key, bundleId, files, nowMs);
      });
      onChanged();
    },
    deleteUpload({ projectId, bundleId }) {
      const { changes } = transaction(db, () => db.statement(DELETE_UPLOAD).run(projectId, bundleId));
      onChanged();
      return changes > 0;
    },
  };
}

function saveUpload(
  db: Database,
  projectId: number,
  { checksum, release, dist }: Omit<UploadKey, "projectIds">,
  bundleId: string,
  files: readonly Artifact[],
  nowMs: number,
): void {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const row = db.statement(ADD_UPLOAD).get(projectId, release, dist, checksum, bundleId, files.length, bytes, nowMs) as
    | { id: number }
    | undefined;
  // It is kept already: a client that did not hear the answer says it again.
  if (row === undefined) return;
  for (const { kind, url, debugId, mapUrl, digest, problem, sizeBytes } of files) {
    db.statement(ADD_ARTIFACT).run(
      row.id,
      projectId,
      release,
      dist,
      kind,
      url,
      debugId ?? null,
      mapUrl ?? null,
      digest ?? null,
      problem ?? null,
      sizeBytes,
      nowMs,
    );
  }
  const debugIds = new Set(files.map(({ debugId }) => debugId).filter((id) => id !== undefined));
  const sought = [...debugIds].map((id) => `d:${id}`);
  for (const each of release === "" ? sought : [...sought, `r:${release}`]) db.statement(ADD_DUE).run(projectId, each);
}
