import type { AuditCommands, AuditEntry, AuditReader } from "../../account/audit.ts";
import type { Database, Row } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const COLUMNS = "id, organization_id, at_ms, user_id, actor, ip, action, target, note";
const ADD = `
  INSERT INTO audit_entry (organization_id, at_ms, user_id, actor, ip, action, target, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const ORGANIZATIONS_OF = "SELECT organization_id FROM member WHERE user_id = ?";
const LIST = `
  SELECT ${COLUMNS} FROM audit_entry
  WHERE organization_id = ?1 AND id < ?2 AND (?3 IS NULL OR action = ?3) AND (?4 IS NULL OR user_id = ?4)
  ORDER BY id DESC LIMIT ?5`;
const ACTIONS = "SELECT DISTINCT action FROM audit_entry WHERE organization_id = ? ORDER BY action";

/** The log of changes. Triggers of the table refuse to change or delete a row. `now` is Unix ms. */
export function auditCommands(db: Database, now: () => number): Now<AuditCommands> {
  return {
    noteChange({ organizationId, userId, actor, ip, action, target, note }) {
      transaction(db, () => {
        const places =
          organizationId !== undefined
            ? [organizationId]
            : db
                .statement(ORGANIZATIONS_OF)
                .all(userId ?? -1)
                .map((row) => Number(row["organization_id"]));
        for (const place of places) {
          db.statement(ADD).run(place, now(), userId ?? null, actor, ip, action, target, note);
        }
      });
    },
  };
}

export function auditReader(db: Database): AuditReader {
  return {
    async listEntries({ organizationId, beforeId = Number.MAX_SAFE_INTEGER, limit, action, userId }) {
      return db
        .statement(LIST)
        .all(organizationId, beforeId, action ?? null, userId ?? null, limit)
        .map(entryOf);
    },
    listActions: async (organizationId) =>
      db
        .statement(ACTIONS)
        .all(organizationId)
        .map((row) => String(row["action"])),
  };
}

function entryOf(row: Row): AuditEntry {
  const userId = row["user_id"];
  return {
    id: Number(row["id"]),
    organizationId: Number(row["organization_id"]),
    atMs: Number(row["at_ms"]),
    userId: typeof userId === "number" ? userId : undefined,
    actor: String(row["actor"]),
    ip: String(row["ip"]),
    action: String(row["action"]),
    target: String(row["target"]),
    note: String(row["note"]),
  };
}
