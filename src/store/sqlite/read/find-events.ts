import type { EventFilter, StoredEvent } from "../../../backend/backend.ts";
import type { ToldEvent } from "../../../issue/query/event-values.ts";
import type { Database } from "../database.ts";
import type { EventOwners, EventPlace } from "./event-order.ts";
import { meets } from "./event-meets.ts";
import { walkEvents } from "./event-order.ts";
import type { Walk, Walked } from "./keyset-page.ts";

/** Events are opened to be looked into: some 5,000 a second. */
const BUDGET_MS = 400;
const CHUNK = 50;
const DAY_MS = 86_400_000;

/** Which events a walk is about. Unix ms, of the event's own time. */
export type Wanted = {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly accepts: (stored: StoredEvent) => boolean;
};

/**
 * A walk over the events that are wanted, newest first. It breaks off when it has looked for long enough: the page is short
 * then, and goes on from there. `open` reads an event; what was read of matches is in `found`.
 */
export function walkMatching(
  db: Database,
  owners: EventOwners,
  wantedEvents: Wanted,
  open: (place: EventPlace) => StoredEvent | undefined,
  found: Map<EventPlace, StoredEvent>,
  budgetMs = BUDGET_MS,
): Walk<EventPlace> {
  const stopAtMs = performance.now() + budgetMs;
  return (from, isBackwards, wanted): Walked<EventPlace> => {
    const rows: EventPlace[] = [];
    let at = from;
    for (;;) {
      const places = walkEvents(db, owners, at, isBackwards, CHUNK);
      for (const place of places) {
        at = place;
        // No event was received before it happened, so that all further days lie before the window.
        if (!isBackwards && endOf(place.day) <= (wantedEvents.fromMs ?? 0)) return { rows };
        if (isOutside(place, wantedEvents)) continue;
        const stored = open(place);
        if (stored === undefined || !wantedEvents.accepts(stored)) continue;
        found.set(place, stored);
        rows.push(place);
        if (rows.length >= wanted) return { rows };
      }
      if (places.length < CHUNK) return { rows };
      if (at !== undefined && performance.now() >= stopAtMs) return { rows, brokenOffAt: at };
    }
  };
}

function endOf(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6))) + DAY_MS;
}

function isOutside({ timestampMs }: EventPlace, { fromMs = -Infinity, toMs = Infinity }: Wanted): boolean {
  return timestampMs < fromMs || timestampMs > toMs;
}

/** Whether a filter of a list of events lets an event through, whenever it was. */
export function isLetThrough(stored: StoredEvent, { conditions, levels, text }: EventFilter): boolean {
  if (levels.length > 0 && !levels.includes(stored.event.level)) return false;
  if (!conditions.every((condition) => meets(condition, stored))) return false;
  return text === undefined || saysText(stored, text);
}

/** Whether the text stands in what an event is known by, whatever the case. */
export function saysText({ tags, title, culprit, event }: ToldEvent, text: string): boolean {
  const { user, request, exception, logentry } = event;
  const values = exception?.values ?? [];
  const texts = [
    title,
    culprit,
    event.transaction,
    logentry?.formatted,
    request?.url,
    user?.email,
    user?.username,
    user?.id,
    ...values.flatMap(({ type, value }) => [type, value]),
    ...tags.map(([, value]) => value),
  ];
  const wanted = text.toLowerCase();
  return texts.some((one) => typeof one === "string" && one.toLowerCase().includes(wanted));
}
