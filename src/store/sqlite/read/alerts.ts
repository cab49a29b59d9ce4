import type {
  AlertReader,
  AlertWorkReader,
  Delivery,
  DeliveryState,
  Notice,
  Recipient,
  WaitingRule,
} from "../../../alert/alert.ts";
import type { Message, Reason } from "../../../alert/message.ts";
import { shortIdOf } from "../../../issue/short-id.ts";
import { CHANNEL_COLUMNS, channelOf, numberOf, personOf, RULE_COLUMNS, ruleOf, textOf } from "../alert-rows.ts";
import type { Database, Row } from "../database.ts";
import { previewRule } from "./alert-preview.ts";

const LIST_RULES = `SELECT ${RULE_COLUMNS} FROM alert_rule WHERE project_id = ? ORDER BY id`;
const FIND_RULE = `SELECT ${RULE_COLUMNS} FROM alert_rule WHERE project_id = ? AND id = ?`;
const LIST_CHANNELS = `SELECT ${CHANNEL_COLUMNS} FROM alert_channel WHERE project_id = ? ORDER BY id`;
const FIND_CHANNEL = `SELECT ${CHANNEL_COLUMNS} FROM alert_channel WHERE project_id = ? AND id = ?`;
const DELIVERY_COLUMNS = `
  alert_delivery.id, project_id, rule_id, channel_id, user_id, recipient, state, attempts, created_at_ms, next_at_ms,
  finished_at_ms, problem, message`;
const LIST_DELIVERIES = `
  SELECT ${DELIVERY_COLUMNS} FROM alert_delivery
  WHERE project_id = ? AND id < ? AND (?3 IS NULL OR state = ?3) ORDER BY id DESC LIMIT ?4`;
const LIST_DUE = `
  SELECT ${DELIVERY_COLUMNS} FROM alert_delivery
  WHERE next_at_ms <= ? AND ifnull(channel_id, 0) NOT IN (SELECT value FROM json_each(?)) ORDER BY next_at_ms, id LIMIT ?`;
const FIND_HELD = `
  SELECT ${DELIVERY_COLUMNS} FROM alert_delivery
  WHERE rule_id = ? AND user_id = ? AND state = 'waiting' AND next_at_ms > ? AND attempts = 0 ORDER BY id LIMIT 1`;
const LIST_WAITING = `
  SELECT ${RULE_COLUMNS}, last_message_at_ms, last_summary_at_ms, waiting.counted_since_ms, organization.id AS organization_id,
    organization.slug AS organization_slug, project.slug, project.name
  FROM (
    SELECT rule_id, min(iif(issue_id IS NULL, at_ms, NULL)) AS counted_since_ms FROM alert_notice GROUP BY rule_id
  ) AS waiting
    JOIN alert_rule ON alert_rule.id = waiting.rule_id
    JOIN project ON project.id = alert_rule.project_id
    JOIN organization ON organization.id = project.organization_id
  WHERE project.deleted_at_ms IS NULL`;
const LIST_NOTICES = `
  SELECT notice.id, notice.issue_id, reason, environment, release, counted, window_ms, quantity, issue.number, project.slug, title,
    culprit, level, event_count, user_count, first_seen_ms, last_seen_ms, issue.id AS found_id
  FROM alert_notice AS notice LEFT JOIN issue ON issue.id = notice.issue_id
    LEFT JOIN project ON project.id = issue.project_id
  WHERE rule_id = ? ORDER BY notice.issue_id IS NULL, notice.id LIMIT ?`;
const PERSON = `
  SELECT user.id, user.email, user.name, wants_mail, quiet_hours FROM user LEFT JOIN alert_person ON alert_person.user_id = user.id`;
const LIST_RECIPIENTS = `
  ${PERSON} JOIN member ON member.user_id = user.id
  WHERE member.organization_id = ?1 AND ifnull(wants_mail, 1) = 1
    AND NOT EXISTS (SELECT 1 FROM alert_mute WHERE alert_mute.user_id = user.id AND alert_mute.project_id = ?2)
    AND (?3 IS NULL OR EXISTS (SELECT 1 FROM team_member WHERE team_member.user_id = user.id AND team_id = ?3))
    AND (?4 IS NULL OR user.id = ?4)
  ORDER BY user.id`;
const FIND_PERSON = `${PERSON} WHERE user.id = ?`;
const LIST_MUTED = "SELECT project_id FROM alert_mute WHERE user_id = ? ORDER BY project_id";

