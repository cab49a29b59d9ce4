import type { OutcomeKind } from "./outcome.ts";

/** What became of an event that was not stored, and when, Unix ms. */
export type RefusedId = { readonly kind: OutcomeKind; readonly reason: string; readonly atMs: number };

/** An event, as somebody asks after it; the id is 32 lower-case hex digits. */
export type EventRef = { readonly projectId: number; readonly eventId: string };

/** The ids of events refused lately, in memory: "where is my event" has an answer, and refusing costs no write. */
export type RefusedIds = {
  readonly note: (projectId: number, eventId: string, refused: RefusedId) => void;
  readonly find: (projectId: number, eventId: string) => RefusedId | undefined;
};

const MAX_PER_PROJECT = 1_000;
const MAX_IN_ALL = 20_000;

/**
 * Keeps the last ids of each project, so that a loud one does not push out those of the others. Over the bound of them all, the
 * project that has most loses its oldest.
 */
export function createRefusedIds(maxPerProject = MAX_PER_PROJECT, maxInAll = MAX_IN_ALL): RefusedIds {
  const byProject = new Map<number, Map<string, RefusedId>>();
  let count = 0;

  const dropOldest = (projectId: number, ids: Map<string, RefusedId>): void => {
    const [oldest] = ids.keys();
    if (oldest !== undefined && ids.delete(oldest)) count -= 1;
    if (ids.size === 0) byProject.delete(projectId);
  };
  const dropFromLargest = (): void => {
    let largest: readonly [number, Map<string, RefusedId>] | undefined;
    for (const entry of byProject) if (entry[1].size > (largest?.[1].size ?? 0)) largest = entry;
    if (largest !== undefined) dropOldest(...largest);
  };

  return {
    note(projectId, eventId, refused) {
      const ids = byProject.get(projectId) ?? new Map<string, RefusedId>();
      // The same id refused again moves to the end.
      if (ids.delete(eventId)) count -= 1;
      ids.set(eventId, refused);
      byProject.set(projectId, ids);
      count += 1;
      if (ids.size > maxPerProject) dropOldest(projectId, ids);
      if (count > maxInAll) dropFromLargest();
    },
    find: (projectId, eventId) => byProject.get(projectId)?.get(eventId),
  };
}
