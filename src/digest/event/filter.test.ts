import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventRules } from "../../project/event-rules.ts";
import { DEFAULT_RULES, LEGACY_BROWSERS, OLD_LEGACY_BROWSERS } from "../../project/event-rules.ts";
import { eventFilter } from "./filter.ts";
import { isLegacyBrowser } from "./filter-browsers.ts";
import { digestedPayload } from "./test-captures.ts";

/** Reference sentry-ingest §9; rows 76 to 80 of its §12. */
function reasonOf(rules: Partial<EventRules>, payload: object, clientIp?: string): string | undefined {
  return eventFilter({ ...DEFAULT_RULES, ...rules }).reasonOf(digestedPayload(payload).event, { clientIp });
}
const agent = (text: string): object => ({ message: "x", request: { headers: { "user-agent": text } } });
const raised = (type: string, value: string, frames: readonly object[] = []): object => ({
  exception: [{ type, value, ...(frames.length > 0 && { stacktrace: { frames } }) }],
});
const at = (url: string, headers: object = {}): object => ({ message: "x", request: { url, headers } });

const CHROME_100 =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0.4896.127 Safari/537.36";

type Case = {
  readonly name: string;
  readonly rules: Partial<EventRules>;
  readonly event: object;
  readonly from?: string;
  readonly want: string | undefined;
};
const cases: readonly Case[] = [
  { name: "Googlebot", rules: { webCrawlers: true }, event: agent("Mozilla/5.0 (Googlebot/2.1)"), want: "web-crawlers" },
  { name: "any bot", rules: { webCrawlers: true }, event: agent("my-bot; +https://x.example"), want: "web-crawlers" },
  { name: "a robot's word within a word", rules: { webCrawlers: true }, event: agent("Bottles 1.0"), want: undefined },
  { name: "a link shown in Slack", rules: { webCrawlers: true }, event: agent("Slackbot 1.0 (+https://x)"), want: undefined },
  { name: "Slack's crawler", rules: { webCrawlers: true }, event: agent("Slack-ImgProxy"), want: "web-crawlers" },
  { name: "Googlebot where it is welcome", rules: {}, event: agent("Googlebot"), want: undefined },
  { name: "Chrome 100", rules: { legacyBrowsers: ["chrome"] }, event: agent(CHROME_100), want: "legacy-browsers" },
  { name: "Chrome 100 for another's sake", rules: { legacyBrowsers: ["ie"] }, event: agent(CHROME_100), want: undefined },
  {
    name: "an extension's words",
    rules: { browserExtensions: true },
    event: raised("Error", "Uncaught: extension context INVALIDATED."),
    want: "browser-extensions",
  },
  {
    name: "an extension's file below native code",
    rules: { browserExtensions: true },
    event: raised("Error", "x", [{ abs_path: "chrome-extension://a/b.js" }, { abs_path: "[native code]" }]),
    want: "browser-extensions",
  },
  {
    name: "an extension that only called",
    rules: { browserExtensions: true },
    event: raised("Error", "x", [{ abs_path: "chrome-extension://a/b.js" }, { abs_path: "https://x.example/a.js" }]),
    want: undefined,
  },
  {
    name: "a page's file that names an extension",
    rules: { browserExtensions: true },
    event: raised("Error", "x", [{ abs_path: "https://x.example/?chrome-extension://" }]),
    want: undefined,
  },
  { name: "below localhost", rules: { localhost: true }, event: at("http://foo.localhost:3000/"), want: "localhost" },
  { name: "127.0.0.1", rules: { localhost: true }, event: at("http://127.0.0.1:8080/x"), want: "localhost" },
  { name: "a file", rules: { localhost: true }, event: at("file:///home/me/x.html"), want: "localhost" },
  { name: "localhost.com", rules: { localhost: true }, event: at("http://localhost.com/"), want: undefined },
  {
    name: "a proxy here",
    rules: { localhost: true },
    event: at("http://x.example", { "x-forwarded-for": "::1" }),
    want: "localhost",
  },
  {
    name: "a host here",
    rules: { localhost: true },
    event: { request: { headers: { host: "localhost:80" } } },
    want: "localhost",
  },
  {
    name: "a host here behind an address",
    rules: { localhost: true },
    event: at("http://x.example", { host: "localhost" }),
    want: undefined,
  },
  { name: "a user here", rules: { localhost: true }, event: { user: { ip_address: "127.0.0.1" } }, want: "localhost" },
  { name: "no request", rules: { localhost: true }, event: { message: "x" }, want: undefined },
  {
    name: "an error's text",
    rules: { errorMessages: ["*Timeout*"] },
    event: raised("HttpTimeout", "x"),
    want: "error-message",
  },
  {
    name: "type and value",
    rules: { errorMessages: ["httptimeout: x"] },
    event: raised("HttpTimeout", "x"),
    want: "error-message",
  },
  { name: "a part, unasked", rules: { errorMessages: ["Timeout"] }, event: raised("HttpTimeout", "x"), want: undefined },
  {
    name: "a cause",
    rules: { errorMessages: ["Cause*"] },
    event: {
      exception: [
        { type: "Cause", value: "y" },
        { type: "Error", value: "x" },
      ],
    },
    want: "error-message",
  },
  { name: "a message", rules: { errorMessages: ["took [0-9] s"] }, event: { message: "took 3 s" }, want: "error-message" },
  { name: "a release", rules: { releases: ["shop@1.*"] }, event: { release: "shop@1.4.0" }, want: "release-version" },
  { name: "another release", rules: { releases: ["shop@1.*"] }, event: { release: "shop@2.0" }, want: undefined },
  { name: "no release", rules: { releases: ["*"] }, event: { message: "x" }, want: undefined },
  { name: "a sender", rules: { ipAddresses: ["192.0.2.1"] }, event: {}, from: "192.0.2.1", want: "ip-address" },
  { name: "a range", rules: { ipAddresses: ["192.0.2.0/24"] }, event: {}, from: "192.0.2.200", want: "ip-address" },
  { name: "a range of IPv6", rules: { ipAddresses: ["2001:db8::/32"] }, event: {}, from: "2001:db8:1::2", want: "ip-address" },
  { name: "IPv4 as IPv6", rules: { ipAddresses: ["192.0.2.0/24"] }, event: {}, from: "::ffff:192.0.2.9", want: "ip-address" },
  { name: "outside", rules: { ipAddresses: ["192.0.2.0/24"] }, event: {}, from: "192.0.3.1", want: undefined },
  {
    name: "a user's address",
    rules: { ipAddresses: ["192.0.2.1"] },
    event: { user: { ip_address: "192.0.2.1" } },
    want: undefined,
  },
  {
    name: "hydration",
    rules: { hydrationErrors: true },
    event: raised("Error", "Minified React error #418; visit https://reactjs.org/docs/error-decoder.html?invariant=418 for"),
    want: "hydration-error",
  },
  {
    name: "another error of React",
    rules: { hydrationErrors: true },
    event: raised("Error", "see https://react.dev/errors/500?x"),
    want: undefined,
  },
  {
    name: "a chunk",
    rules: { chunkLoadErrors: true },
    event: raised("ChunkLoadError", "Loading chunk 5 failed."),
    want: "chunk-load-error",
  },
  {
    name: "the first of two",
    rules: { releases: ["1"], localhost: true },
    event: { release: "1", request: { url: "http://localhost/" } },
    want: "release-version",
  },
];
for (const { name, rules, event, from, want } of cases) {
  test(`filter: ${name} ${want === undefined ? "is kept" : `is ${want}`}`, () => {
    assert.equal(reasonOf(rules, event, from), want);
  });
}

