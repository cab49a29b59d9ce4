import type { AskAt, Said } from "./ask.ts";
import { headerOf, inWords, json, statusOf, textOf } from "./ask.ts";
import type { Check } from "./check.ts";
import { verdict } from "./check.ts";

/** What the API tells people whom it does not know. */
export async function doorChecks(ask: AskAt): Promise<readonly Check[]> {
  return [await closed(ask), await figures(ask), await errors(ask), await otherSites(ask), await hosts(ask), await floods(ask)];
}

const CLOSED = [
  "/api/0/organizations/",
  "/api/0/projects/",
  "/api/0/users/me/",
  "/api/0/api-tokens/",
  "/api/0/issues/1/",
  "/api/0/installation/",
  "/api/0/installation/quarantine/",
  "/api/v4/projects/1/error_tracking/settings",
];

const STRANGERS: readonly { readonly [name: string]: string }[] = [
  {},
  { authorization: "Bearer undefined-undefined-undefined" },
  { cookie: `culprit_session=${"0".repeat(64)}` },
];

async function closed(ask: AskAt): Promise<Check> {
  const open: string[] = [];
  for (const path of CLOSED) {
    for (const headers of STRANGERS) {
      const said = await ask(path, { headers });
      if (![401, 403, 404].includes(statusOf(said))) open.push(`${path} (${inWords(said)})`);
    }
  }
  return verdict(
    "closed",
    open.length === 0,
    [
      `${CLOSED.length} addresses of the API and of the operator's page say nothing to strangers, nor to invented tokens and sessions.`,
      `Strangers get an answer at ${[...new Set(open)].join(", ")}.`,
    ],
    "If a proxy adds a token or answers by itself there, take that away; else report it as a fault of Culprit.",
  );
}

/** As if it came through a proxy: that the machine itself may look is right. */
async function figures(ask: AskAt): Promise<Check> {
  const said = await ask("/metrics", { headers: { "x-forwarded-for": "192.0.2.1" } });
  return verdict(
    "figures",
    statusOf(said) !== 200 || !textOf(said).includes("culprit_"),
    ["Figures (/metrics) are not shown to others.", "Figures (/metrics) are shown to everybody."],
    "Let the proxy set X-Forwarded-For, as in deploy/: Culprit then shows figures to its own machine alone.",
  );
}

const BROKEN: readonly (readonly [path: string, question: Parameters<AskAt>[1]])[] = [
  ["/api/0/no-such-thing/", {}],
  ["/api/0/organizations/%ff%fe/issues/", {}],
  ["/api/0/organizations/..%2f..%2f/issues/", {}],
  ["/api/0/auth/", { method: "POST", headers: { "content-type": "application/json" }, body: "{" }],
  ["/api/0/auth/", json({ email: { $ne: "" }, password: ["x"] })],
  ["/api/0/auth/", json({ email: "__proto__", password: "constructor" })],
  ["/api/0/auth/", { method: "POST", headers: { "content-type": "application/json" }, body: "[".repeat(100_000) }],
  ["/api/graphql", json({ query: "{".repeat(1_000) })],
  ["/api/0/", { method: "TRACE" }],
  ["/api/999999999/envelope/?sentry_key=' OR 1=1--", { method: "POST", body: "{}\n" }],
];

async function errors(ask: AskAt): Promise<Check> {
  const bad: string[] = [];
  for (const [path, question] of BROKEN) {
    const said = await ask(encodeURI(path).replaceAll("%25", "%"), question);
    const isOpenHearted = /\.[cm]?[jt]s:\d{1,6}:\d{1,6}|node:internal|SQLITE_/.test(textOf(said));
    if (statusOf(said) >= 500 || statusOf(said) === 0 || isOpenHearted) bad.push(`${path.slice(0, 60)} (${inWords(said)})`);
  }
  return verdict(
    "errors",
    bad.length === 0,
    [
      `${BROKEN.length} broken requests are refused in words, without a failure and without a look inside.`,
      `Broken requests make it fail or show its inside: ${bad.join(", ")}.`,
    ],
    "Report it as a fault of Culprit; a 502 or 504 is the proxy's.",
  );
}

async function otherSites(ask: AskAt): Promise<Check> {
  const evil = { origin: "https://evil.example" };
  const posted = await ask("/api/0/auth/", json({ email: "nobody@selftest.invalid", password: "x" }, evil));
  const read = await ask("/api/0/organizations/", { headers: evil });
  const allowed = [posted, read].some((said) => headerOf(said, "access-control-allow-origin") !== "");
  return verdict(
    "other-sites",
    statusOf(posted) === 403 && !allowed,
    [
      "Pages of other sites can neither change nor read anything.",
      `Pages of other sites are let in: a change from there was answered ${inWords(posted)}${allowed ? ", and answers may be read there" : ""}.`,
    ],
    "Let the proxy pass on the header Origin, and add no Access-Control headers.",
  );
}

/** The name by which it is asked must not come back in anything that is sent on. */
async function hosts(ask: AskAt): Promise<Check> {
  const headers = { host: "evil.example", "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
  const answers: readonly Said[] = [
    await ask("/", { headers }),
    await ask("/api/0/", { headers }),
    await ask("/api/0/auth/ways/", { headers }),
  ];
  return verdict(
    "host",
    answers.every((said) => !textOf(said).includes("evil.example") && !headerOf(said, "location").includes("evil.example")),
    ["A forged Host is repeated nowhere.", "A forged Host comes back in an answer: links could be led elsewhere."],
    "Let the proxy answer to its own names alone.",
  );
}

async function floods(ask: AskAt): Promise<Check> {
  const long = await ask("/", { headers: { "x-long": "x".repeat(64 * 1024) } });
  const many = await ask("/", {
    headers: Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`x-${index}`, "1"])),
  });
  const query = await ask(`/api/0/auth/ways/?${"a=1&".repeat(20_000)}`);
  const isRefused = [long, many, query].every(
    (said) => statusOf(said) === 0 || (statusOf(said) >= 400 && statusOf(said) < 500),
  );
  const after = await ask("/healthz");
  return verdict(
    "header-floods",
    isRefused && statusOf(after) === 200,
    [
      "A header of 64 KiB, 3,000 headers and an address of 80 KB are refused, and it goes on.",
      `A flood of headers is answered ${[long, many, query].map(inWords).join(", ")}; after it, /healthz ${inWords(after)}.`,
    ],
    "Bound what the proxy takes as headers.",
  );
}
