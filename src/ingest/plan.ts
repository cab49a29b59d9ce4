import type { ClientKey } from "../project/project.ts";
import { newEventId } from "../protocol/event-id.ts";
import { SWITCHED_OFF, UNSUPPORTED_ITEM } from "../protocol/items.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import type { Category, OutcomeCount, OutcomeKind } from "../protocol/outcome.ts";
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
  /** Limits that refused an item; empty is 200. */
  readonly limits: readonly RateLimit[];
  /** Told to the SDK with the 200: what it need not send again, since nothing is kept of it. */
  readonly switchedOff: readonly RateLimit[];
  /** Of the items that end at the door. */
  readonly doorOutcomes: readonly DoorOutcome[];
  /** Of the items that would be logged, should the log refuse. */
  readonly unloggedItems: readonly Pick<DoorOutcome, "category" | "quantity">[];
};

export type DoorOutcome = Pick<OutcomeCount, "category" | "kind" | "reason" | "quantity">;

/** Decides item by item: refused by a limit of its category, kept, or counted and dropped. The rest is kept (reference §7.2). */
export function planOf(inspection: Inspection, key: ClientKey, limits: IngestLimits): Plan {
  const refused = new Set<number>();
  const retryAfterSeconds = new Map<Category, number>();
  for (const [index, { category }] of inspection.items.entries()) {
    const seconds = category === undefined ? undefined : limits.ofCategory(key.id, category);
    if (category === undefined || seconds === undefined) continue;
    refused.add(index);
    retryAfterSeconds.set(category, seconds);
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
    if (refused.has(index)) doorOutcomes.push({ category, quantity, ...LIMITED });
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
    limits: [...retryAfterSeconds].map(([category, seconds]) => ({
      retryAfterSeconds: seconds,
      categories: [category],
      scope: "key",
    })),
    switchedOff: inspection.items.some(isSwitchedOff) ? [SWITCH_OFF] : [],
    doorOutcomes,
    unloggedItems,
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

const LIMITED: { readonly kind: OutcomeKind; readonly reason: string } = { kind: "rate-limited", reason: "key" };
const DROPPED: { readonly kind: OutcomeKind; readonly reason: string } = { kind: "filtered", reason: UNSUPPORTED_ITEM };

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
