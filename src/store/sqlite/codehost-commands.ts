import type { CodeHostCommands } from "../../codehost/connection.ts";
import { CONNECTION_COLUMNS, connectionOf } from "./codehost-rows.ts";
import { forgetFetchesBy, reviveFetches } from "./commit-fetch.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const FIND_ROW = `
  SELECT id, is_active FROM codehost_connection
  WHERE project_id = ? AND kind = ? AND origin = ? AND repository_id = ?`;
const FIND_IN_USE = "SELECT id FROM codehost_connection WHERE project_id = ? AND is_active = 1";
const ANY_IN_USE = "SELECT 1 FROM codehost_connection WHERE is_active = 1 LIMIT 1";
const READ = `SELECT ${CONNECTION_COLUMNS} FROM codehost_connection WHERE id = ?`;
const ADD = `
  INSERT INTO codehost_connection (project_id, kind, origin, repository_id, repository_path, repository_url, is_active,
    webhook_installed, closes_issues, resolves_errors, polls, polled_to_ms, created_at_ms, checked_at_ms)
  VALUES (?, ?, ?, ?, '', '', 0, 0, 0, 0, 0, 0, ?, 0)`;
const USE = `
  UPDATE codehost_connection SET is_active = 1, repository_path = ?, repository_url = ?, default_branch = ?, sealed_token = ?,
    token_hint = ?, sealed_webhook_secret = coalesce(sealed_webhook_secret, ?), closes_issues = ?, resolves_errors = ?, polls = ?,
    checked_at_ms = ?, problem = NULL
  WHERE id = ?`;
/** What happened while nobody listened is no news. The host is asked from yesterday on, for its clock may be another. */
const LISTEN_FROM = "UPDATE codehost_connection SET polled_to_ms = ? WHERE id = ?";
const CLOCK_SKEW_MS = 86_400_000;
const PUT_AWAY = `
  UPDATE codehost_connection SET is_active = 0, sealed_token = NULL, token_hint = NULL, sealed_webhook_secret = NULL,
    webhook_installed = 0, problem = NULL
  WHERE id = ?`;
const DELETE_JOBS = "DELETE FROM codehost_job WHERE connection_id = ?";
const DELETE_STATE_JOBS = "DELETE FROM codehost_job WHERE connection_id = ? AND action IN ('close', 'reopen')";
/** Tried again from the beginning: somebody has just mended something. */
const REVIVE_JOBS = `
  UPDATE codehost_job SET attempts = 0, created_at_ms = ?, next_at_ms = ?, problem = NULL WHERE connection_id = ?`;
const NOTE_WEBHOOK = "UPDATE codehost_connection SET webhook_installed = ?, polls = ? WHERE id = ? AND is_active = 1";
const NOTE_HEALTH = "UPDATE codehost_connection SET checked_at_ms = ?, problem = ? WHERE id = ? AND is_active = 1";

/** Connections to code hosts, each command one transaction. `now` is Unix ms. */
export function codeHostCommands(db: Database, now: () => number): Now<CodeHostCommands> {
  return {
    saveCodeHost(args) {
      return transaction(db, () => saveCodeHost(db, args, now()));
    },
    noteWebhook({ connectionId, installed, polls }) {
      db.statement(NOTE_WEBHOOK).run(installed ? 1 : 0, polls ? 1 : 0, connectionId);
    },
    noteCodeHostHealth({ connectionId, problem }) {
      db.statement(NOTE_HEALTH).run(now(), problem ?? null, connectionId);
    },
    removeCodeHost({ projectId }) {
      transaction(db, () => {
        const inUse = db.statement(FIND_IN_USE).get(projectId) as { id: number } | undefined;
        if (inUse !== undefined) putAway(db, inUse.id);
      });
    },
  };
}

/** Whether any project is connected. */
export function hasCodeHost(db: Database): boolean {
  return db.statement(ANY_IN_USE).get() !== undefined;
}

type SaveArgs = Parameters<CodeHostCommands["saveCodeHost"]>[0];

function saveCodeHost(db: Database, args: SaveArgs, nowMs: number): Awaited<ReturnType<CodeHostCommands["saveCodeHost"]>> {
  const { projectId, kind, origin, repository } = args;
  const key = [projectId, kind, origin, repository.id];
  const known = db.statement(FIND_ROW).get(...key) as { id: number; is_active: number } | undefined;
  const id = known?.id ?? db.statement(ADD).run(...key, nowMs).lastInsertRowid;
  const inUse = db.statement(FIND_IN_USE).get(projectId) as { id: number } | undefined;
  const isNew = inUse?.id !== id;
  if (inUse !== undefined && isNew) putAway(db, inUse.id);

  db.statement(USE).run(
    repository.path,
    repository.url,
    repository.defaultBranch ?? null,
    args.sealedToken,
    args.tokenHint,
    args.sealedWebhookSecret,
    args.closesIssues ? 1 : 0,
    args.resolvesErrors ? 1 : 0,
    args.polls ? 1 : 0,
    nowMs,
    id,
  );
  if (isNew) db.statement(LISTEN_FROM).run(nowMs - CLOCK_SKEW_MS, id);
  if (!args.closesIssues) db.statement(DELETE_STATE_JOBS).run(id);
  db.statement(REVIVE_JOBS).run(nowMs, nowMs, id);
  reviveFetches(db, id, nowMs);
  const row = db.statement(READ).get(id);
  if (row === undefined) throw new Error(`connection ${id} is not in the store`);
  return { connection: connectionOf(row), isNew };
}

/** Secrets are gone at once; links stay. */
function putAway(db: Database, connectionId: number): void {
  db.statement(PUT_AWAY).run(connectionId);
  db.statement(DELETE_JOBS).run(connectionId);
  forgetFetchesBy(db, connectionId);
}
