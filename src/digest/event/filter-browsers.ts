import type { LegacyBrowser } from "../../project/event-rules.ts";
import { readUserAgent } from "./user-agent.ts";

/** Browsers and crawlers as their `User-Agent` names them. Source of families, versions and names: reference sentry-ingest §9. */
type Family = "ie" | "edge" | "safari" | "firefox" | "chrome" | "opera" | "android" | "opera_mini";
type Browser = { readonly family: Family; readonly major: number };

/** Longer ones are made by hand, and nothing about a crawler stands so far behind. */
const MAX_AGENT_CHARS = 1_000;

/** Browsers that have a limit, by the names that `readUserAgent` gives them. Those on phones have names of their own. */
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ["Opera Mini", "opera_mini"],
  ["IE", "ie"],
  ["IE Mobile", "ie"],
  ["Edge", "edge"],
  ["Opera", "opera"],
  ["Firefox", "firefox"],
  ["Chrome", "chrome"],
  ["Android", "android"],
  ["Safari", "safari"],
]);

type Limit = { readonly family: Family; readonly from?: number; readonly upTo: number };

const LIMITS: { readonly [name in LegacyBrowser]: Limit } = {
  ie: { family: "ie", upTo: 11 },
  edge: { family: "edge", upTo: 110 },
  safari: { family: "safari", upTo: 15 },
  firefox: { family: "firefox", upTo: 110 },
  chrome: { family: "chrome", upTo: 110 },
  opera: { family: "opera", upTo: 99 },
  android: { family: "android", upTo: 3 },
  opera_mini: { family: "opera_mini", upTo: 34 },
  ie_pre_9: { family: "ie", upTo: 8 },
  ie9: { family: "ie", from: 9, upTo: 9 },
  ie10: { family: "ie", from: 10, upTo: 10 },
  ie11: { family: "ie", from: 11, upTo: 11 },
  opera_pre_15: { family: "opera", upTo: 14 },
  opera_mini_pre_8: { family: "opera_mini", upTo: 7 },
  android_pre_4: { family: "android", upTo: 3 },
  safari_pre_6: { family: "safari", upTo: 5 },
  edge_pre_79: { family: "edge", upTo: 18 },
};

export function isLegacyBrowser(userAgent: string, filtered: readonly LegacyBrowser[]): boolean {
  if (filtered.length === 0) return false;
  const browser = browserOf(userAgent);
  if (browser === undefined) return false;
  return filtered.some((name) => {
    const { family, from = 0, upTo } = LIMITS[name];
    return browser.family === family && browser.major >= from && browser.major <= upTo;
  });
}

function browserOf(userAgent: string): Browser | undefined {
  const { browser } = readUserAgent(userAgent);
  const family = FAMILIES.get(browser?.name ?? "");
  const major = Number.parseInt(browser?.version ?? "", 10);
  return family === undefined || Number.isNaN(major) ? undefined : { family, major };
}

const CRAWLER = new RegExp(
  [
    "Mediapartners-Google|AdsBot-Google|Googlebot|FeedFetcher-Google|BingBot|BingPreview|Baiduspider|Slurp|Sogou|facebook",
    String.raw`ia_archiver|bots?[/\s);]|spider[/\s);]|Slack(?!bot 1\.\d)|Calypso AppCrawler|pingdom|lyticsbot`,
    "AWS Security Scanner|HubSpot Crawler|Bytespider|Better Uptime",
  ].join("|"),
  "i",
);

export function isCrawler(userAgent: string): boolean {
  // Slack's previews of links are asked for by people, and its name ends as those of crawlers do.
  return CRAWLER.test(userAgent.slice(0, MAX_AGENT_CHARS).replace(/Slackbot 1\.\d+/g, ""));
}
