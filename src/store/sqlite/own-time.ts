import type { DigestedEvent } from "../../digest/recorder.ts";

/** The event's own time in whole Unix ms. */
export function timestampMs({ event }: DigestedEvent): number {
  return Math.round(event.timestamp * 1_000);
}
