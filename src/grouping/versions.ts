import type { Grouping } from "./grouping.ts";
import { groupingV0 } from "./v0.ts";
import { groupingV1 } from "./v1/v1.ts";

/** Every version that a stored signature may be of, newest first. None is ever taken out: old events are explained by theirs. */
const GROUPINGS: readonly Grouping[] = [groupingV1, groupingV0];

/** The engine of a stored version; `undefined` for one of a newer Culprit. */
export function groupingOfVersion(version: string): Grouping | undefined {
  return GROUPINGS.find((grouping) => grouping.version === version);
}
