import type { Event } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { headerOf } from "./filter-places.ts";

/** What a client's headers say of the machine it runs on. Each with a name, and a version where one is told. */
export type Agent = { readonly browser?: Named; readonly os?: Named; readonly device?: JsonObject };
type Named = { readonly name: string; readonly version?: string };

/** Longer ones are made by hand, and nothing about a browser stands so far behind. */
const MAX_AGENT_CHARS = 1_000;
const VERSION = String.raw`(\d{1,6}(?:\.\d{1,6}){0,2})`;

/** In this order: browsers name themselves beside those whose pages they show as well. */
const BROWSERS: readonly (readonly [sign: RegExp, name: string])[] = (
  [
    ["Opera Mini/", "Opera Mini"],
    ["IEMobile[/ ]", "IE Mobile"],
    ["MSIE ", "IE"],
    ["Trident/[^)]{0,200}rv:", "IE"],
    ["EdgA/", "Edge Mobile"],
    ["EdgiOS/", "Edge Mobile"],
    ["Edge?/", "Edge"],
    ["OPT/", "Opera Touch"],
    ["OPR/(?=.{0,100}Mobile)", "Opera Mobile"],
    ["OPR/", "Opera"],
    ["^Opera[/ ].{0,300}Version/", "Opera"],
    ["SamsungBrowser/", "Samsung Internet"],
    ["YaBrowser/", "Yandex Browser"],
    ["Vivaldi/", "Vivaldi"],
    ["DuckDuckGo/", "DuckDuckGo Mobile"],
    ["UC ?Browser/", "UC Browser"],
    ["Electron/", "Electron"],
    ["HeadlessChrome/", "HeadlessChrome"],
    ["CriOS/", "Chrome Mobile iOS"],
    ["FxiOS/", "Firefox iOS"],
    ["(?:Seamonkey|SeaMonkey)/", "SeaMonkey"],
    ["PaleMoon/", "Pale Moon"],
    ["Waterfox/", "Waterfox"],
    ["Firefox/(?=.{0,20}$)(?<=(?:Mobile|Tablet);.{0,100})", "Firefox Mobile"],
    ["Firefox/", "Firefox"],
    ["; wv\\).{0,200}Chrome/", "Chrome Mobile WebView"],
    [" Chrome/(?=.{0,40}Mobile)", "Chrome Mobile"],
    ["(?:Chrome|Chromium)/", "Chrome"],
    // It has the number of its system.
    ["Android[ /-](?=.{0,200}Version/)", "Android"],
    ["Version/(?=.{0,60}Mobile)", "Mobile Safari"],
    ["Version/(?=.{0,60}Safari/)", "Safari"],
    ["^okhttp/", "okhttp"],
    ["^python-requests/", "Python Requests"],
    ["^curl/", "curl"],
    ["^Wget/", "Wget"],
    ["^PostmanRuntime/", "PostmanRuntime"],
  ] as const
).map(([sign, name]) => [new RegExp(withVersion(sign)), name]);

/** The version stands after the sign, before what a sign only looks at. */
function withVersion(sign: string): string {
  const [, before = sign, ahead = ""] = /^(.*?)((?:\(\?<?=.*)?)$/.exec(sign) ?? [];
  return `${before}${VERSION}${ahead === "" ? "" : `[\\d.]{0,20}${ahead}`}`;
}

const SYSTEMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/Windows Phone (?:OS )?(\d{1,2}(?:\.\d{1,4})?)/, "Windows Phone"],
  [/Windows NT (\d{1,2}\.\d)/, "Windows"],
  [/(?:iPhone|iPad|iPod)[^)]{0,40} OS (\d{1,2}(?:_\d{1,3}){0,2})/, "iOS"],
  [/CrOS \w{1,10} (\d{1,6}(?:\.\d{1,6}){0,2})/, "Chrome OS"],
  [/Android[ /-](\d{1,2}(?:\.\d{1,3}){0,2})/, "Android"],
  [/Android()/, "Android"],
  [/Mac OS X (\d{1,2}(?:[._]\d{1,3}){1,2})/, "Mac OS X"],
  [/Mac OS X()/, "Mac OS X"],
  [/Ubuntu(?:[/ ](\d{1,2}\.\d{1,2}))?/, "Ubuntu"],
  [/Linux()/, "Linux"],
];
/** What Windows calls itself to people. From 10 on browsers say 10 for all. */
const WINDOWS: { readonly [version: string]: string } = {
  "10.0": "10",
  "6.3": "8.1",
  "6.2": "8",
  "6.1": "7",
  "6.0": "Vista",
  "5.2": "XP",
  "5.1": "XP",
};
/** Versions that browsers stopped counting at: it is that one or a later one. */
const FROZEN: ReadonlySet<string> = new Set(["Windows 10", "Mac OS X 10.15.7"]);

/**
 * Fills `browser`, `device` and the system where the event has none, from the headers of its request: client hints before the
 * `User-Agent`. The system is the program's own (`os`) in a browser; of a server's request it is the client's (`client_os`).
 * Source: reference sentry-ingest §6.10.
 */
