import { randomBytes } from "node:crypto";
import type { ClientKey, ClientKeyCommands, ClientKeySettings } from "../../project/project.ts";
import { clientKeyOf, KEY_COLUMNS, settingsColumns } from "./client-key-rows.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const ADD_KEY = `
  INSERT INTO client_key (project_id, public_key, created_at_ms, label, is_active, rate_limit_count, rate_limit_window_s,
    expires_at_ms, allowed_origins, loader)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const SET_SETTINGS = `
  UPDATE client_key SET label = ?, is_active = ?, rate_limit_count = ?, rate_limit_window_s = ?, expires_at_ms = ?,
    allowed_origins = ?, loader = ?
  WHERE id = ?`;
const SET_EXPIRY = "UPDATE client_key SET expires_at_ms = min(coalesce(expires_at_ms, ?1), ?1) WHERE id = ?2";
const DELETE_KEY = "DELETE FROM client_key WHERE id = ?";
const FIND_KEY = `SELECT ${KEY_COLUMNS} FROM client_key WHERE id = ?`;
const FIND_PROJECT = "SELECT 1 FROM project WHERE id = ?";
/** Where a Sentry keeps the errors, and where the project is switched off, no key takes events. */
const LIST_KEYS = `
  SELECT ${KEY_COLUMNS}, backend = 'integrated' AND is_enabled AS takes_events
  FROM client_key JOIN project ON project.id = client_key.project_id ORDER BY client_key.id`;

/** Client keys, each command one transaction. `now` is Unix ms. */
export function clientKeyCommands(db: Database, now: () => number): Now<ClientKeyCommands> {
  return {
    createClientKey({ projectId, label, settings, prefix }) {
      return transaction(db, () => {
        if (db.statement(FIND_PROJECT).get(projectId) === undefined) return { problem: { kind: "not-found" } };
        return insertKey(db, projectId, { isActive: true, ...settings, label }, now(), prefix);
      });
    },
    updateClientKey({ keyId, settings }) {
      db.statement(SET_SETTINGS).run(...settingsColumns(settings), keyId);
    },
    rotateClientKey({ keyId, oldExpiresAtMs, label }) {
      return transaction(db, () => {
        const row = db.statement(FIND_KEY).get(keyId);
        if (row === undefined) return { problem: { kind: "not-found" } };
        const { expiresAtMs: _end, ...old } = clientKeyOf(row);
        db.statement(SET_EXPIRY).run(oldExpiresAtMs, keyId);
        return insertKey(db, old.projectId, { ...old, label: label ?? old.label, isActive: true }, now());
      });
    },
    deleteClientKey({ keyId }) {
      db.statement(DELETE_KEY).run(keyId);
    },
  };
}

/** Every client key, for the door: those of projects that take no events are not active. */
export function listAllClientKeys(db: Database): readonly ClientKey[] {
  const rows = db.statement(LIST_KEYS).all();
  return rows.map((row) => {
    const key = clientKeyOf(row);
    return { ...key, isActive: key.isActive && row["takes_events"] === 1 };
  });
}

/** Within the caller's transaction. */
export function insertKey(
  db: Database,
  projectId: number,
  settings: ClientKeySettings,
  nowMs: number,
  prefix: "glet_" | "" = "",
): ClientKey {
  const publicKey = prefix + randomBytes(16).toString("hex");
  const { lastInsertRowid } = db.statement(ADD_KEY).run(projectId, publicKey, nowMs, ...settingsColumns(settings));
  const row = db.statement(FIND_KEY).get(lastInsertRowid);
  if (row === undefined) throw new Error("a key that was just inserted is not there");
  return clientKeyOf(row);
}
