import type { JobCount, Look, Quarantined } from "../../../checkup/installation.ts";
import type { Database, Row } from "../database.ts";
import { storeVersion } from "../migrate.ts";

const LIST = "SELECT position, at_ms, problem, length(bytes) AS size FROM quarantine ORDER BY position DESC";
const FIND = "SELECT position, at_ms, problem, bytes FROM quarantine WHERE position = ?";
const CODE_HOST_JOBS = "SELECT count(next_at_ms) AS waiting, count(*) - count(next_at_ms) AS failed FROM codehost_job";
const ALERT_JOBS = `
  SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS failed FROM alert_delivery`;
const SQLITE = "SELECT sqlite_version() AS version";

/** What the store tells of the installation. */
export type StoredInstallation = {
  readonly jobs: () => Look["jobs"];
  readonly versions: () => Pick<Look["versions"], "sqlite" | "store">;
  readonly listQuarantined: () => readonly (Omit<Quarantined, "bytes"> & { readonly sizeBytes: number })[];
  readonly findQuarantined: (position: number) => Quarantined | undefined;
};

export function sqliteInstallationReader(db: Database): StoredInstallation {
  return {
    jobs: () => ({
      codeHosts: countOf(db.statement(CODE_HOST_JOBS).get()),
      alerts: countOf(db.statement(ALERT_JOBS).get()),
    }),
    versions: () => ({ sqlite: String(db.statement(SQLITE).get()?.["version"]), store: storeVersion(db) }),
    listQuarantined: () =>
      db
        .statement(LIST)
        .all()
        .map((row) => ({ ...entryOf(row), sizeBytes: Number(row["size"]) })),
    findQuarantined(position) {
      const row = db.statement(FIND).get(position);
      if (row === undefined) return undefined;
      return { ...entryOf(row), bytes: row["bytes"] instanceof Uint8Array ? row["bytes"] : new Uint8Array() };
    },
  };
}

function countOf(row: Row | undefined): JobCount {
  return { waiting: Number(row?.["waiting"] ?? 0), failed: Number(row?.["failed"] ?? 0) };
}

function entryOf(row: Row): Omit<Quarantined, "bytes"> {
  return { position: Number(row["position"]), atMs: Number(row["at_ms"]), problem: String(row["problem"]) };
}
