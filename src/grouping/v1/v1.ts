import type { Grouped, Grouping } from "../grouping.ts";
import { hashParts } from "../hash-parts.ts";
import type { GroupingInput } from "../input.ts";
import type { GroupingRules } from "../rules/rules.ts";
import { byContent } from "./content.ts";
import type { Decision } from "./decision.ts";
import { part } from "./decision.ts";
import { byFingerprint, fingerprintOf } from "./fingerprint.ts";
import { byRule, noting, ruleFor, titleBy } from "./fingerprint-rule.ts";

/**
 * Version 1. What decides, first to last: a checksum; the SDK's fingerprint; the project's rules of
 * fingerprints; exceptions by type and stack, each stack by its
 * in-app frames in a form that outlives builds, runtimes and machines, helped by the cleaned text where the stack says little;
 * the message; the stack of the event or of its crashed or current thread; what is known around an event that says nothing.
 */
export const groupingV1: Grouping = { version: "v1", group };

function group(event: GroupingInput, rules?: GroupingRules): Grouped {
  const { decision, title } = decide(event, rules);
  return {
    signature: hashParts(["v1", ...decision.hashed]),
    ...(title !== undefined && { title }),
    get explanation() {
      return { version: "v1", ...decision.explain() };
    },
  };
}

type Decided = { readonly decision: Decision; readonly title?: string | undefined };

function decide(event: GroupingInput, rules: GroupingRules | undefined): Decided {
  const { checksum } = event;
  if (checksum !== undefined && checksum !== "") return { decision: byChecksum(checksum) };
  const content = (): Decision => byContent(event, rules);
  const entries = fingerprintOf(event);
  if (entries !== undefined) return { decision: bySdk(entries, event, rules, content) };
  const rule = ruleFor(event, rules);
  if (rule === undefined) return { decision: content() };
  return { decision: byRule(rule, event, rules, content), title: titleBy(rule, event, rules) };
}

/** A rule that would have been met is named only to who asks why. */
function bySdk(
  entries: readonly string[],
  event: GroupingInput,
  rules: GroupingRules | undefined,
  content: () => Decision,
): Decision {
  const decision = byFingerprint(entries, event, { rules, by: "the fingerprint the SDK set", content });
  return {
    hashed: decision.hashed,
    explain: () => {
      const rule = ruleFor(event, rules);
      return (rule === undefined ? decision : noting(decision, rule, "the fingerprint the SDK set goes before")).explain();
    },
  };
}

function byChecksum(checksum: string): Decision {
  return {
    hashed: ["checksum", checksum],
    explain: () => ({
      decidedBy: "checksum",
      summary: "Grouped by the checksum the client set.",
      parts: [part("checksum", checksum)],
    }),
  };
}
