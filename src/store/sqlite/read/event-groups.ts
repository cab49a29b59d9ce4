import type { EventCounting, EventGroup, EventTally } from "../../../backend/backend.ts";

/** Events with the same values: one, or as many as a roll-up has of them. */
export type EventSample = {
  /** In the order of `by`. */
  readonly values: readonly (string | null)[];
  /** In the order of `distinct`; what an event does not say is not counted. */
  readonly distinct: readonly (string | null)[];
  readonly events: number;
  readonly lastSeenMs: number;
  /** Number of the stretch, where stretches are counted. */
  readonly step: number | undefined;
};

export type EventGroups = {
  /** False: there would be more groups than anybody reads. */
  readonly add: (sample: EventSample) => boolean;
  readonly list: () => readonly EventGroup[];
};

/** More are no table: they cost memory, and their counts say nothing. */
export const MAX_GROUPS = 100_000;

type Counted = { events: number; readonly seen: readonly Set<string>[] };
type Group = {
  readonly values: EventSample["values"];
  readonly all: Counted;
  lastSeenMs: number;
  readonly steps: Map<number, Counted>;
};

/** Adds events up in groups, and in each stretch of time. */
export function openGroups({ distinct }: EventCounting): EventGroups {
  const counted = (): Counted => ({ events: 0, seen: distinct.map(() => new Set<string>()) });
  const groups = new Map<string, Group>();
  return {
    add(sample) {
      const key = JSON.stringify(sample.values);
      let group = groups.get(key);
      if (group === undefined) {
        if (groups.size >= MAX_GROUPS) return false;
        group = { values: sample.values, all: counted(), lastSeenMs: 0, steps: new Map() };
        groups.set(key, group);
      }
      addTo(group.all, sample);
      group.lastSeenMs = Math.max(group.lastSeenMs, sample.lastSeenMs);
      if (sample.step === undefined) return true;
      const step = group.steps.get(sample.step) ?? counted();
      group.steps.set(sample.step, step);
      addTo(step, sample);
      return true;
    },
    list: () =>
      [...groups.values()].map(({ values, all, lastSeenMs, steps }) => ({
        values,
        lastSeenMs,
        ...tallyOf(all),
        steps: new Map([...steps].map(([number, step]) => [number, tallyOf(step)])),
      })),
  };
}

function addTo(counted: Counted, { events, distinct }: EventSample): void {
  counted.events += events;
  for (const [index, value] of distinct.entries()) if (value !== null) counted.seen[index]?.add(value);
}

function tallyOf({ events, seen }: Counted): EventTally {
  return { events, distinct: seen.map(({ size }) => size) };
}
