import type { EventRules } from "../../project/event-rules.ts";
import type { Event } from "../../protocol/event.ts";
import type { EventFilter } from "./filter.ts";
import { eventFilter } from "./filter.ts";
import { projectScrubber } from "./scrub-settings.ts";
import type { Scrub } from "./scrub-value.ts";

export type PreparedRules = { readonly filter: EventFilter; readonly scrub: Scrub<Event> };

/** Making a filter takes longer than asking it: it is kept as long as the rules it was made of are. */
const PREPARED = new WeakMap<EventRules, PreparedRules>();

export function preparedRules(rules: EventRules): PreparedRules {
  const known = PREPARED.get(rules);
  if (known !== undefined) return known;
  const prepared = { filter: eventFilter(rules), scrub: projectScrubber(rules) };
  PREPARED.set(rules, prepared);
  return prepared;
}
