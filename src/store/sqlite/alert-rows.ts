import type { PersonSettings } from "../../alert/alert.ts";
import type { Channel, ChannelKind } from "../../alert/channel.ts";
import type { QuietHours } from "../../alert/quiet-hours.ts";
import type { AlertRule, RuleSettings } from "../../alert/rule.ts";
import type { Row } from "./database.ts";

export const RULE_COLUMNS = "alert_rule.id, alert_rule.project_id, alert_rule.settings, alert_rule.created_at_ms";
export const CHANNEL_COLUMNS = "id, project_id, kind, name, is_active, hint, addresses, sealed_secret, created_at_ms";

/** JSON in these rows was written by the commands alone, whose callers have checked it. */
export function ruleOf(row: Row): AlertRule {
  return {
    ...(JSON.parse(String(row["settings"])) as RuleSettings),
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    createdAtMs: Number(row["created_at_ms"]),
  };
}

export function channelOf(row: Row): Channel {
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    kind: String(row["kind"]) as ChannelKind,
    name: String(row["name"]),
    isActive: row["is_active"] === 1,
    hint: String(row["hint"]),
    addresses: JSON.parse(String(row["addresses"])) as readonly string[],
    sealedSecret: textOf(row["sealed_secret"]),
    createdAtMs: Number(row["created_at_ms"]),
  };
}

export function personOf(row: Row | undefined): PersonSettings {
  const quiet = textOf(row?.["quiet_hours"]);
  return {
    wantsMail: row?.["wants_mail"] !== 0,
    quietHours: quiet === undefined ? undefined : (JSON.parse(quiet) as QuietHours),
  };
}

export function textOf(value: Row[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: Row[string] | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
