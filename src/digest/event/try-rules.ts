import type { EventRules } from "../../project/event-rules.ts";
import type { TriedRules } from "../../project/tried-rules.ts";
import type { Event } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { eventFilter } from "./filter.ts";
import type { MetaNode } from "./meta.ts";
import { newNotes } from "./notes.ts";
import { projectScrubber } from "./scrub-settings.ts";

/**
 * What rules would do to an event that is stored already. Who sent it is not stored, so that no filter of senders can be met; and
 * what was scrubbed when it came is gone, whatever the rules say now.
 */
export function tryRules(rules: EventRules, event: Event): TriedRules {
  const notes = newNotes();
  projectScrubber(rules)(event, notes);
  return { reason: eventFilter(rules).reasonOf(event, {}), scrubbed: remarksIn(notes.meta, []) };
}

function remarksIn(node: MetaNode, path: readonly string[]): TriedRules["scrubbed"] {
  const own = node.remarks.flatMap((remark) => {
    if (!Array.isArray(remark)) return [];
    const [rule, kind]: readonly Json[] = remark;
    return typeof rule === "string" ? [{ path, rule, isRemoved: kind === "x" }] : [];
  });
  return [...own, ...[...node.children].flatMap(([key, child]) => remarksIn(child, [...path, key]))];
}
