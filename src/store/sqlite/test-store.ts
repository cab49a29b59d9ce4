import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { describeEvent } from "../../digest/event/describe-event.ts";
import { START_MS } from "../../digest/test-recorder.ts";
import type { RecorderWorld, StoreView, ViewedTally } from "../../digest/test-recorder.ts";
import type { OutcomeCount } from "../../protocol/outcome.ts";
import { blobsBeside, diskBlobSweeper, diskBlobWriter } from "../blob/disk/disk.ts";
import type { Database } from "./database.ts";
import { openWriter } from "./database.ts";
import { eventIdText, eventTable } from "./event-tables.ts";
import { issueCommands } from "./issue-commands.ts";
import type { StateColumns } from "./issue-state.ts";
import { issueState } from "./issue-state.ts";
import { migrate } from "./migrate.ts";
import type { PackedPayload } from "./payload.ts";
import { readPayload } from "./payload.ts";
import type { RegroupCommands } from "../../issue/regroup.ts";
import type { SqliteRecorder } from "./recorder.ts";
import { promised } from "./now.ts";
import { sqliteRecorder } from "./recorder.ts";
import { regroupCommands } from "./regroup-commands.ts";
import { openAgeing } from "./ageing/ageing.ts";
import { openRemoval } from "./removal.ts";

export type SqliteWorld = RecorderWorld & {
  /** The writer's connection; another one after `restart`. */
  readonly db: () => Database;
  /** Merging, splitting and deleting, decided at a received time. */
  readonly regroup: (atMs?: number) => RegroupCommands;
  /** What the recorder remembers goes. */
  readonly forget: SqliteRecorder["forget"];
  readonly forgetAll: () => void;
  /** A slice of removing what was deleted; false when nothing is left. */
  readonly removeSome: (budgetMs?: number) => boolean;
  /** Everything that is too old at a received time, or of deleted projects, goes. Slices of 0 ms: each rests as often as it can. */
  readonly age: (atMs: number, retentionDays?: number) => void;
  /** The first slices of the same. */
  readonly ageSome: (atMs: number, slices: number) => void;
  /** Digests of the files that are there. */
  readonly files: () => readonly string[];
};

/** A recorder on a file of its own, which is gone after the test. Projects 1 and 2 exist. */
export function openSqliteWorld(
  context: TestContext,
  secretKey: () => string = () => "a secret of the installation, long enough",
): SqliteWorld {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-store-"));
  const file = path.join(directory, "culprit.db");
  let failing: string | undefined;
  const stage = (name: string): void => {
    if (name !== failing) return;
    failing = undefined;
    throw new Error(`broken at ${name}`);
  };
  const open = () => {
    const db = openWriter(file);
    migrate(db);
    const recorder = sqliteRecorder(db, { secretKey: secretKey(), stage, blobs: diskBlobWriter(blobsBeside(file)) });
    return { db, recorder, removal: openRemoval(db) };
  };
  let current = open();
  current.db.exec(`
    INSERT INTO organization (id, slug, name, created_at_ms) VALUES (1, 'acme', 'Acme', 0);
    INSERT INTO project (id, organization_id, slug, name, created_at_ms) VALUES (1, 1, 'shop', 'Shop', 0), (2, 1, 'till', 'Till', 0)`);
  const close = (): void => {
    current.db.close();
    rmSync(directory, { recursive: true });
  };
  context.after(close);
  const blobs = diskBlobSweeper(blobsBeside(file));
  const ageingAt = (atMs: number, retentionDays: number) =>
    openAgeing(current.db, { retentionDays, receivedNow: () => atMs, forget: current.recorder.forgetAll, blobs });
  return {
    recorder: () => current.recorder,
    db: () => current.db,
    restart: () => {
      current.db.close();
      current = open();
    },
    failAt: (name) => {
      failing = name;
    },
    regroup: (atMs = START_MS) =>
      promised<RegroupCommands>(
        regroupCommands(current.db, { now: () => atMs, forget: current.recorder.forget, describe: describeEvent }),
      ),
    forget: (signatures) => current.recorder.forget(signatures),
    forgetAll: () => current.recorder.forgetAll(),
    removeSome: (budgetMs = 20) => current.removal.step(budgetMs),
    age(atMs, retentionDays = 90) {
      const ageing = ageingAt(atMs, retentionDays);
      while (ageing.step(0) || current.removal.step(5));
    },
    ageSome(atMs, slices) {
      const ageing = ageingAt(atMs, 90);
      for (let slice = 0; slice < slices && ageing.step(0); slice += 1);
    },
    files: () => blobs.folders().flatMap((folder) => blobs.list(folder).map(({ digest }) => digest)),
    decide: async (issueId, change, atMs) => {
      issueCommands(current.db, () => atMs).updateIssues({
        issueIds: [issueId],
        projectIds: [1, 2],
        change,
        byUserId: undefined,
      });
    },
    view: () => viewOf(current.db),
    close,
  };
}

