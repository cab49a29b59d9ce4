import type { AlertCommands, NewDelivery } from "../../alert/alert.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

// What was counted may have grown since it was read: the rest is told later.
const TAKE_NOTICE = "DELETE FROM alert_notice WHERE id = ? AND rule_id = ? AND quantity <= ?";
const TAKE_SOME = "UPDATE alert_notice SET quantity = quantity - ? WHERE id = ? AND rule_id = ?";
const NOTE_MESSAGE = "UPDATE alert_rule SET last_message_at_ms = ? WHERE id = ?";
const NOTE_SUMMARY = "UPDATE alert_rule SET last_summary_at_ms = ? WHERE id = ?";
const ADD_DELIVERY = `
  INSERT INTO alert_delivery (project_id, rule_id, channel_id, user_id, recipient, state, created_at_ms, next_at_ms, message)
  VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`;
const DELETE_DELIVERY = "DELETE FROM alert_delivery WHERE id = ? AND project_id = ? AND state = 'waiting'";
const FINISH = `
  UPDATE alert_delivery SET state = 'sent', attempts = attempts + 1, next_at_ms = NULL, finished_at_ms = ?, problem = NULL
  WHERE id = ?`;
const POSTPONE = "UPDATE alert_delivery SET attempts = attempts + 1, next_at_ms = ?, problem = ? WHERE id = ?";
const GIVE_UP = `
  UPDATE alert_delivery SET state = 'dead', attempts = attempts + 1, next_at_ms = NULL, finished_at_ms = ?, problem = ?
  WHERE id = ?`;
const ADD_TEST = `
  INSERT INTO alert_delivery (project_id, channel_id, recipient, state, attempts, created_at_ms, finished_at_ms, problem, message)
  VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)`;
const RESEND = `
  UPDATE alert_delivery SET state = 'waiting', attempts = 0, next_at_ms = ?, finished_at_ms = NULL, problem = NULL
  WHERE id = ? AND project_id = ? AND state <> 'waiting' AND (channel_id IS NULL OR channel_id IN (SELECT id FROM alert_channel))`;
const TRIM = ["DELETE FROM alert_delivery WHERE finished_at_ms < ?", "DELETE FROM alert_fired WHERE at_ms < ?"];
const TRIM_WINDOWS = ["DELETE FROM alert_window WHERE until_ms < ?", "DELETE FROM alert_window_user WHERE until_ms < ?"];

/** Longer than any throttle. */
const KEPT_MS = 31 * 86_400_000;

type DeliveryCommands = Pick<
  AlertCommands,
  "tellNotices" | "finishAlertDelivery" | "postponeAlertDelivery" | "noteTestDelivery" | "resendDelivery" | "trimAlerts"
>;

/** From what the digest has noted to what was sent, each command one transaction. `now` is Unix ms. */
export function alertDeliveryCommands(db: Database, now: () => number): Now<DeliveryCommands> {
  return {
    tellNotices({ projectId, ruleId, notices, deliveries, hasSummary, atMs }) {
      transaction(db, () => {
        for (const { id, count } of notices) {
          if (db.statement(TAKE_NOTICE).run(id, ruleId, count).changes === 0) db.statement(TAKE_SOME).run(count, id, ruleId);
        }
        for (const delivery of deliveries) addDelivery(db, projectId, ruleId, delivery, atMs);
        db.statement(NOTE_MESSAGE).run(atMs, ruleId);
        if (hasSummary) db.statement(NOTE_SUMMARY).run(atMs, ruleId);
      });
    },
    finishAlertDelivery({ deliveryId }) {
      db.statement(FINISH).run(now(), deliveryId);
    },
    postponeAlertDelivery({ deliveryId, nextAtMs, problem }) {
      if (nextAtMs === undefined) db.statement(GIVE_UP).run(now(), problem, deliveryId);
      else db.statement(POSTPONE).run(nextAtMs, problem, deliveryId);
    },
    noteTestDelivery({ projectId, channelId, to, message, problem }) {
      const state = problem === undefined ? "sent" : "dead";
      const text = JSON.stringify(message);
      db.statement(ADD_TEST).run(projectId, channelId, to, state, now(), now(), problem ?? null, text);
    },
    resendDelivery({ projectId, deliveryId }) {
      return db.statement(RESEND).run(now(), deliveryId, projectId).changes > 0;
    },
    trimAlerts({ nowMs }) {
      transaction(db, () => {
        for (const trim of TRIM) db.statement(trim).run(nowMs - KEPT_MS);
        for (const trim of TRIM_WINDOWS) db.statement(trim).run(nowMs);
      });
    },
  };
}

function addDelivery(db: Database, projectId: number, ruleId: number, delivery: NewDelivery, atMs: number): void {
  const { channelId, userId, to, message, nextAtMs, replaces } = delivery;
  if (replaces !== undefined) db.statement(DELETE_DELIVERY).run(replaces, projectId);
  db.statement(ADD_DELIVERY).run(
    projectId,
    ruleId,
    channelId ?? null,
    userId ?? null,
    to,
    atMs,
    nextAtMs,
    JSON.stringify(message),
  );
}