/** Rules, channels, what waits to be told and what was told. */
export function sqliteAlertReader(db: Database): AlertReader & AlertWorkReader {
  return {
    listAlertRules: async (projectId) => db.statement(LIST_RULES).all(projectId).map(ruleOf),
    findAlertRule: async (projectId, ruleId) => optional(db.statement(FIND_RULE).get(projectId, ruleId), ruleOf),
    listChannels: async (projectId) => db.statement(LIST_CHANNELS).all(projectId).map(channelOf),
    findChannel: async (projectId, channelId) => optional(db.statement(FIND_CHANNEL).get(projectId, channelId), channelOf),
    async listDeliveries(projectId, { state, beforeId = Number.MAX_SAFE_INTEGER, limit }) {
      return db
        .statement(LIST_DELIVERIES)
        .all(projectId, beforeId, state ?? null, limit)
        .map(deliveryOf);
    },
    findPersonSettings: async (userId) => personOf(db.statement(FIND_PERSON).get(userId)),
    listMutedProjects: async (userId) =>
      db
        .statement(LIST_MUTED)
        .all(userId)
        .map((row) => Number(row["project_id"])),
    previewRule: async (projectId, settings, nowMs) => previewRule(db, projectId, settings, nowMs),

    listWaitingRules: async () => db.statement(LIST_WAITING).all().map(waitingOf),
    listNotices: async (ruleId, limit) => db.statement(LIST_NOTICES).all(ruleId, limit).map(noticeOf),
    listRecipients: async (organizationId, projectId, { teamId, userId } = {}) =>
      db
        .statement(LIST_RECIPIENTS)
        .all(organizationId, projectId, teamId ?? null, userId ?? null)
        .map(recipientOf),
    findHeldDelivery: async (ruleId, userId, nowMs) => optional(db.statement(FIND_HELD).get(ruleId, userId, nowMs), deliveryOf),
    listDueDeliveries: async (nowMs, limit, passOver) =>
      db.statement(LIST_DUE).all(nowMs, JSON.stringify(passOver), limit).map(deliveryOf),
    findRecipient: async (userId) => optional(db.statement(FIND_PERSON).get(userId), recipientOf),
  };
}

function optional<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row);
}

function waitingOf(row: Row): WaitingRule {
  return {
    rule: ruleOf(row),
    organization: { id: Number(row["organization_id"]), slug: String(row["organization_slug"]) },
    project: { id: Number(row["project_id"]), slug: String(row["slug"]), name: String(row["name"]) },
    lastMessageAtMs: Number(row["last_message_at_ms"]),
    lastSummaryAtMs: Number(row["last_summary_at_ms"]),
    countedSinceMs: numberOf(row["counted_since_ms"]),
  };
}

function noticeOf(row: Row): Notice {
  const id = Number(row["id"]);
  if (row["issue_id"] === null) return { id, told: undefined, count: Number(row["quantity"]) };
  // Deleted meanwhile: there is nothing left to look at.
  if (row["found_id"] === null) return { id, told: undefined, count: 0 };
  const environment = textOf(row["environment"]);
  const release = textOf(row["release"]);
  const counted = numberOf(row["counted"]);
  return {
    id,
    count: 1,
    told: {
      reason: String(row["reason"]) as Reason,
      issueId: Number(row["issue_id"]),
      shortId: shortIdOf(String(row["slug"]), Number(row["number"])),
      title: String(row["title"]),
      culprit: String(row["culprit"]),
      level: String(row["level"]),
      ...(environment !== undefined && { environment }),
      ...(release !== undefined && { release }),
      events: Number(row["event_count"]),
      users: Number(row["user_count"]),
      firstSeenMs: Number(row["first_seen_ms"]),
      lastSeenMs: Number(row["last_seen_ms"]),
      ...(counted !== undefined && { counted: { count: counted, windowMs: Number(row["window_ms"]) } }),
    },
  };
}

function recipientOf(row: Row): Recipient {
  return { userId: Number(row["id"]), email: String(row["email"]), name: String(row["name"]), ...personOf(row) };
}

function deliveryOf(row: Row): Delivery {
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    ruleId: numberOf(row["rule_id"]),
    channelId: numberOf(row["channel_id"]),
    userId: numberOf(row["user_id"]),
    to: String(row["recipient"]),
    state: String(row["state"]) as DeliveryState,
    attempts: Number(row["attempts"]),
    createdAtMs: Number(row["created_at_ms"]),
    nextAtMs: numberOf(row["next_at_ms"]),
    finishedAtMs: numberOf(row["finished_at_ms"]),
    problem: textOf(row["problem"]),
    message: JSON.parse(String(row["message"])) as Message,
  };
}
