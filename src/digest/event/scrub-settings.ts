import type { EventRules } from "../../project/event-rules.ts";
import type { Event } from "../../protocol/event.ts";
import { safeFields } from "./safe-fields.ts";
import { scrubAddresses } from "./scrub-addresses.ts";
import { FILTERED } from "./scrub-rules.ts";
import { DEFAULT_SCRUB_RULES, scrubberOf, scrubEvent } from "./scrub.ts";
import type { Scrub, ScrubRules } from "./scrub-value.ts";
import { all } from "./scrub-value.ts";

/** Sentry's name for the rule of a project's own sensitive fields. */
const FIELDS_RULE = "strip-fields";

/**
 * Makes what scrubs the events of a project, once for all its events. What people call safe is safe from the default rules and from
 * their own, and not from the rule about addresses. Source: reference sentry-ingest §8.
 */
export function projectScrubber(rules: EventRules): Scrub<Event> {
  const secrets = rules.dataScrubber ? secretScrubber(rules) : undefined;
  const addresses = rules.scrubIpAddresses ? scrubAddresses : undefined;
  return all(...[secrets, addresses].filter((scrub) => scrub !== undefined));
}

function secretScrubber(rules: EventRules): Scrub<Event> | undefined {
  const words = rules.sensitiveFields.map((field) => field.trim().toLowerCase()).filter((field) => field !== "");
  if (words.length === 0 && !rules.dataScrubberDefaults) return undefined;
  if (words.length === 0 && rules.safeFields.length === 0) return scrubEvent;
  const base = rules.dataScrubberDefaults ? DEFAULT_SCRUB_RULES : NO_RULES;
  const withSafe = rules.safeFields.length === 0 ? base : { ...base, isSafe: safeFields(rules.safeFields) };
  return scrubberOf(words.length === 0 ? withSafe : withFields(withSafe, words));
}

const NO_RULES: ScrubRules = {
  isSecretName: () => false,
  isSecretCookie: () => false,
  scrubText: () => undefined,
  scrubMessage: () => undefined,
  scrubExceptionText: () => undefined,
  scrubUrl: () => undefined,
  nameRule: () => FIELDS_RULE,
};

/** `words` in lower case: what holds one of them goes whole, be it a name or a text. */
function withFields(base: ScrubRules, words: readonly string[]): ScrubRules {
  const holds = (text: string): boolean => {
    const lower = text.toLowerCase();
    return words.some((word) => lower.includes(word));
  };
  return {
    ...base,
    isSecretName: (name) => base.isSecretName(name) || holds(name),
    isSecretCookie: (name) => base.isSecretCookie(name) || holds(name),
    scrubText: (text) => {
      if (text === FILTERED || !holds(text)) return base.scrubText(text);
      return { text: FILTERED, rule: FIELDS_RULE };
    },
    nameRule: (name) => (holds(name) ? FIELDS_RULE : base.nameRule(name)),
  };
}
