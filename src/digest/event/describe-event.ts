import type { Event } from "../../protocol/event.ts";
import type { DigestedEvent } from "../recorder.ts";
import { isUnhandled } from "./derived-tags.ts";
import { titlesOf } from "./titles.ts";

/** What is derived of a stored event and not stored with it, for an issue that is to look like it. */
export function describeEvent(event: Event): Pick<DigestedEvent, "metadata" | "isUnhandled"> {
  return { metadata: titlesOf(event).metadata, isUnhandled: isUnhandled(event) };
}
