import type { Browser, Page } from "playwright-core";
import { ensurePage } from "../../src/cli/build-page.ts";
import { launchChromium } from "../harness/chromium.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import type { Kind } from "./example-events.ts";
import { eventsOf, KINDS } from "./example-events.ts";
import { connectNeighbours } from "./neighbours.ts";
import { sendEvents, waitForIssues } from "./send.ts";
import { PASSWORD, setUpByLink } from "./set-up-link.ts";

/** `npm run screenshots [DIRECTORY]`: the pictures of the documents, from a real server filled with a shop's ordinary day. */
const directory = process.argv[2] ?? "docs/images";
/** Every size and theme of every page, for looking at them; the documents show some. */
const isAll = process.argv[2] !== undefined;

type Look = { readonly name: string; readonly width: number; readonly height: number; readonly theme: "light" | "dark" };
const LOOKS: readonly Look[] = [
  { name: "light", width: 1440, height: 900, theme: "light" },
  { name: "dark", width: 1440, height: 900, theme: "dark" },
  { name: "phone", width: 360, height: 780, theme: "light" },
  ...(isAll
    ? ([
        { name: "tablet", width: 1024, height: 768, theme: "light" },
        { name: "phone-dark", width: 360, height: 780, theme: "dark" },
      ] as const)
    : []),
];

const NOT_IN_DOCUMENTS = new Set(["stats", "settings", "code-host", "sign-in"]);
const IN_LIGHT_ALONE = new Set(["set-up", "backend"]);

await ensurePage((line) => console.log(line));
await using fresh = await startServer({ isSetUp: false, env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
const server = await setUpByLink(fresh, "javascript-react");
console.log("Filling a server …");
const events = KINDS.flatMap((kind) => eventsOf(kind, Date.now()));
await sendEvents(server, events);
await waitForIssues(server, KINDS.length);
await waitFor(async () => (await totalOf(server)) === events.length, { what: "all events to be counted", timeoutMs: 60_000 });
const issues = await waitForIssues(server, KINDS.length);
const shown = issues.find(({ title }) => title.startsWith("TypeError"));
await letReturn(KINDS[1]);
const [resolved, ignored] = issues.slice(-2);
for (const [issue, status] of [
  [resolved, "resolved"],
  [ignored, "ignored"],
] as const) {
  await server.api(`/organizations/${server.organization}/issues/${issue?.id}/`, {
    method: "PUT",
    body: JSON.stringify({ status }),
  });
}
await server.api(`/organizations/${server.organization}/projects/`, {
  method: "POST",
  body: JSON.stringify({ name: "Warehouse" }),
});
const neighbours = await connectNeighbours(server, "warehouse");
await neighbours.link(shown?.id ?? "");

const browser = await launchChromium();
try {
  const inside = `organizations/${server.organization}/projects/${server.project}`;
  const pages: readonly (readonly [name: string, path: string, ready: string])[] = [
    ["what-changed", `${inside}/changed`, ".change .title"],
    ["issue-list", `${inside}/issues`, ".issue .title"],
    ["issue-detail", `organizations/${server.organization}/issues/${shown?.id}`, ".frame"],
    ["set-up", `${inside}/start?platform=node`, ".steps"],
    ["stats", `${inside}/stats`, ".reasons"],
    ["settings", `${inside}/settings`, ".key"],
    ["backend", `organizations/${server.organization}/projects/warehouse/settings`, "#backend .good"],
    ["code-host", `${inside}/settings#code-host`, "#code-host .good"],
    ["sign-in", "signin", ".panel"],
  ];
  for (const look of LOOKS) {
    const page = await openPage(browser, look);
    for (const [name, path, ready] of pages) {
      if (!isAll && (NOT_IN_DOCUMENTS.has(name) || (IN_LIGHT_ALONE.has(name) && look.name !== "light"))) continue;
      await page.goto(`${server.url}/${path}`);
      await page.locator(ready).first().waitFor();
      await page.waitForLoadState("networkidle");
      const file = `${directory}/${name}-${look.name}.png`;
      await page.screenshot({ path: file });
      if (isAll && name === "issue-detail") await page.screenshot({ path: file.replace(".png", "-full.png"), fullPage: true });
      console.log(file);
    }
    await page.context().close();
  }
} finally {
  await browser.close();
  await neighbours.close();
}

/** Resolves the issue of a kind, and sends one more of it: a regression. */
async function letReturn(kind: Kind | undefined): Promise<void> {
  if (kind === undefined) throw new Error("there is no such kind");
  const known = issues.find(({ title }) => title.startsWith("KeyError"));
  const path = `/organizations/${server.organization}/issues/${known?.id}/`;
  await server.api(path, { method: "PUT", body: JSON.stringify({ status: "resolved" }) });
  await sendEvents(server, eventsOf({ ...kind, hourly: [], daily: [] }, Date.now(), [Date.now() + 1_000]));
  await waitFor(async () => JSON.stringify(await server.read(path)).includes('"substatus":"regressed"'), {
    what: "a regression",
  });
}

async function openPage(of: Browser, { width, height, theme }: Look): Promise<Page> {
  const context = await of.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.request.post(`${server.url}/api/0/auth/`, {
    data: { email: "ada@northwind.example", password: PASSWORD },
    headers: { Origin: server.url },
  });
  await neighbours.dress(page);
  return page;
}

async function totalOf(of: TestServer): Promise<number> {
  const issuesNow = await waitForIssues(of, 1);
  return issuesNow.reduce((sum, { count }) => sum + Number(count), 0);
}
