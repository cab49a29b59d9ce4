import type { Person, Sighting } from "../../../retention/person.ts";

/** An erasure under way. `reached` and `done` are stored with each slice. */
export type Erasing = {
  readonly id: number;
  readonly projectIds: ReadonlySet<number>;
  readonly person: Person;
  readonly sighting: Sighting;
  readonly untilPosition: number;
  /** Events of earlier days, and of this day up to the row, have been looked at; `looked` is how many. */
  readonly reached: { day: string; rowId: number; looked: number };
  readonly done: { events: number; attachments: number; reports: number; texts: number };
};

/** Work that rests at each `yield`; see ageing/slices.ts. */
export type ErasingSlices = Generator<"rest", void>;
