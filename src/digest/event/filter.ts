import type { EventRules } from "../../project/event-rules.ts";
import type { Event } from "../../protocol/event.ts";
import type { GlobMatcher } from "../../grouping/glob.ts";
import { globMatcher } from "../../grouping/glob.ts";
import { isCrawler, isLegacyBrowser } from "./filter-browsers.ts";
import { CHUNK_LOAD_ERRORS, HEALTH_CHECKS, HYDRATION_ERRORS, isOfExtension, saysAnyOf } from "./filter-errors.ts";
import { headerOf, isLocal, rangeMatcher } from "./filter-places.ts";

/** Why an event is not kept; the reason of its outcome. The names are Sentry's. */
export type FilterReason =
  | "hydration-error"
  | "chunk-load-error"
  | "ip-address"
  | "release-version"
  | "error-message"
  | "localhost"
  | "browser-extensions"
  | "legacy-browsers"
  | "web-crawlers"
  | "filtered-transaction";

/** Whom an event is from, where it is known: a stored one does not tell. */
export type Sender = { readonly clientIp?: string | undefined };

export type EventFilter = {
  /** The first filter that an event meets. It is read before scrubbing, since that takes out what filters look at. */
  readonly reasonOf: (event: Event, sender: Sender) => FilterReason | undefined;
  /** Whether a transaction of this name is a health check that is to be filtered. */
  readonly isHealthCheck: (transaction: string) => boolean;
};

type Prepared = {
  readonly rules: EventRules;
  readonly errorMessages: GlobMatcher;
  readonly releases: GlobMatcher;
  readonly addresses: (address: string) => boolean;
};
type Filter = {
  readonly reason: FilterReason;
  readonly isOn: (rules: EventRules) => boolean;
  readonly meets: (event: Event, prepared: Prepared, sender: Sender) => boolean;
};

/** In the order in which they are asked: the first one that is met names the outcome. Source: reference sentry-ingest §9. */
const FILTERS: readonly Filter[] = [
  {
    reason: "hydration-error",
    isOn: ({ hydrationErrors }) => hydrationErrors,
    meets: (event) => saysAnyOf(event, HYDRATION_ERRORS),
  },
  {
    reason: "chunk-load-error",
    isOn: ({ chunkLoadErrors }) => chunkLoadErrors,
    meets: (event) => saysAnyOf(event, CHUNK_LOAD_ERRORS),
  },
  {
    reason: "ip-address",
    isOn: ({ ipAddresses }) => ipAddresses.length > 0,
    meets: (_event, { addresses }, { clientIp }) => clientIp !== undefined && addresses(clientIp),
  },
  {
    reason: "release-version",
    isOn: ({ releases }) => releases.length > 0,
    meets: ({ release }, { releases }) => release !== undefined && releases(release),
  },
  {
    reason: "error-message",
    isOn: ({ errorMessages }) => errorMessages.length > 0,
    meets: (event, { errorMessages }) => saysAnyOf(event, errorMessages),
  },
  { reason: "localhost", isOn: ({ localhost }) => localhost, meets: isLocal },
  { reason: "browser-extensions", isOn: ({ browserExtensions }) => browserExtensions, meets: isOfExtension },
  {
    reason: "legacy-browsers",
    isOn: ({ legacyBrowsers }) => legacyBrowsers.length > 0,
    meets: ({ request }, { rules }) => isLegacyBrowser(headerOf(request, "User-Agent") ?? "", rules.legacyBrowsers),
  },
  {
    reason: "web-crawlers",
    isOn: ({ webCrawlers }) => webCrawlers,
    meets: ({ request }) => isCrawler(headerOf(request, "User-Agent") ?? ""),
  },
];

/** Makes the filter of a project, once for all its events. */
export function eventFilter(rules: EventRules): EventFilter {
  const filters = FILTERS.filter(({ isOn }) => isOn(rules));
  const prepared: Prepared = {
    rules,
    errorMessages: globMatcher(rules.errorMessages),
    releases: globMatcher(rules.releases),
    addresses: rangeMatcher(rules.ipAddresses),
  };
  return {
    reasonOf: (event, sender) => filters.find(({ meets }) => meets(event, prepared, sender))?.reason,
    isHealthCheck: (transaction) => rules.healthChecks && HEALTH_CHECKS(transaction),
  };
}
