import type { RefusedId } from "../protocol/refused-ids.ts";
import type { Habit, ProjectAdmission, ProjectUsage } from "./admission.ts";
import type { ClientKey } from "./project.ts";

/** Everything that the door goes by. */
export type DoorSettings = {
  readonly keys: readonly ClientKey[];
  readonly admissions: readonly ProjectAdmission[];
  readonly usages: readonly ProjectUsage[];
};

/** What the door knows of a project at a moment, as people are told it. */
export type DoorState = {
  /** Limits in force now, each with its reason in words. */
  readonly limits: readonly LimitInForce[];
  /** Errors let in, in the calendar month and in the hour, UTC; counted while a quota or spike protection asks for it. */
  readonly monthErrors: number;
  readonly hourErrors: number;
  readonly habit: Habit | undefined;
  /** Errors an hour at which spike protection sets in. */
  readonly spikeErrorsPerHour: number | undefined;
  /** Age of the oldest request that is kept and not digested yet. */
  readonly backlogAgeMs: number;
};

export type LimitInForce = {
  readonly reason: string;
  readonly words: string;
  readonly retryAfterSeconds: number;
  /** Empty: all. */
  readonly categories: readonly string[];
  readonly scope: string;
};

/** Asked of the threads that hold the answer in memory. */
export interface DoorReader {
  stateOf(projectId: number): Promise<DoorState>;
  /** What became of an event that was refused lately, at the door or in the digest. */
  findRefused(projectId: number, eventId: string): Promise<RefusedId | undefined>;
}
