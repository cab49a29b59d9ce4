import type { Rule, RuleElement } from "./alerts.ts";

/** Between rules of the API and what a person reads and writes. */
const CONDITION = "sentry.rules.conditions";
export const NEW_ISSUE = `${CONDITION}.first_seen_event.FirstSeenEventCondition`;
export const REGRESSION = `${CONDITION}.regression_event.RegressionEventCondition`;
export const ESCALATION = `${CONDITION}.reappeared_event.ReappearedEventCondition`;
export const EVENTS = `${CONDITION}.event_frequency.EventFrequencyCondition`;
export const PEOPLE = `${CONDITION}.event_frequency.EventUniqueUserFrequencyCondition`;
export const LEVEL = "sentry.rules.filters.level.LevelFilter";
const TAG = "sentry.rules.filters.tagged_event.TaggedEventFilter";
export const MAIL = "sentry.mail.actions.NotifyEmailAction";
export const CHANNEL = "culprit.actions.NotifyChannelAction";

export const INTERVALS: readonly (readonly [id: string, words: string])[] = [
  ["1m", "a minute"],
  ["5m", "5 minutes"],
  ["15m", "15 minutes"],
  ["30m", "30 minutes"],
  ["1h", "an hour"],
  ["1d", "a day"],
  ["1w", "a week"],
  ["30d", "30 days"],
];
export const LEVELS: readonly (readonly [id: string, words: string])[] = [
  ["50", "fatal"],
  ["40", "error"],
  ["30", "warning"],
  ["20", "info"],
  ["10", "debug"],
];

const SIGNS: readonly (readonly [match: string, sign: string])[] = [
  ["ne", "!="],
  ["nc", "!~"],
  ["sw", "^="],
  ["ew", "$="],
  ["co", "~"],
  ["eq", "="],
];

/** Tag filters as lines: `region = eu`, `region != eu`, `~` contains, `^=` begins, `$=` ends, `region` is set, `!region` is not. */
export function tagLines(filters: readonly RuleElement[]): string {
  return filters
    .filter(({ id }) => id === TAG)
    .map(({ key, match, value }) => {
      if (match === "is") return String(key);
      if (match === "ns") return `!${String(key)}`;
      return `${String(key)} ${SIGNS.find(([name]) => name === match)?.[1] ?? "="} ${String(value)}`;
    })
    .join("\n");
}

export function tagFilters(text: string): readonly RuleElement[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [, key, sign, value] = /^([^\s=!~^$]+)\s*(!=|!~|\^=|\$=|~|=)\s*(.*)$/.exec(line) ?? [];
      if (key !== undefined) return { id: TAG, key, match: SIGNS.find(([, one]) => one === sign)?.[0] ?? "eq", value };
      return line.startsWith("!") ? { id: TAG, key: line.slice(1), match: "ns" } : { id: TAG, key: line, match: "is" };
    });
}

/** What a rule does, in a sentence. */
export function ruleWords(rule: Rule, channelName: (id: string) => string): string {
  const when = rule.conditions.map(conditionWords).join(rule.actionMatch === "all" ? " and " : " or ");
  const where = rule.environment === null ? "" : ` in ${rule.environment}`;
  const filtered =
    rule.filters.length === 0 ? "" : rule.filters.length === 1 ? ", with a filter" : `, with ${rule.filters.length} filters`;
  const whom = rule.actions.map((action) =>
    action.id === MAIL ? `${mailed(action)} by e-mail` : channelName(String(action["channel"])),
  );
  return `When there is ${when}${where}${filtered}: tell ${whom.length === 0 ? "nobody" : whom.join(" and ")}.`;
}

const mailed = ({ targetType }: RuleElement): string =>
  targetType === "Team" ? "a team" : targetType === "Member" ? "a member" : "members";

function conditionWords({ id, value, interval }: RuleElement): string {
  const time = INTERVALS.find(([one]) => one === interval)?.[1] ?? String(interval);
  switch (id) {
    case NEW_ISSUE:
      return "a new error";
    case REGRESSION:
      return "a return of a resolved one";
    case ESCALATION:
      return "a return of an ignored one";
    case EVENTS:
      return `one with ${String(value)} events within ${time}`;
    default:
      return `one with ${String(value)} people within ${time}`;
  }
}

const REASONS: { readonly [kind: string]: string } = {
  "new-issue": "new errors",
  regression: "returns of resolved ones",
  escalation: "returns of ignored ones",
  events: "many events",
  users: "many people",
};

export function previewWords(triggers: readonly { kind: string; count: number; exactness: string }[]): string {
  const parts = triggers.map(({ kind, count, exactness }) => {
    const about = exactness === "at-most" ? "at most " : exactness === "at-least" ? "at least " : "";
    return `${about}${count} for ${REASONS[kind] ?? kind}`;
  });
  return parts.join(", ");
}
