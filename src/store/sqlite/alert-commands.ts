import type { AlertCommands } from "../../alert/alert.ts";
import type { RuleSettings } from "../../alert/rule.ts";
import { DEFAULT_RULE } from "../../alert/rule.ts";
import { ok, problem } from "../../protocol/result.ts";
import { CHANNEL_COLUMNS, channelOf, RULE_COLUMNS, ruleOf } from "./alert-rows.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const NEXT_VERSION = "UPDATE alert_state SET version = version + 1";
const ADD_RULE = "INSERT INTO alert_rule (project_id, settings, created_at_ms) VALUES (?, ?, ?)";
const UPDATE_RULE = "UPDATE alert_rule SET settings = ? WHERE id = ? AND project_id = ?";
/** What was counted for the rule as it was says nothing of the rule as it is. */
const FORGET_WINDOWS = ["DELETE FROM alert_window WHERE rule_id = ?", "DELETE FROM alert_window_user WHERE rule_id = ?"];
const DELETE_RULE = "DELETE FROM alert_rule WHERE id = ? AND project_id = ?";
const LIST_RULES = `SELECT ${RULE_COLUMNS} FROM alert_rule WHERE project_id = ?`;
const FIND_RULE = `SELECT ${RULE_COLUMNS} FROM alert_rule WHERE id = ?`;
const COUNT_RULES = "SELECT count(*) AS total FROM alert_rule WHERE project_id = ?";
const LIST_CHANNEL_IDS = "SELECT id FROM alert_channel WHERE project_id = ?";
const ADD_CHANNEL = `
  INSERT INTO alert_channel (project_id, kind, name, is_active, hint, addresses, sealed_secret, created_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE_CHANNEL = `
  UPDATE alert_channel SET kind = ?, name = ?, is_active = ?, hint = ?, addresses = ?, sealed_secret = ?
  WHERE id = ? AND project_id = ?`;
const FIND_CHANNEL = `SELECT ${CHANNEL_COLUMNS} FROM alert_channel WHERE id = ?`;
const DELETE_CHANNEL = "DELETE FROM alert_channel WHERE id = ? AND project_id = ?";
const GIVE_UP = `
  UPDATE alert_delivery SET state = 'dead', next_at_ms = NULL, finished_at_ms = ?, problem = 'The channel was removed.'
  WHERE project_id = ? AND channel_id = ? AND state = 'waiting'`;
const SAVE_PERSON = `
  INSERT INTO alert_person (user_id, wants_mail, quiet_hours) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET wants_mail = excluded.wants_mail, quiet_hours = excluded.quiet_hours`;
const MUTE = "INSERT INTO alert_mute (user_id, project_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
const UNMUTE = "DELETE FROM alert_mute WHERE user_id = ? AND project_id = ?";
const ANY_CHANNEL = "SELECT 1 FROM alert_channel LIMIT 1";

/** Of each of them a project may have so many. */
const MAX = 100;

type SettingsCommands = Pick<
  AlertCommands,
  "saveAlertRule" | "deleteAlertRule" | "saveChannel" | "deleteChannel" | "savePersonSettings" | "muteProject"
>;

/** Rules, channels and what people want, each command one transaction. `now` is Unix ms. */
export function alertSettingsCommands(db: Database, now: () => number): Now<SettingsCommands> {
  return {
    saveAlertRule({ projectId, ruleId, settings }) {
      return transaction(db, () => {
        const channels = new Set(
          db
            .statement(LIST_CHANNEL_IDS)
            .all(projectId)
            .map((row) => row["id"]),
        );
        const isKnown = settings.actions.every((action) => action.kind !== "channel" || channels.has(action.channelId));
        if (!isKnown) return problem({ kind: "no-channel" as const });
        if (ruleId === undefined && Number(db.statement(COUNT_RULES).get(projectId)?.["total"]) >= MAX) {
          return problem({ kind: "too-many" as const });
        }
        const id = ruleId ?? insertRule(db, projectId, settings, now());
        const { changes } = db.statement(UPDATE_RULE).run(JSON.stringify(settings), id, projectId);
        const row = db.statement(FIND_RULE).get(id);
        if (changes === 0 || row === undefined) return problem({ kind: "not-found" as const });
        for (const forget of FORGET_WINDOWS) db.statement(forget).run(id);
        db.statement(NEXT_VERSION).run();
        return ok(ruleOf(row));
      });
    },
    deleteAlertRule({ projectId, ruleId }) {
      transaction(db, () => {
        db.statement(DELETE_RULE).run(ruleId, projectId);
        db.statement(NEXT_VERSION).run();
      });
    },
    saveChannel({ projectId, channelId, settings }) {
      return transaction(db, () => {
        const { kind, name, isActive, hint, addresses, sealedSecret } = settings;
        const values = [kind, name, isActive ? 1 : 0, hint, JSON.stringify(addresses), sealedSecret ?? null];
        if (channelId === undefined && db.statement(LIST_CHANNEL_IDS).all(projectId).length >= MAX) {
          return problem({ kind: "too-many" as const });
        }
        if (channelId !== undefined && db.statement(UPDATE_CHANNEL).run(...values, channelId, projectId).changes === 0) {
          return problem({ kind: "not-found" as const });
        }
        const id = channelId ?? db.statement(ADD_CHANNEL).run(projectId, ...values, now()).lastInsertRowid;
        db.statement(NEXT_VERSION).run();
        const row = db.statement(FIND_CHANNEL).get(id);
        return row === undefined ? problem({ kind: "not-found" as const }) : ok(channelOf(row));
      });
    },
    deleteChannel({ projectId, channelId }) {
      transaction(db, () => {
        if (db.statement(DELETE_CHANNEL).run(channelId, projectId).changes === 0) return;
        db.statement(GIVE_UP).run(now(), projectId, channelId);
        for (const { id, projectId: _, createdAtMs: __, ...rule } of db.statement(LIST_RULES).all(projectId).map(ruleOf)) {
          const actions = rule.actions.filter((action) => action.kind !== "channel" || action.channelId !== channelId);
          if (actions.length < rule.actions.length) {
            db.statement(UPDATE_RULE).run(JSON.stringify({ ...rule, actions }), id, projectId);
          }
        }
        db.statement(NEXT_VERSION).run();
      });
    },
    savePersonSettings({ userId, settings }) {
      const quiet = settings.quietHours === undefined ? null : JSON.stringify(settings.quietHours);
      db.statement(SAVE_PERSON).run(userId, settings.wantsMail ? 1 : 0, quiet);
    },
    muteProject({ userId, projectId, isMuted }) {
      db.statement(isMuted ? MUTE : UNMUTE).run(userId, projectId);
    },
  };
}

/** Some project has a channel that is no e-mail to members. */
export function hasAlertChannel(db: Database): boolean {
  return db.statement(ANY_CHANNEL).get() !== undefined;
}

/** What a new project begins with, within the caller's transaction. */
export function insertDefaultRule(db: Database, projectId: number, nowMs: number): void {
  insertRule(db, projectId, DEFAULT_RULE, nowMs);
  db.statement(NEXT_VERSION).run();
}

function insertRule(db: Database, projectId: number, settings: RuleSettings, nowMs: number): number {
  return db.statement(ADD_RULE).run(projectId, JSON.stringify(settings), nowMs).lastInsertRowid;
}
