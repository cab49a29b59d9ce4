import type { Grouping } from "../../grouping/grouping.ts";
import type { Event } from "../../protocol/event.ts";
import type { DigestedEvent } from "../recorder.ts";
import { flagFrames } from "./flag-frames.ts";
import type { MapSource } from "./map-frames.ts";
import { mapFrames, soughtMaps } from "./map-frames.ts";
import { titlesOf } from "./titles.ts";

/** A stored event as it would be digested now that its files are there. */
export type RemappedEvent = Pick<DigestedEvent, "event" | "signature" | "groupingVersion" | "title" | "culprit">;

/** Maps a stored event again. Undefined when that changes nothing: all its frames were mapped, or still are not. */
export function remapEvent(event: Event, projectId: number, maps: MapSource, grouping: Grouping): RemappedEvent | undefined {
  const before = soughtMaps(event);
  if (before.length === 0) return undefined;
  const mapped = flagFrames(mapFrames(event, projectId, maps));
  if (JSON.stringify(mapped) === JSON.stringify(event)) return undefined;
  const { title, culprit } = titlesOf(mapped);
  return { event: mapped, signature: grouping.group(mapped).signature, groupingVersion: grouping.version, title, culprit };
}
