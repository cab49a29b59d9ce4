import { isIP } from "node:net";

/** Families of browsers, each filtered up to a version that its maker has given up. The names are Sentry's. */
export const LEGACY_BROWSERS = ["ie", "edge", "safari", "firefox", "chrome", "opera", "android", "opera_mini"] as const;
/** Older names that clients still send, each for a narrower set of versions. */
export const OLD_LEGACY_BROWSERS = [
  "ie_pre_9",
  "ie9",
  "ie10",
  "ie11",
  "opera_pre_15",
  "opera_mini_pre_8",
  "android_pre_4",
  "safari_pre_6",
  "edge_pre_79",
] as const;
export type LegacyBrowser = (typeof LEGACY_BROWSERS)[number] | (typeof OLD_LEGACY_BROWSERS)[number];

/** What is not kept of the events of a project, and what is taken out of those that are. */
export type EventRules = {
  readonly legacyBrowsers: readonly LegacyBrowser[];
  readonly browserExtensions: boolean;
  readonly localhost: boolean;
  readonly webCrawlers: boolean;
  readonly healthChecks: boolean;
  readonly hydrationErrors: boolean;
  readonly chunkLoadErrors: boolean;
  /** Patterns as in grouping/glob.ts, against messages and `type: value` of exceptions. */
  readonly errorMessages: readonly string[];
  readonly releases: readonly string[];
  /** Addresses and CIDR ranges of senders. */
  readonly ipAddresses: readonly string[];
  /** Whether anything but addresses is scrubbed at all. */
  readonly dataScrubber: boolean;
  /** Whether the rules of digest/event/scrub-rules.ts are among what is scrubbed. */
  readonly dataScrubberDefaults: boolean;
  readonly scrubIpAddresses: boolean;
  /** Parts of names and texts that are to be taken out as well. */
  readonly sensitiveFields: readonly string[];
  /** Names, or paths such as `extra.note`, `contexts.*.key` and `**.key`, whose values stay. */
  readonly safeFields: readonly string[];
};

/** What one organisation or project says itself; what it does not say it takes over. */
export type OwnRules = { readonly [name in keyof EventRules]?: EventRules[name] };
/** `null` takes back what was said. */
export type RulesChange = { readonly [name in keyof EventRules]?: EventRules[name] | null };
export type RulesOwner = { readonly kind: "organization" | "project"; readonly id: number };

/** Nothing that a person reads as an error is dropped unless somebody said so. */
export const DEFAULT_RULES: EventRules = {
  legacyBrowsers: [],
  browserExtensions: false,
  localhost: false,
  webCrawlers: false,
  healthChecks: true,
  hydrationErrors: false,
  chunkLoadErrors: false,
  errorMessages: [],
  releases: [],
  ipAddresses: [],
  dataScrubber: true,
  dataScrubberDefaults: true,
  scrubIpAddresses: false,
  sensitiveFields: [],
  safeFields: [],
};

export interface EventRulesReader {
  /** What they say themselves, without what they take over. Empty for what is not there. */
  findOwnRules(owner: RulesOwner): Promise<OwnRules>;
}

export interface EventRulesCommands {
  /** Holds for events that are digested from now on. */
  changeEventRules(args: { readonly owner: RulesOwner; readonly change: RulesChange }): Promise<void>;
}

/** The rules of a project: its own word, else its organisation's, else the default. Lists of theirs are put together. */
export function rulesInForce(organization: OwnRules, project: OwnRules): EventRules {
  const near = { ...DEFAULT_RULES, ...organization, ...project };
  const both = (name: "errorMessages" | "releases" | "ipAddresses" | "sensitiveFields" | "safeFields"): readonly string[] => [
    ...new Set([...(organization[name] ?? []), ...(project[name] ?? [])]),
  ];
  return {
    ...near,
    errorMessages: both("errorMessages"),
    releases: both("releases"),
    ipAddresses: both("ipAddresses"),
    sensitiveFields: both("sensitiveFields"),
    safeFields: both("safeFields"),
  };
}

/** What they say after a change. */
export function changedRules(own: OwnRules, change: RulesChange): OwnRules {
  const changed = Object.entries({ ...own, ...change }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(changed);
}

/** `192.0.2.1`, `2001:db8::/32`. */
export function isAddressRange(text: string): boolean {
  const [address = "", length, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}
