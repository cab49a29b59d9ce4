import type { DigestedSession, SessionUpdate } from "../../digest/session/normalise.ts";
import type { Database } from "./database.ts";
import type { Dictionaries } from "./dictionaries.ts";
import type { SessionStep, SessionTally } from "./session-tally.ts";
import { addAggregate, addStep, emptyTally, USER_SETS } from "./session-tally.ts";
import type { UserSets } from "./user-sets.ts";
import { openUserSets } from "./user-sets.ts";

/** Counts sessions. Dropped when a transaction fails. */
export type Sessions = {
  /** Adds the sessions of a batch to what is stored, within the caller's transaction. */
  record(sessions: readonly DigestedSession[]): void;
};

const FIND_STATE = "SELECT seq, has_ended, is_errored FROM session_state WHERE hour = ? AND project_id = ? AND sid = ?";
const PUT_STATE = `
  INSERT INTO session_state (hour, project_id, sid, seq, has_ended, is_errored) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET seq = excluded.seq, has_ended = excluded.has_ended, is_errored = excluded.is_errored`;
const DELETE_OLD_STATES = `
  DELETE FROM session_state WHERE (hour, project_id, sid) IN (
    SELECT hour, project_id, sid FROM session_state WHERE hour < ? ORDER BY hour LIMIT 1000)`;
const ADD_TO_BUCKET = `
  INSERT INTO session_bucket (project_id, hours, hour, release_id, environment_id, total, errored, crashed, abnormal, unhandled,
    duration_seconds, duration_count, users, errored_users, crashed_users, abnormal_users, unhandled_users)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)
  ON CONFLICT DO UPDATE SET
    total = total + excluded.total,
    errored = errored + excluded.errored,
    crashed = crashed + excluded.crashed,
    abnormal = abnormal + excluded.abnormal,
    unhandled = unhandled + excluded.unhandled,
    duration_seconds = duration_seconds + excluded.duration_seconds,
    duration_count = duration_count + excluded.duration_count
  RETURNING id, users, errored_users, crashed_users, abnormal_users, unhandled_users`;
const SET_USERS = `
  UPDATE session_bucket SET users = ?, errored_users = ?, crashed_users = ?, abnormal_users = ?, unhandled_users = ? WHERE id = ?`;

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
/** Sessions older than five days are not taken; a moved clock may place one an hour off. */
const STATE_HOURS = 5 * HOURS_A_DAY + 2;
/** Ids of a bucket's sets of users begin at its own, times this. */
export const SETS_A_BUCKET = 8;

export function openSessions(db: Database, dictionaries: Dictionaries): Sessions {
  const sets = openUserSets(db, { users: "session_user", sketches: "session_sketch", id: "set_id" });
  return {
    record(sessions) {
      const tallies = new Map<string, SessionTally>();
      for (const session of sessions) addSession(db, dictionaries, tallies, session);
      for (const tally of tallies.values()) {
        writeBucket(db, sets, tally, 1);
        writeBucket(db, sets, tally, HOURS_A_DAY);
      }
      const latestMs = sessions.at(-1)?.receivedAtMs;
      if (latestMs !== undefined) db.statement(DELETE_OLD_STATES).run(Math.floor(latestMs / HOUR_MS) - STATE_HOURS);
    },
  };
}

function addSession(
  db: Database,
  dictionaries: Dictionaries,
  tallies: Map<string, SessionTally>,
  session: DigestedSession,
): void {
  const { projectId, startedAtMs, userKey, what } = session;
  let hour = Math.floor(startedAtMs / HOUR_MS);
  let step: SessionStep | undefined;
  if (what.kind === "update") {
    const known = what.sid === undefined ? undefined : findState(db, session, what.sid, hour);
    hour = known?.hour ?? hour;
    step = stepOf(what, known);
    // Late, repeated, or about a session that has ended.
    if (step === undefined) return;
    if (what.sid !== undefined) putState(db, projectId, hour, what.sid, what, step);
  }

  const releaseId = dictionaries.releaseId(projectId, session.release, startedAtMs);
  const environmentId = dictionaries.environmentId(projectId, session.environment);
  const place = { projectId, hour, releaseId, environmentId };
  const key = `${projectId} ${hour} ${releaseId} ${environmentId}`;
  let tally = tallies.get(key);
  if (tally === undefined) tallies.set(key, (tally = emptyTally(place)));
  if (step !== undefined) addStep(tally, step, userKey);
  else if (what.kind === "aggregate") addAggregate(tally, what, userKey);
}

type State = { readonly hour: number; readonly seq: number; readonly hasEnded: boolean; readonly isErrored: boolean };
type StateRow = { readonly seq: number; readonly has_ended: number; readonly is_errored: number };

/** Where the device's clock is off, updates of one session may fall into hours beside each other. */
function findState(db: Database, { projectId, isMoved }: DigestedSession, sid: string, hour: number): State | undefined {
  for (const near of isMoved ? [hour, hour - 1, hour + 1] : [hour]) {
    const row = db.statement(FIND_STATE).get(near, projectId, Buffer.from(sid, "hex")) as StateRow | undefined;
    if (row !== undefined) return { hour: near, seq: row.seq, hasEnded: row.has_ended === 1, isErrored: row.is_errored === 1 };
  }
  return undefined;
}

/** What an update adds; `undefined` when it is older than what is known, or comes after the end. */
function stepOf({ seq, status, errors, durationSeconds }: SessionUpdate, known: State | undefined): SessionStep | undefined {
  if (known !== undefined && (known.hasEnded || seq <= known.seq)) return undefined;
  const ending = status === "crashed" || status === "abnormal" || status === "unhandled" ? status : undefined;
  const isErrored = known?.isErrored === true || errors > 0 || ending !== undefined || status === "errored";
  return {
    isNew: known === undefined,
    isNewlyErrored: isErrored && known?.isErrored !== true,
    isErrored,
    ending,
    durationSeconds: status === "exited" ? durationSeconds : undefined,
  };
}

function putState(
  db: Database,
  projectId: number,
  hour: number,
  sid: string,
  { seq, status }: SessionUpdate,
  { isErrored }: SessionStep,
): void {
  const hasEnded = status === "ok" ? 0 : 1;
  db.statement(PUT_STATE).run(hour, projectId, Buffer.from(sid, "hex"), seq, hasEnded, isErrored ? 1 : 0);
}

type BucketRow = {
  readonly id: number;
  readonly users: number;
  readonly errored_users: number;
  readonly crashed_users: number;
  readonly abnormal_users: number;
  readonly unhandled_users: number;
};

function writeBucket(db: Database, sets: UserSets, tally: SessionTally, hours: number): void {
  const row = db
    .statement(ADD_TO_BUCKET)
    .get(
      tally.projectId,
      hours,
      tally.hour - (tally.hour % hours),
      tally.releaseId,
      tally.environmentId,
      tally.total,
      tally.errored,
      tally.crashed,
      tally.abnormal,
      tally.unhandled,
      tally.durationSeconds,
      tally.durationCount,
    ) as BucketRow;
  if (tally.users.all.size === 0) return;
  const before = [row.users, row.errored_users, row.crashed_users, row.abnormal_users, row.unhandled_users];
  const after = USER_SETS.map((set, index) => sets.add(row.id * SETS_A_BUCKET + index, before[index] ?? 0, tally.users[set]));
  if (after.some((count, index) => count !== before[index])) db.statement(SET_USERS).run(...after, row.id);
}
