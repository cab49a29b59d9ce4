import type { AskAt } from "./ask.ts";
import { askingAt, headerOf, inWords, statusOf, textOf } from "./ask.ts";
import type { Check } from "./check.ts";
import { verdict } from "./check.ts";

/** How the page comes: encrypted, and with headers that keep a browser from running what is not ours. */
export async function pageChecks(base: string, ask: AskAt): Promise<readonly Check[]> {
  const page = await ask("/");
  return [
    await encryption(base, page),
    policy(headerOf(page, "content-security-policy")),
    verdict(
      "page-headers",
      headerOf(page, "x-content-type-options") === "nosniff" && headerOf(page, "referrer-policy") !== "",
      [
        "The page forbids guessing of types and keeps addresses to itself.",
        "The page comes without the headers that Culprit sends.",
      ],
      "Let the proxy pass on X-Content-Type-Options and Referrer-Policy.",
    ),
    frames(page),
    await stays(ask),
  ];
}

type Page = Awaited<ReturnType<AskAt>>;

async function encryption(base: string, page: Page): Promise<Check> {
  const name = "encryption";
  const { protocol, hostname, pathname } = new URL(base);
  if (protocol === "http:") {
    if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) {
      return {
        name,
        outcome: "note",
        text: "Not encrypted, which nobody but this machine sees.",
        remedy: "Ask by the public address.",
      };
    }
    return {
      name,
      outcome: "wrong",
      text: "Passwords, sessions and events come unencrypted.",
      remedy: "Put a proxy with TLS before it, and https into CULPRIT_URL: docs/deploy.md",
    };
  }
  const plain = await askingAt(`http://${hostname}${pathname}`)("/api/0/");
  if (statusOf(plain) >= 200 && statusOf(plain) < 300) {
    return {
      name,
      outcome: "wrong",
      text: "It answers without encryption too, at port 80.",
      remedy: "Let port 80 lead on to https, or close it.",
    };
  }
  if (headerOf(page, "strict-transport-security") === "") {
    return {
      name,
      outcome: "note",
      text: "Encrypted. Browsers are not told to stay with that (Strict-Transport-Security).",
      remedy: "Let the proxy send it, once all of the site is encrypted.",
    };
  }
  return {
    name,
    outcome: "good",
    text: "Encrypted, by a certificate that is believed, and browsers are told to stay with that.",
  };
}

/** Reads a policy as a browser does: the last word on scripts is script-src, else default-src. */
function policy(text: string): Check {
  const parts = new Map(text.split(";").map((part) => splitOnce(part.trim())));
  const scripts = parts.get("script-src") ?? parts.get("default-src") ?? "*";
  const isStrict = !/(^|\s)(\*|'unsafe-|data:|https?:)/.test(scripts);
  return verdict(
    "script-policy",
    isStrict && parts.get("object-src") === "'none'" && parts.has("base-uri"),
    [
      "The page runs scripts of its own files alone.",
      `The page's Content-Security-Policy lets more than its own scripts run: "${text}".`,
    ],
    "Let the proxy pass on Culprit's own policy, and add none that is wider.",
  );
}

function splitOnce(part: string): [string, string] {
  const [name = "", ...values] = part.split(" ");
  return [name.toLowerCase(), values.join(" ")];
}

function frames(page: Page): Check {
  const isRefused =
    /frame-ancestors '(none|self)'/.test(headerOf(page, "content-security-policy")) ||
    /^(deny|sameorigin)$/i.test(headerOf(page, "x-frame-options"));
  return verdict(
    "frames",
    isRefused,
    [
      "No other site may show the page in a frame.",
      "Other sites may show the page in a frame, and have people click what they do not see.",
    ],
    "Let the proxy pass on Content-Security-Policy and X-Frame-Options.",
  );
}

/** Names that lead out of a folder, in the spellings that servers have fallen for. */
const WAYS_OUT = [
  "/../../../../etc/passwd",
  "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd",
  "/assets/..%5c..%5c..%5c..%5cwindows%5cwin.ini",
  "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "/assets/....//....//etc/passwd",
  "/%00/culprit.db",
  "/culprit.db",
  "/secret-key",
  "/.env",
  "/package.json",
];

async function stays(ask: AskAt): Promise<Check> {
  const given: string[] = [];
  for (const path of WAYS_OUT) {
    const said = await ask(path);
    if (/root:\w{0,9}:0:0:|\[fonts\]|SQLite format 3|^[0-9a-f]{64}\n?$|CULPRIT_URL=|"dependencies"/.test(textOf(said))) {
      given.push(`${path} (${inWords(said)})`);
    }
  }
  return verdict(
    "files",
    given.length === 0,
    [
      `${WAYS_OUT.length} paths that lead out of the page's folder give nothing.`,
      `Files are given out that are not the page's: ${given.join(", ")}.`,
    ],
    "Let the proxy pass requests on, and serve no folder itself; the data directory above all.",
  );
}
