import type { LegacyBrowser } from "../../project/event-rules.ts";

/** Browsers and crawlers as their `User-Agent` names them. Source of families, versions and names: reference sentry-ingest §9. */
type Family = "ie" | "edge" | "safari" | "firefox" | "chrome" | "opera" | "android" | "opera_mini";
type Browser = { readonly family: Family; readonly major: number };

/** Longer ones are made by hand, and nothing about a browser stands so far behind. */
const MAX_AGENT_CHARS = 1_000;

/**
 * In this order, for browsers name themselves after those before them. `unless` names others that carry the same sign: of
 * those on phones only the families above have a limit.
 */
const SIGNS: readonly { readonly family: Family; readonly sign: RegExp; readonly unless?: RegExp }[] = [
  { family: "opera_mini", sign: /Opera Mini\/(\d{1,4})/ },
  { family: "ie", sign: /(?:MSIE |IEMobile[/ ])(\d{1,4})/ },
  { family: "ie", sign: /Trident\/[^)]{0,200}rv:(\d{1,4})/ },
  { family: "edge", sign: /Edge?\/(\d{1,4})/ },
  { family: "opera", sign: /OPR\/(\d{1,4})/, unless: /Mobile/ },
  { family: "opera", sign: /^Opera\/.{0,300}Version\/(\d{1,4})/ },
  { family: "opera", sign: /^Opera[/ ](\d{1,4})/ },
  { family: "firefox", sign: /Firefox\/(\d{1,4})/, unless: /Mobile|Tablet|Seamonkey|PaleMoon|Waterfox/i },
  {
    family: "chrome",
    sign: / Chrome\/(\d{1,4})/,
    unless: /Mobile|EdgA\/|OPR\/|YaBrowser|Vivaldi|SamsungBrowser|UCBrowser|Electron\/|; wv\)/,
  },
  { family: "android", sign: /Android[ /-](\d{1,4})/, unless: /Chrome\/|Firefox\/|EdgA\/|OPR\/|UCBrowser/ },
  { family: "safari", sign: /Version\/(\d{1,4})[^ ]{0,20} Safari\//, unless: /Mobile|Chrome\/|Chromium\/|Android/ },
];

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
  const browser = browserOf(userAgent.slice(0, MAX_AGENT_CHARS));
  if (browser === undefined) return false;
  return filtered.some((name) => {
    const { family, from = 0, upTo } = LIMITS[name];
    return browser.family === family && browser.major >= from && browser.major <= upTo;
  });
}

function browserOf(userAgent: string): Browser | undefined {
  for (const { family, sign, unless } of SIGNS) {
    const match = sign.exec(userAgent);
    if (match !== null) return unless?.test(userAgent) === true ? undefined : { family, major: Number(match[1]) };
  }
  return undefined;
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
