import assert from "node:assert/strict";
import { test } from "node:test";
import { tagsOf } from "./derived-tags.ts";
import { readUserAgent, withAgent } from "./user-agent.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const AGENTS: readonly (readonly [agent: string, browser: string, os: string, model: string])[] = [
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0.7339.80 Safari/537.36`,
    "Chrome 140.0.7339",
    "Windows >=10",
    "",
  ],
  [`Mozilla/5.0 (Windows NT 6.1) ${WEBKIT} Chrome/109.0.0.0 Safari/537.36`, "Chrome 109.0.0", "Windows 7", ""],
  [
    `Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.3485.54`,
    "Edge 140.0.3485",
    "Windows >=10",
    "",
  ],
  ["Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "Firefox 142.0", "Ubuntu", ""],
  ["Mozilla/5.0 (Android 14; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0", "Firefox Mobile 142.0", "Android 14", ""],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Safari 18.5",
    "Mac OS X >=10.15.7",
    "Mac",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mobile Safari 18.5",
    "iOS 18.5",
    "iPhone",
  ],
  [
    "Mozilla/5.0 (iPad; CPU OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/123.0.6312.52 Mobile/15E148 Safari/604.1",
    "Chrome Mobile iOS 123.0.6312",
    "iOS 17.4.1",
    "iPad",
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36`,
    "Chrome Mobile 140.0.0",
    "Android 14",
    "Pixel 8",
  ],
  [
    `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36`,
    "Chrome Mobile 140.0.0",
    "Android 10",
    "",
  ],
  [
    `Mozilla/5.0 (Linux; Android 13; SM-G991B Build/TP1A.220624.014; wv) ${WEBKIT} Version/4.0 Chrome/139.0.7258.94 Mobile Safari/537.36`,
    "Chrome Mobile WebView 139.0.7258",
    "Android 13",
    "SM-G991B",
  ],
  [
    `Mozilla/5.0 (Linux; Android 13; SM-S901B) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    "Samsung Internet 28.0",
    "Android 13",
    "SM-S901B",
  ],
  ["Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "IE 11.0", "Windows 7", ""],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`,
    "Chrome 128.0.0",
    "Chrome OS 14541.0.0",
    "",
  ],
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/140.0.0.0 Safari/537.36`, "HeadlessChrome 140.0.0", "Linux", ""],
  ["python-requests/2.32.3", "Python Requests 2.32.3", "", ""],
  ["something of our own", "", "", ""],
];

const whole = (named: { readonly name: string; readonly version?: string } | undefined): string =>
  [named?.name, named?.version].filter((part) => part !== undefined).join(" ");

for (const [agent, browser, os, model] of AGENTS) {
  test(`${agent.slice(0, 90)} is ${browser || "nobody's"} on ${os || "nothing known"}`, () => {
    const read = readUserAgent(agent);
    assert.deepEqual([whole(read.browser), whole(read.os), read.device?.["model"] ?? ""], [browser, os, model]);
  });
}

const chrome = AGENTS[0]?.[0] ?? "";
const asked = (platform: string, ...headers: readonly (readonly [string, string])[]) => ({ platform, request: { headers } });

test("what an event knows of its browser is kept, and only what is missing is filled in", () => {
  const own = { browser: { type: "browser", name: "Kiosk", browser: "Kiosk" } };
  const filled = withAgent(own, asked("javascript", ["User-Agent", chrome]));
  assert.deepEqual(filled?.["browser"], own.browser);
  assert.equal(filled?.["os"]?.["os"], "Windows >=10");
});

test("of a server's request it is the client's system, and its tags say so", () => {
  const contexts = withAgent({ os: { type: "os", name: "Debian" } }, asked("python", ["User-Agent", chrome])) ?? {};
  const tags = Object.fromEntries(tagsOf({ contexts, level: "error", platform: "python" } as Parameters<typeof tagsOf>[0]));
  assert.equal(tags["client_os"], "Windows >=10");
  assert.equal(tags["client_os.name"], "Windows");
  assert.equal(tags["os.name"], "Debian");
  assert.equal(tags["browser"], "Chrome 140.0.7339");
});

test("client hints go before the user agent", () => {
  const contexts = withAgent(
    undefined,
    asked(
      "javascript",
      ["User-Agent", chrome],
      ["Sec-CH-UA", '"Not-A.Brand";v="99", "Chromium";v="141", "Google Chrome";v="141"'],
      ["Sec-Ch-Ua-Platform", '"Windows"'],
      ["Sec-CH-UA-Platform-Version", '"15.0.0"'],
    ),
  );
  assert.equal(contexts?.["browser"]?.["browser"], "Google Chrome 141");
  assert.equal(contexts?.["os"]?.["os"], "Windows 11");
});

test("a user agent built against the patterns ends", () => {
  for (const piece of ["Opera/ ", "Android ", "Version/1 ", "Trident/", "Firefox/1", "; wv)", "(iPhone OS ", '"a";v="1"']) {
    const startedAt = process.cpuUsage();
    readUserAgent(piece.repeat(100_000));
    withAgent(undefined, asked("javascript", ["Sec-CH-UA", piece.repeat(100_000)]));
    const { user } = process.cpuUsage(startedAt);
    assert.ok(user < 200_000, `${piece}: ${user} µs`);
  }
});