export function withAgent(
  contexts: Event["contexts"],
  { request, platform }: Pick<Event, "request" | "platform">,
): Event["contexts"] {
  const hints = readHints(request);
  const agent = readUserAgent(headerOf(request, "User-Agent") ?? "");
  const { browser, os, device } = { ...agent, ...hints };
  const system = platform === "javascript" ? "os" : "client_os";
  const added = {
    ...(browser !== undefined && contexts?.["browser"] === undefined && { browser: named(browser, "browser") }),
    ...(device !== undefined && contexts?.["device"] === undefined && { device: { ...device, type: "device" } }),
    ...(os !== undefined && contexts?.[system] === undefined && { [system]: named(os, "os") }),
  };
  return Object.keys(added).length === 0 ? contexts : { ...contexts, ...added };
}

function named({ name, version }: Named, type: "browser" | "os"): JsonObject {
  const whole = version === undefined ? name : [name, version].join(" ");
  return { name, ...(version !== undefined && { version }), [type]: whole, type };
}

/** One program's users have few browsers between them. */
const MAX_REMEMBERED = 1_000;
const remembered = new Map<string, Agent>();

/** What a `User-Agent` says; nothing of one that is not known. Linear in the text. */
export function readUserAgent(text: string): Agent {
  if (text === "") return {};
  const cut = text.slice(0, MAX_AGENT_CHARS);
  const known = remembered.get(cut);
  if (known !== undefined) return known;
  const [browser, os, device] = [first(BROWSERS, cut), systemOf(cut), deviceOf(cut)];
  const agent = { ...(browser && { browser }), ...(os && { os }), ...(device && { device }) };
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(cut, agent);
  return agent;
}

function first(table: typeof BROWSERS, text: string): Named | undefined {
  for (const [sign, name] of table) {
    const found = sign.exec(text);
    if (found !== null) return { name, ...(found[1] !== undefined && found[1] !== "" && { version: found[1] }) };
  }
  return undefined;
}

function systemOf(text: string): Named | undefined {
  const found = first(SYSTEMS, text);
  if (found?.version === undefined) return found;
  const dotted = found.version.replaceAll("_", ".");
  const version = found.name === "Windows" ? (WINDOWS[dotted] ?? dotted) : dotted;
  return { name: found.name, version: FROZEN.has(`${found.name} ${version}`) ? `>=${version}` : version };
}

function deviceOf(text: string): JsonObject | undefined {
  const apple = /\((iPhone|iPad|iPod|Macintosh)/.exec(text)?.[1];
  if (apple !== undefined) {
    const model = apple === "Macintosh" ? "Mac" : apple;
    return { family: model, model, brand: "Apple" };
  }
  const model = /Android[^;)]{0,20}; (?:[a-z]{2}[-_][a-zA-Z]{2}; )?([^;)]{1,60}?)(?: Build\/[^;)]{0,60})?(?:; wv)?\)/.exec(
    text,
  )?.[1];
  return model === undefined || /^(?:Mobile|Tablet|rv:.*|K)$/.test(model) ? undefined : { family: model, model };
}

/** Headers that newer browsers send in place of an honest `User-Agent`. */
function readHints(request: Event["request"]): Agent {
  const sent = new Map(
    (request?.headers ?? []).flatMap(([name, value]) => (/^sec-ch-ua/i.test(name) ? [[name.toLowerCase(), value]] : [])),
  );
  if (sent.size === 0) return {};
  const hint = (name: string): string => (sent.get(name.toLowerCase()) ?? "").slice(0, MAX_AGENT_CHARS);
  const brands = [...hint("Sec-CH-UA").matchAll(/"([^"]{1,100})";\s{0,3}v="(\d{1,6}(?:\.\d{1,6}){0,3})"/g)];
  const [, name, version] = brands.find(([, brand = ""]) => !/Brand|Chromium|Gecko|WebKit/.test(brand)) ?? [];
  const unquoted = (text: string): string => text.trim().replace(/^"(.*)"$/, "$1");
  const [system, systemVersion] = [unquoted(hint("Sec-CH-UA-Platform")), unquoted(hint("Sec-CH-UA-Platform-Version"))];
  const model = unquoted(hint("Sec-CH-UA-Model"));
  return {
    ...(name !== undefined && { browser: { name, ...(version !== undefined && { version }) } }),
    ...(system !== "" && systemVersion !== "" && { os: { name: system, version: hinted(system, systemVersion) } }),
    ...(model !== "" && { device: { family: model, model } }),
  };
}

/** Windows tells the version of its platform and not its own: from 13 on it is Windows 11. */
function hinted(system: string, version: string): string {
  const major = Number(/^\d{1,3}/.exec(version)?.[0] ?? 0);
  if (system !== "Windows") return version;
  return major >= 13 ? "11" : major > 0 ? "10" : version;
}
