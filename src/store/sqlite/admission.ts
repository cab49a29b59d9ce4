import type { AdmissionCommands, Habit, ProjectAdmission, ProjectUsage } from "../../project/admission.ts";
import { openAdmission } from "../../project/admission.ts";
import type { Database, Row } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const COLUMNS = "project_id, rate_limits, monthly_quota, is_spike_protected, allowed_origins";
const FIND = `SELECT ${COLUMNS} FROM project_admission WHERE project_id = ?`;
const LIST = `SELECT ${COLUMNS} FROM project_admission ORDER BY project_id`;
const SAVE = `
  INSERT INTO project_admission (${COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (project_id) DO UPDATE SET rate_limits = ?2, monthly_quota = ?3, is_spike_protected = ?4, allowed_origins = ?5`;

/** The categories are those of ERROR_CATEGORIES. */
const ACCEPTED_ERRORS = `kind = 'accepted' AND category IN ('error', 'security')`;
const ACCEPTED_SINCE = `
  SELECT coalesce(sum(quantity), 0) AS errors FROM outcome_hour WHERE project_id = ? AND hour >= ? AND ${ACCEPTED_ERRORS}`;
const HOURS_BETWEEN = `
  SELECT sum(errors) AS errors, max(errors) AS busiest FROM (
    SELECT sum(quantity) AS errors FROM outcome_hour
    WHERE project_id = ? AND hour >= ? AND hour < ? AND ${ACCEPTED_ERRORS} GROUP BY hour)`;
const FIRST_HOUR = "SELECT min(hour) AS hour FROM outcome_hour WHERE project_id = ?";

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;
/** Younger projects have no habit yet. */
const YOUNG_HOURS = 2 * HOURS_A_DAY;

export function findAdmission(db: Database, projectId: number): ProjectAdmission {
  const row = db.statement(FIND).get(projectId);
  return row === undefined ? openAdmission(projectId) : admissionOf(row);
}

/** Of every project that has settings of its own. */
export function listAdmissions(db: Database): readonly ProjectAdmission[] {
  return db.statement(LIST).all().map(admissionOf);
}

export function admissionCommands(db: Database): Now<AdmissionCommands> {
  return {
    updateAdmission({ projectId, ...changes }) {
      return transaction(db, () => {
        const changed = { ...findAdmission(db, projectId), ...changes };
        const { rateLimits, monthlyQuota, isSpikeProtected, allowedOrigins } = changed;
        const [limits, origins] = [JSON.stringify(rateLimits), JSON.stringify(allowedOrigins)];
        db.statement(SAVE).run(projectId, limits, monthlyQuota ?? null, isSpikeProtected ? 1 : 0, origins);
        return changed;
      });
    },
  };
}

/** What projects with a quota or spike protection have used. A few milliseconds for each: a month is read. */
export function listUsages(db: Database, nowMs: number): readonly ProjectUsage[] {
  return listAdmissions(db)
    .filter(({ monthlyQuota, isSpikeProtected }) => monthlyQuota !== undefined || isSpikeProtected)
    .map(({ projectId, isSpikeProtected }) => {
      const hour = Math.floor(nowMs / HOUR_MS);
      return {
        projectId,
        monthErrors: acceptedSince(db, projectId, monthStartHour(nowMs)),
        hourErrors: acceptedSince(db, projectId, hour),
        habit: isSpikeProtected ? habitOf(db, projectId, hour) : undefined,
      };
    });
}

function acceptedSince(db: Database, projectId: number, fromHour: number): number {
  return Number(db.statement(ACCEPTED_SINCE).get(projectId, fromHour)?.["errors"]);
}

/** The week that ended a day ago: what has been going on since yesterday is not usual yet. */
function habitOf(db: Database, projectId: number, hour: number): Habit | undefined {
  const first = db.statement(FIRST_HOUR).get(projectId)?.["hour"];
  if (typeof first !== "number" || hour - first < YOUNG_HOURS) return undefined;
  const toHour = hour - HOURS_A_DAY;
  const fromHour = Math.max(first, toHour - 7 * HOURS_A_DAY);
  const row = db.statement(HOURS_BETWEEN).get(projectId, fromHour, toHour);
  return {
    errorsPerHour: Number(row?.["errors"] ?? 0) / (toHour - fromHour),
    busiestHourErrors: Number(row?.["busiest"] ?? 0),
  };
}

function monthStartHour(nowMs: number): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) / HOUR_MS;
}

function admissionOf(row: Row): ProjectAdmission {
  const { monthly_quota: quota } = row;
  return {
    projectId: Number(row["project_id"]),
    // Written by `updateAdmission` alone.
    rateLimits: JSON.parse(String(row["rate_limits"])) as ProjectAdmission["rateLimits"],
    monthlyQuota: typeof quota === "number" ? quota : undefined,
    isSpikeProtected: row["is_spike_protected"] === 1,
    allowedOrigins: JSON.parse(String(row["allowed_origins"])) as ProjectAdmission["allowedOrigins"],
  };
}
