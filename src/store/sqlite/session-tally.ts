import type { EndingCounts } from "../../digest/session/parse.ts";

/** The sets of users of a bucket; their order is that of the columns and of set ids. */
export const USER_SETS = ["all", "errored", "crashed", "abnormal", "unhandled"] as const;
type UserSet = (typeof USER_SETS)[number];

/** What a batch adds to one release and environment in one hour. */
export type SessionTally = {
  readonly projectId: number;
  readonly hour: number;
  readonly releaseId: number;
  readonly environmentId: number;
  total: number;
  errored: number;
  crashed: number;
  abnormal: number;
  unhandled: number;
  durationSeconds: number;
  durationCount: number;
  readonly users: { readonly [set in UserSet]: Set<number> };
};

export function emptyTally(place: Pick<SessionTally, "projectId" | "hour" | "releaseId" | "environmentId">): SessionTally {
  return {
    ...place,
    total: 0,
    errored: 0,
    crashed: 0,
    abnormal: 0,
    unhandled: 0,
    durationSeconds: 0,
    durationCount: 0,
    users: { all: new Set(), errored: new Set(), crashed: new Set(), abnormal: new Set(), unhandled: new Set() },
  };
}

/** Adds sessions that ended before anybody heard of them. */
export function addAggregate(tally: SessionTally, counts: EndingCounts, userKey: number | undefined): void {
  const { exited, errored, crashed, abnormal, unhandled } = counts;
  const allErrored = errored + crashed + abnormal + unhandled;
  tally.total += exited + allErrored;
  tally.errored += allErrored;
  tally.crashed += crashed;
  tally.abnormal += abnormal;
  tally.unhandled += unhandled;
  if (userKey === undefined) return;
  const { users } = tally;
  users.all.add(userKey);
  if (allErrored > 0) users.errored.add(userKey);
  if (crashed > 0) users.crashed.add(userKey);
  if (abnormal > 0) users.abnormal.add(userKey);
  if (unhandled > 0) users.unhandled.add(userKey);
}

/** What an update of one session says that was not counted before. */
export type SessionStep = {
  readonly isNew: boolean;
  /** Has errors, and had none when it was last heard of. */
  readonly isNewlyErrored: boolean;
  readonly isErrored: boolean;
  readonly ending: "crashed" | "abnormal" | "unhandled" | undefined;
  readonly durationSeconds: number | undefined;
};

export function addStep(tally: SessionTally, step: SessionStep, userKey: number | undefined): void {
  if (step.isNew) tally.total += 1;
  if (step.isNewlyErrored) tally.errored += 1;
  if (step.ending !== undefined) tally[step.ending] += 1;
  if (step.durationSeconds !== undefined) {
    tally.durationSeconds += step.durationSeconds;
    tally.durationCount += 1;
  }
  if (userKey === undefined) return;
  tally.users.all.add(userKey);
  if (step.isErrored) tally.users.errored.add(userKey);
  if (step.ending !== undefined) tally.users[step.ending].add(userKey);
}
