import type { Person } from "./person.ts";

/** One person's erasure: the receipt of what was asked and done. Of whom it speaks it says by a keyed hash alone. */
export type Erasure = {
  readonly id: number;
  readonly organizationId: number;
  /** Undefined: all projects of the organisation. */
  readonly projectId: number | undefined;
  readonly kind: Person["kind"];
  /** See `hashOfPerson`. */
  readonly personHash: string;
  /** What whoever asked was called then. */
  readonly askedBy: string;
  readonly askedAtMs: number;
  /** How far it is; `waiting`: for what lay in the log when it was asked. */
  readonly state: "running" | "waiting" | "finished";
  /** Events looked at so far, of those that there are now. */
  readonly looked: number;
  readonly events: number;
  readonly attachments: number;
  /** Feedback and user reports. */
  readonly reports: number;
  /** Tags, titles and messages of which the person was taken out. */
  readonly texts: number;
  readonly finishedAtMs: number | undefined;
};

export type ErasureReader = {
  /** Newest first. With a project: its own, and those of the whole organisation. */
  listErasures(place: { readonly organizationId: number; readonly projectId?: number }): Promise<readonly Erasure[]>;
};

export interface ErasureCommands {
  /**
   * Notes that a person is to be erased; the work is done in slices. `untilPosition`: what lies in the log before it is looked
   * through, too. Answers the erasure's id.
   */
  erasePerson(args: {
    readonly organizationId: number;
    readonly projectId: number | undefined;
    readonly person: Person;
    readonly personHash: string;
    readonly byUserId: number | undefined;
    readonly askedBy: string;
    /** Filled in by the writer's thread; without it, the end of what is digested. */
    readonly untilPosition?: number;
  }): Promise<{ readonly id: number }>;
}
