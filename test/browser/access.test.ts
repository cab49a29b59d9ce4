import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { startServer } from "../harness/server.ts";
import { eventsOf, KINDS } from "./example-events.ts";
import { assertNoSidewaysScroll, openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds against WCAG 2.2 AA, one line each. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  // By the debugger's way in: the page's own policy would forbid the script.
  await page.evaluate(AXE);
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(WCAG)}, resultTypes: ["violations"] })`,
  )) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.replace(/\s+/g, " ").slice(0, 260)}`),
  );
}

test("every screen keeps WCAG 2.2 AA in light and dark, and fits a window of 360 pixels", async (context) => {
  await using server = await startServer();
  await using fresh = await startServer({ isSetUp: false });
  await using browser = await openBrowser();
  const few = KINDS.map((kind) => ({ ...kind, hourly: kind.hourly.slice(-1).map(() => 2), daily: [] }));
  await sendEvents(
    server,
    few.flatMap((kind) => eventsOf(kind, Date.now())),
  );
  const issues = await waitForIssues(server, KINDS.length);
  const detail = issues.find(({ title }) => title.startsWith("TypeError"));
  const inside = `organizations/${server.organization}/projects/${server.project}`;
  const screens: readonly (readonly [name: string, url: string, ready: string])[] = [
    ["sign-in", `${server.url}/signin`, ".panel"],
    ["set-up", `${fresh.url}/setup?token=x`, ".panel fieldset"],
    ["start", `${server.url}/${inside}/start`, ".waiting.come"],
    ["list", `${server.url}/${inside}/issues`, ".issue"],
    ["an empty list", `${server.url}/${inside}/issues?query=nothing+like+this`, ".state"],
    ["detail", `${server.url}/organizations/${server.organization}/issues/${detail?.id}?chart=30d`, ".spread"],
    ["stats", `${server.url}/${inside}/stats?event=${"0".repeat(32)}`, ".reasons"],
    ["settings", `${server.url}/${inside}/settings`, ".key"],
    ["new project", `${server.url}/organizations/${server.organization}/projects/new`, ".form"],
    ["not found", `${server.url}/organizations/${server.organization}/issues/999999`, ".state"],
  ];
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.enter(server, "signin", { colorScheme });
    for (const [name, url, ready] of screens) {
      await context.test(`${name}, ${colorScheme}`, async () => {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(url);
        await page.locator(ready).first().waitFor();
        await page.waitForLoadState("networkidle");
        assert.deepEqual(await violationsOf(page), []);
        await page.setViewportSize({ width: 360, height: 780 });
        await assertNoSidewaysScroll(page, name);
        assert.deepEqual(await violationsOf(page), []);
      });
    }
    page.assertQuiet();
  }
});
