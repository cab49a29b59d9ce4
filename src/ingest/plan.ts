import { ERROR_CATEGORIES } from "../project/admission.ts";
import type { ClientKey } from "../project/project.ts";
import { newEventId } from "../protocol/event-id.ts";
import { SWITCHED_OFF, UNSUPPORTED_ITEM } from "../protocol/items.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import type { Category, OutcomeCount } from "../protocol/outcome.ts";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import type { InspectedItem, Inspection } from "./inspect.ts";
import type { IngestLimits } from "./limits.ts";

/** What becomes of an inspected request. */
export type Plan = {
  /** Answered to the SDK, also when nothing is kept; absent when the request names and needs no id. */
  readonly eventId?: string;
  /** Whether anything in it is to be kept. If not, all items are counted at the door and nothing is logged. */
  readonly isLogged: boolean;
  readonly logged: Pick<LoggedRequest, "eventId" | "generatedIds" | "refusedItems">;
  /** Whether a limit refused an item: 429, though the others are kept. */
  readonly isLimited: boolean;
  /** Limits in force for what was sent, told also with 200: the SDK then spares itself what would be refused. */
  readonly limits: readonly RateLimit[];
  /** Events that a limit refused, as far as they have an id that their sender knows. */
  readonly refusedEvents: readonly RefusedEvent[];
  /** Told to the SDK with the 200: what it need not send again, since nothing is kept of it. */
  readonly switchedOff: readonly RateLimit[];
  /** Of the items that end at the door. */
  readonly doorOutcomes: readonly DoorOutcome[];
  /** Of the items that would be logged, should the log refuse. */
  readonly unloggedItems: readonly Pick<DoorOutcome, "category" | "quantity">[];
  /** How many of those are errors. */
  readonly errors: number;
};

export type RefusedEvent = { readonly eventId: string; readonly kind: OutcomeCount["kind"]; readonly reason: string };

export type DoorOutcome = Pick<OutcomeCount, "category" | "kind" | "reason" | "quantity">;

/** Decides item by item: refused by a limit of its category, kept, or counted and dropped. The rest is kept (reference §7.2). */
export function planOf(inspection: Inspection, key: ClientKey, limits: IngestLimits, nowMs: number): Plan {
  const refused = new Map<number, RateLimit>();
  const categories = new Set<Category>();
  for (const [index, { category, quantity, isTooLarge }] of inspection.items.entries()) {
    if (category === undefined || isTooLarge === true) continue;
    categories.add(category);
    const limit = limits.take(key, category, quantity, nowMs);
    if (limit !== undefined) refused.set(index, limit);
  }

  const isLost = ({ isTooLarge }: InspectedItem, index: number): boolean => refused.has(index) || isTooLarge === true;
  const isLogged = inspection.items.some((item, index) => item.isKept && !isLost(item, index));
  const lost: number[] = [];
  const doorOutcomes: DoorOutcome[] = [];
  const unloggedItems: Pick<DoorOutcome, "category" | "quantity">[] = [];
  for (const [index, item] of inspection.items.entries()) {
    if (isLost(item, index)) lost.push(index);
    const { category, quantity } = item;
    // Client reports have no category: they are about other items and make no outcome of their own.
    if (category === undefined) continue;
    const limit = refused.get(index);
    if (limit !== undefined) doorOutcomes.push({ category, quantity, kind: "rate-limited", reason: reasonOf(limit) });
    else if (isLost(item, index)) doorOutcomes.push({ category, quantity, kind: "invalid", reason: `too_large:${item.type}` });
    else if (isLogged) unloggedItems.push({ category, quantity });
    else doorOutcomes.push({ category, quantity, ...DROPPED });
  }

  const { eventId, generatedIds } = idsOf(inspection);
  return {
    ...(eventId !== undefined && { eventId }),
    isLogged,
    logged: {
      ...(eventId !== undefined && { eventId }),
      ...(generatedIds !== undefined && { generatedIds }),
      ...(lost.length > 0 && { refusedItems: lost }),
    },
    isLimited: refused.size > 0,
    limits: limits.inForce(key, categories, nowMs),
    switchedOff: inspection.items.some(isSwitchedOff) ? [SWITCH_OFF] : [],
    refusedEvents: refusedEventsOf(inspection, eventId, refused),
    doorOutcomes,
    unloggedItems,
    errors: unloggedItems.reduce((sum, { category }) => sum + (ERROR_CATEGORIES.includes(category) ? 1 : 0), 0),
  };
}

function isSwitchedOff({ category }: InspectedItem): boolean {
  return category !== undefined && SWITCHED_OFF.includes(category);
}

const SWITCH_OFF: RateLimit = {
  retryAfterSeconds: 3_600,
  categories: SWITCHED_OFF,
  scope: "organization",
  reason: "not_kept",
};

const DROPPED = { kind: "filtered", reason: UNSUPPORTED_ITEM } as const;

/** The reason by which a limit is counted and looked up. */
export function reasonOf({ reason, scope }: RateLimit): string {
  return reason ?? scope;
}

function refusedEventsOf(
  { items }: Inspection,
  eventId: string | undefined,
  refused: ReadonlyMap<number, RateLimit>,
): RefusedEvent[] {
  const first = items.findIndex(({ isEvent }) => isEvent);
  return [...refused].flatMap(([index, limit]) => {
    const item = items[index];
    const id = index === first ? eventId : item?.ownId;
    if (item?.isEvent !== true || id === undefined) return [];
    return [{ eventId: id, kind: "rate-limited" as const, reason: reasonOf(limit) }];
  });
}

/** The header's id is that of the first event, or of whatever the envelope holds; further events have ids of their own. */
function idsOf({ header, items }: Inspection): Pick<LoggedRequest, "eventId" | "generatedIds"> {
  const first = items.findIndex((item) => item.isEvent);
  if (first < 0) return { eventId: header.eventId };
  const eventId = header.eventId ?? items[first]?.ownId ?? newEventId();
  const further = items
    .map((item, index) => ({ item, index }))
    .slice(first + 1)
    .filter(({ item }) => item.isEvent);
  if (further.length === 0) return { eventId };
  return { eventId, generatedIds: Object.fromEntries(further.map(({ item, index }) => [index, item.ownId ?? newEventId()])) };
}
