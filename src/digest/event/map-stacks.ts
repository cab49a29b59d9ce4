import type { Event } from "../../protocol/event.ts";
import type { MapSource } from "./map-frames.ts";
import { mapFrames, soughtMaps } from "./map-frames.ts";
import type { MappingSource } from "./map-jvm-frames.ts";
import { mapJvmFrames, soughtMappings } from "./map-jvm-frames.ts";

/** Files of builds, of every kind that stacks are mapped by. */
export type StackMaps = MapSource & MappingSource;

/** Takes stacks back to what people wrote; an event may hold stacks of two languages, as those of React Native do. */
export function mapStacks(event: Event, projectId: number, maps: StackMaps): Event {
  return mapJvmFrames(mapFrames(event, projectId, maps), projectId, maps);
}

/** What files of an event's unmapped frames would be found by, each once: `d:` and a debug id, `r:` and the release. */
export function soughtFiles(event: Event): readonly string[] {
  return [...soughtMaps(event), ...soughtMappings(event).map((id) => `d:${id}`)];
}
