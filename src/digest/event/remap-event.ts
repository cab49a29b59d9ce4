import type { Grouping } from "../../grouping/grouping.ts";
import type { GroupingRules } from "../../grouping/rules/rules.ts";
import type { Event } from "../../protocol/event.ts";
import type { DigestedEvent } from "../recorder.ts";
import { groupEvent } from "./group-event.ts";
import type { StackMaps } from "./map-stacks.ts";
import { mapStacks, soughtFiles } from "./map-stacks.ts";

/** A stored event as it would be digested now that its files are there. */
export type RemappedEvent = Pick<DigestedEvent, "event" | "signature" | "groupingVersion" | "title" | "culprit">;

/** Maps a stored event again. Undefined when that changes nothing: all its frames were mapped, or still are not. */
export function remapEvent(
  stored: Event,
  projectId: number,
  maps: StackMaps,
  grouping: Grouping,
  rules: GroupingRules | undefined,
): RemappedEvent | undefined {
  if (soughtFiles(stored).length === 0) return undefined;
  const mapped = mapStacks(stored, projectId, maps);
  const { event, grouped, titles } = groupEvent(mapped, grouping, rules);
  if (JSON.stringify(event) === JSON.stringify(stored)) return undefined;
  const { title, culprit } = titles;
  return { event, signature: grouped.signature, groupingVersion: grouping.version, title, culprit };
}
