import type { CountedSessions, UserSet } from "../release/health.ts";
import { crashFreeRate, shownErrored } from "../release/health.ts";

/** How sessions are told apart by their end, as Sentry's `session.status` names it. */
export const SESSION_STATUSES = ["healthy", "errored", "crashed", "abnormal", "unhandled"] as const;
export type ShownStatus = (typeof SESSION_STATUSES)[number];

/** What may be asked of sessions, and which users must be counted for it. */
export const SESSION_FIELDS: ReadonlyMap<string, SessionField> = new Map<string, SessionField>(
  Object.entries({
    "sum(session)": { hasStatus: true, userSets: [], value: sumOfSessions },
    "count_unique(user)": {
      hasStatus: true,
      userSets: ["all", "errored", "crashed", "abnormal", "unhandled"],
      value: uniqueUsers,
    },
    "avg(session.duration)": { hasStatus: true, userSets: [], value: averageDuration },
    "crash_free_rate(session)": { hasStatus: false, userSets: [], value: crashFreeSessions },
    "crash_rate(session)": { hasStatus: false, userSets: [], value: (counted) => rest(crashFreeSessions(counted)) },
    "crash_free_rate(user)": { hasStatus: false, userSets: ["all", "crashed"], value: crashFreeUsers },
    "crash_rate(user)": {
      hasStatus: false,
      userSets: ["all", "crashed"],
      value: (counted) => rest(crashFreeUsers(counted)),
    },
  }),
);

export type SessionField = {
  /** Whether it can be told apart by `session.status`. */
  readonly hasStatus: boolean;
  readonly userSets: readonly UserSet[];
  readonly value: (counted: CountedSessions, status: ShownStatus | undefined) => number | null;
};

function sumOfSessions({ sessions }: CountedSessions, status: ShownStatus | undefined): number {
  switch (status) {
    case undefined:
      return sessions.total;
    case "healthy":
      return Math.max(0, sessions.total - sessions.errored);
    case "errored":
      return shownErrored(sessions);
    default:
      return sessions[status];
  }
}

function uniqueUsers({ users }: CountedSessions, status: ShownStatus | undefined): number {
  const { all = 0, errored = 0, crashed = 0, abnormal = 0, unhandled = 0 } = users;
  switch (status) {
    case undefined:
      return all;
    case "healthy":
      return Math.max(0, all - errored);
    case "errored":
      return Math.max(0, errored - crashed - abnormal - unhandled);
    default:
      return users[status] ?? 0;
  }
}

/** Milliseconds; only sessions that ended well say how long they took. */
function averageDuration({ sessions }: CountedSessions, status: ShownStatus | undefined): number | null {
  const isKnown = sessions.durationCount > 0 && (status === undefined || status === "healthy");
  return isKnown ? (sessions.durationSeconds / sessions.durationCount) * 1_000 : null;
}

function crashFreeSessions({ sessions }: CountedSessions): number | null {
  return crashFreeRate(sessions.crashed, sessions.total) ?? null;
}

function crashFreeUsers({ users }: CountedSessions): number | null {
  return crashFreeRate(users.crashed ?? 0, users.all ?? 0) ?? null;
}

function rest(share: number | null): number | null {
  return share === null ? null : 1 - share;
}
