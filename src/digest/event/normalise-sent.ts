import type { Event } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { normaliseEvent, withNotes } from "./normalise.ts";
import { newNotes } from "./notes.ts";
import { scrubEvent } from "./scrub.ts";

/** An event that another server keeps, in the form that SDKs send: as it would be stored if it had been sent here. */
export function normaliseSent(sent: {
  readonly payload: JsonObject;
  /** 32 lower-case hex digits. */
  readonly eventId: string;
  /** Unix ms. */
  readonly receivedAtMs: number;
}): Event {
  const notes = newNotes();
  return withNotes(scrubEvent(normaliseEvent(sent.payload, sent, notes), notes), notes);
}