function viewOf(db: Database): StoreView {
  const all = <T>(sql: string): T[] => db.prepare(sql).all() as T[];
  const state = all<{ position: number; latest: number }>(
    `SELECT position, latest_received_at_ms AS latest FROM digest_state`,
  )[0];
  const hours = all<{ key: string; count: number }>(`
    SELECT ${SIGNATURE} || '|' || hour AS key, h.event_count AS count FROM signature_hour h JOIN signature s ON s.id = h.signature_id`);
  const firstEvents = all<{ id: number; first: number | null }>("SELECT id, first_event_at_ms AS first FROM project");
  return {
    position: state?.position ?? -1,
    latestReceivedAtMs: state?.latest ?? -1,
    events: all<{ day: string }>("SELECT day FROM event_day ORDER BY day").flatMap(({ day }) => eventsOf(db, day)),
    issues: issuesOf(db),
    signatures: all<ViewedTally>(`SELECT ${SIGNATURE} AS key, ${tallyOf("s")} FROM signature s ORDER BY key`).map(plain),
    hours: Object.fromEntries(hours.map(({ key, count }) => [key, count])),
    tags: all<ViewedTally>(`
      SELECT ${SIGNATURE} || '|' || tag.key || '|' || tag.value AS key, ${tallyOf("t")} FROM signature_tag t
      JOIN signature s ON s.id = t.signature_id JOIN tag ON tag.id = t.tag_id ORDER BY 1`).map(plain),
    places: all<ViewedTally>(`
      SELECT ${SIGNATURE} || '|' || ifnull(e.name, '') || '|' || ifnull(v.version, '') AS key, ${tallyOf("r")} FROM signature_release r
      JOIN signature s ON s.id = r.signature_id LEFT JOIN environment e ON e.id = r.environment_id
      LEFT JOIN release v ON v.id = r.release_id ORDER BY key`).map(plain),
    outcomes: all<OutcomeCount>(`
      SELECT project_id AS projectId, key_id AS keyId, category, kind, reason, hour, quantity FROM outcome_hour
      ORDER BY project_id, hour, kind, reason`).map(plain),
    quarantined: all<{ position: number }>("SELECT position FROM quarantine ORDER BY position").map(({ position }) => position),
    sessions: Object.fromEntries(
      all<{ key: string } & StoreView["sessions"][string]>(SESSIONS).map(({ key, ...counts }) => [key, counts]),
    ),
    reports: linesOf(db, REPORTS),
    monitors: linesOf(db, MONITORS),
    attachments: linesOf(db, ATTACHMENTS),
    openSessions: all("SELECT 1 FROM session_state").length,
    firstEvents: Object.fromEntries(firstEvents.map(({ id, first }) => [id, first])),
  };
}

function linesOf(db: Database, sql: string): readonly string[] {
  return (db.prepare(sql).all() as { line: string }[]).map(({ line }) => line);
}

const REPORTS = `
  SELECT project_id || '|' || kind || '|' || ifnull(lower(hex(event_id)), '') || '|' || comments AS line FROM user_report ORDER BY id`;
const MONITORS = `
  SELECT project_id || '|' || slug || '|' || environment || '|' || status || '|' || ifnull(lower(hex(check_in_id)), '') || '|' ||
    ifnull(started_ms, '') AS line
  FROM monitor JOIN monitor_environment ON monitor_id = id ORDER BY line`;
const ATTACHMENTS = `
  SELECT project_id || '|' || lower(hex(event_id)) || '|' || name || '|' || digest AS line FROM attachment ORDER BY id`;
const SESSIONS = `
  SELECT b.project_id || '|' || b.hours || '|' || b.hour || '|' || v.version || '|' || ifnull(e.name, '') AS key, b.total, b.errored,
    b.crashed, b.abnormal, b.unhandled, b.duration_seconds AS durationSeconds, b.users, b.errored_users AS erroredUsers,
    b.crashed_users AS crashedUsers
  FROM session_bucket b JOIN release v ON v.id = b.release_id LEFT JOIN environment e ON e.id = b.environment_id ORDER BY key`;
const SIGNATURE = "s.project_id || ' ' || s.hash";
const tallyOf = (table: string): string =>
  `${table}.event_count AS count, ${table}.first_seen_ms AS firstMs, ${table}.last_seen_ms AS lastMs`;

/** Rows have no prototype, which deepEqual minds. */
function plain<T extends object>(row: T): T {
  return { ...row };
}

type EventRow = PackedPayload & {
  readonly id: number;
  readonly project_id: number;
  readonly event_id: Uint8Array;
  readonly base_id: number | null;
  readonly hash: string;
};

function eventsOf(db: Database, day: string): StoreView["events"] {
  const rows = db
    .prepare(`SELECT e.*, s.hash FROM ${eventTable(day)} e JOIN signature s ON s.id = e.signature_id ORDER BY e.id`)
    .all() as EventRow[];
  return rows.map((row) => {
    const base = row.base_id === null || row.base_id === row.id ? undefined : rows.find(({ id }) => id === row.base_id);
    const { title, event } = readPayload(row, base);
    const eventId = eventIdText(row.event_id);
    if (event.event_id !== eventId) throw new Error("the payload is of another event");
    return { projectId: row.project_id, eventId, signature: row.hash, title };
  });
}

function issuesOf(db: Database): StoreView["issues"] {
  type Row = StateColumns & Omit<StoreView["issues"][number], "state">;
  const rows = db
    .prepare(
      `SELECT id, project_id AS projectId, number, status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in, title, level,
         event_count AS eventCount, user_count AS userCount, first_seen_ms AS firstSeenMs, last_seen_ms AS lastSeenMs,
         first_release AS firstRelease, last_release AS lastRelease
       FROM issue WHERE merged_into IS NULL ORDER BY project_id, number`,
    )
    .all() as Row[];
  return rows.map(({ status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in, ...rest }) => ({
    ...rest,
    state: issueState({ status, substatus, status_since_ms, status_by_user_id, ignore_until, resolved_in }),
  }));
}
