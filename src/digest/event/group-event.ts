import type { Grouped, Grouping } from "../../grouping/grouping.ts";
import type { GroupingRules } from "../../grouping/rules/rules.ts";
import { readGroupingRules } from "../../grouping/rules/rules.ts";
import type { GroupUnder, RuleTexts } from "../../project/grouping-rules.ts";
import type { Event } from "../../protocol/event.ts";
import { flagFrames } from "./flag-frames.ts";
import type { Titles } from "./titles.ts";
import { titlesOf } from "./titles.ts";

/** An event with its frames flagged, what it is grouped by, and what it is called. */
export type GroupedEvent = { readonly event: Event; readonly grouped: Grouped; readonly titles: Titles };

/** Groups an event as it is stored, so that the explanation can be recomputed from what is stored. */
export function groupEvent(scrubbed: Event, grouping: Grouping, rules: GroupingRules | undefined): GroupedEvent {
  const event = flagFrames(scrubbed, rules);
  const grouped = grouping.group(event, rules);
  const titles = titlesOf(event);
  return { event, grouped, titles: grouped.title === undefined ? titles : { ...titles, title: grouped.title } };
}

/** Reading rules takes longer than asking them: they are kept as long as their texts are. */
const PREPARED = new WeakMap<RuleTexts, GroupingRules>();

export function preparedGroupingRules(texts: RuleTexts | undefined): GroupingRules | undefined {
  if (texts === undefined) return undefined;
  const known = PREPARED.get(texts);
  if (known !== undefined) return known;
  const { rules } = readGroupingRules(texts);
  PREPARED.set(texts, rules);
  return rules;
}

/** What grouping would make of stored events under rules that somebody thinks about. */
export function groupUnder(grouping: Grouping): GroupUnder {
  return (texts) => {
    const rules = preparedGroupingRules(texts);
    return (event) => {
      const { grouped, titles } = groupEvent(event, grouping, rules);
      return { signature: grouped.signature, title: titles.title };
    };
  };
}
