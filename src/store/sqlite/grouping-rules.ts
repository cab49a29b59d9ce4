import type { GroupingRulesCommands, GroupingRulesReader, GroupingRulesVersion } from "../../project/grouping-rules.ts";
import { boundedCache } from "./bounded-cache.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const FIND = `
  SELECT grouping_rules.* FROM project JOIN grouping_rules ON grouping_rules.id = project.grouping_rules_id WHERE project.id = ?`;
const FIND_VERSION = "SELECT * FROM grouping_rules WHERE project_id = ? AND id = ?";
const FIND_ID = "SELECT grouping_rules_id FROM project WHERE id = ?";
const ADD = `
  INSERT INTO grouping_rules (project_id, fingerprinting, enhancements, created_ms, by_user_id) VALUES (?, ?, ?, ?, ?)`;
const PUT_IN_FORCE = "UPDATE project SET grouping_rules_id = ? WHERE id = ?";
// The oldest are those that the fewest events were grouped by; whoever asks is told that they are gone.
const KEPT_VERSIONS = 200;
const TRIM = `
  DELETE FROM grouping_rules WHERE project_id = ?1 AND id <= (
    SELECT id FROM grouping_rules WHERE project_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${KEPT_VERSIONS})`;

const MAX_REMEMBERED = 1_000;

type Row = {
  readonly id: number;
  readonly project_id: number;
  readonly fingerprinting: string;
  readonly enhancements: string;
  readonly created_ms: number;
  readonly by_user_id: number | null;
};

export function groupingRulesReader(db: Database): GroupingRulesReader {
  return {
    findGroupingRules: async (projectId) => findInForce(db, projectId),
    findGroupingRulesVersion: async (projectId, id) => versionOf(db.statement(FIND_VERSION).get(projectId, id)),
  };
}

/** `receivedNow`: Unix ms, what events are compared with. */
export function groupingRulesCommands(db: Database, receivedNow: () => number): Now<GroupingRulesCommands> {
  return {
    saveGroupingRules({ projectId, fingerprinting, enhancements, byUserId = null }) {
      transaction(db, () => {
        const before = findInForce(db, projectId) ?? NO_RULES;
        if (before.fingerprinting === fingerprinting && before.enhancements === enhancements) return;
        if (fingerprinting.trim() === "" && enhancements.trim() === "") {
          db.statement(PUT_IN_FORCE).run(null, projectId);
          return;
        }
        const { lastInsertRowid } = db.statement(ADD).run(projectId, fingerprinting, enhancements, receivedNow(), byUserId);
        db.statement(PUT_IN_FORCE).run(lastInsertRowid, projectId);
        db.statement(TRIM).run(projectId);
      });
    },
  };
}
const NO_RULES = { fingerprinting: "", enhancements: "" };

/**
 * The rules of a project for the digest, on the writer's own connection: a change holds from the next batch on. As long as the
 * project has the same, the same object is answered.
 */
export function groupingRulesForDigest(db: Database): (projectId: number) => GroupingRulesVersion | undefined {
  const remembered = boundedCache<number, GroupingRulesVersion>(MAX_REMEMBERED);
  return (projectId) => {
    const row = db.statement(FIND_ID).get(projectId) as { grouping_rules_id: number | null } | undefined;
    const id = row?.grouping_rules_id ?? null;
    if (id === null) return undefined;
    const known = remembered.get(projectId);
    if (known?.id === id) return known;
    const version = findInForce(db, projectId);
    if (version !== undefined) remembered.set(projectId, version);
    return version;
  };
}

function findInForce(db: Database, projectId: number): GroupingRulesVersion | undefined {
  return versionOf(db.statement(FIND).get(projectId));
}

/** Rows of the two statements above. */
function versionOf(found: unknown): GroupingRulesVersion | undefined {
  if (found === undefined) return undefined;
  const row = found as Row;
  return {
    id: row.id,
    projectId: row.project_id,
    fingerprinting: row.fingerprinting,
    enhancements: row.enhancements,
    createdAtMs: row.created_ms,
    byUserId: row.by_user_id ?? undefined,
  };
}
