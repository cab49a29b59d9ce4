import { existsSync } from "node:fs";
import type { StoreFacts } from "../../../checkup/facts.ts";
import { openReader } from "../database.ts";
import type { Database, Row } from "../database.ts";
import { latestStoreVersion, storeVersion } from "../migrate.ts";

const SEALED = `
  SELECT (SELECT count(sealed_token) FROM sentry_connection) + (SELECT count(sealed_token) FROM codehost_connection) +
    (SELECT count(sealed_secret) FROM alert_channel) + (SELECT count(totp_secret) FROM user) AS n`;
const SENTRY_TOKENS = "SELECT project_id, origin, sealed_token FROM sentry_connection WHERE sealed_token IS NOT NULL LIMIT 100";
const LATEST = "SELECT latest_received_at_ms AS n FROM digest_state";
const QUARANTINED = "SELECT count(*) AS n FROM quarantine";
const FAILED_JOBS = "SELECT count(*) AS n FROM codehost_job WHERE next_at_ms IS NULL";
const FAILED_ALERTS = "SELECT count(*) AS n FROM alert_delivery WHERE state = 'dead' AND rule_id IS NOT NULL";
// A channel of mail needs the mail server as well.
const TOLD_BY_MAIL = `
  SELECT count(DISTINCT project_id) AS n FROM alert_rule AS rule
  WHERE json_extract(settings, '$.isActive') AND NOT EXISTS (
    SELECT 1 FROM alert_channel AS channel WHERE channel.project_id = rule.project_id AND channel.is_active = 1 AND channel.kind <> 'email')`;

/** A token of a Sentry, sealed for its project and origin (outbound/sealed.ts). */
export type SealedToken = { readonly projectId: number; readonly origin: string; readonly sealed: string };

/** What a checkup wants to know of a store, beside a server at work or without one. Undefined when there is none yet. */
export function readStoreFacts(storePath: string, opens: (token: SealedToken) => boolean): StoreFacts | undefined {
  if (!existsSync(storePath)) return undefined;
  let db: Database | undefined;
  try {
    db = openReader(storePath);
    const found = storeVersion(db);
    const known = latestStoreVersion();
    return found === known ? factsIn(db, opens) : { kind: "other-version", found, known };
  } catch (error) {
    return { kind: "unreadable", why: error instanceof Error ? error.message : String(error) };
  } finally {
    db?.close();
  }
}

function factsIn(db: Database, opens: (token: SealedToken) => boolean): StoreFacts {
  const number = (sql: string): number => Number(db.statement(sql).get()?.["n"] ?? 0);
  return {
    kind: "read",
    sealedSecrets: number(SEALED),
    shutSecrets: db
      .statement(SENTRY_TOKENS)
      .all()
      .filter((row) => !opens(tokenOf(row))).length,
    latestReceivedAtMs: number(LATEST),
    quarantinedRequests: number(QUARANTINED),
    failedJobs: number(FAILED_JOBS),
    failedAlerts: number(FAILED_ALERTS),
    projectsToldByMail: number(TOLD_BY_MAIL),
  };
}

function tokenOf(row: Row): SealedToken {
  return { projectId: Number(row["project_id"]), origin: String(row["origin"]), sealed: String(row["sealed_token"]) };
}