const agents: readonly (readonly [browser: string, text: string, upTo: readonly string[]])[] = [
  ["Chrome 100", CHROME_100, ["chrome"]],
  ["Chrome 111", CHROME_100.replace("100", "111"), []],
  ["Chrome 100 on a phone", CHROME_100.replace("Safari", "Mobile Safari"), []],
  ["Opera 60", `${CHROME_100} OPR/60.0`, ["opera"]],
  ["Edge 100", `${CHROME_100} Edg/100.0`, ["edge"]],
  ["Edge 18", `${CHROME_100} Edge/18.1`, ["edge", "edge_pre_79"]],
  ["IE 8", "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.0)", ["ie", "ie_pre_9"]],
  ["IE 11", "Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko", ["ie", "ie11"]],
  ["IE 10 on a phone", "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; IEMobile/10.0)", ["ie", "ie10"]],
  ["Firefox 110", "Mozilla/5.0 (X11; Linux x86_64; rv:110.0) Gecko/20100101 Firefox/110.0", ["firefox"]],
  ["Firefox 140", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", []],
  ["Safari 5", "Mozilla/5.0 (Macintosh; Intel Mac OS X) AppleWebKit/534 Version/5.1 Safari/534", ["safari", "safari_pre_6"]],
  ["Safari 15", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/15.6.1 Safari/605", ["safari"]],
  ["Safari 12 on a phone", "Mozilla/5.0 (iPhone) AppleWebKit/605 Version/12.0 Mobile/15E148 Safari/604.1", []],
  ["Opera 12", "Opera/9.80 (X11; Linux) Presto/2.12.388 Version/12.16", ["opera", "opera_pre_15"]],
  [
    "Opera Mini 7",
    "Opera/9.80 (Android; Opera Mini/7.5/35; U; en) Presto/2.8 Version/11.10",
    ["opera_mini", "opera_mini_pre_8"],
  ],
  [
    "Android 2",
    "Mozilla/5.0 (Linux; U; Android 2.3.3) AppleWebKit/533.1 Version/4.0 Mobile Safari/533.1",
    ["android", "android_pre_4"],
  ],
  ["a library", "curl/8.0", []],
  ["no version", "MSIE", []],
];
for (const [browser, text, want] of agents) {
  test(`legacy browsers: ${browser} is ${want.join(", ") || "none"}`, () => {
    assert.deepEqual(
      [...LEGACY_BROWSERS, ...OLD_LEGACY_BROWSERS].filter((name) => isLegacyBrowser(text, [name])).toSorted(),
      [...want].toSorted(),
    );
  });
}

test("health checks are told by their transaction's name", () => {
  const { isHealthCheck } = eventFilter(DEFAULT_RULES);
  const names = ["GET /healthz", "/api/health/", "heartbeat", "/app/[_health]", "/up", "/upload", "/health/me", "GET /"];
  assert.deepEqual(names.filter(isHealthCheck), names.slice(0, 5));
  assert.equal(eventFilter({ ...DEFAULT_RULES, healthChecks: false }).isHealthCheck("/healthz"), false);
});

test("a user agent built against the patterns ends", () => {
  for (const part of ["Trident/", "Opera/", "Slackbot 1.", "Version/1", "bot"]) {
    const event = agent(part.repeat(1_000));
    reasonOf({ webCrawlers: true, legacyBrowsers: LEGACY_BROWSERS }, event);
  }
});
