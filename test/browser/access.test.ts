import { test } from "node:test";
import { startServer } from "../harness/server.ts";
import { assertFits } from "./axe.ts";
import { eventsOf, KINDS } from "./example-events.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

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
    ["members", `${server.url}/organizations/${server.organization}/settings/members`, ".member"],
    ["teams", `${server.url}/organizations/${server.organization}/settings/teams`, ".form"],
    ["an organisation", `${server.url}/organizations/${server.organization}/settings/general`, ".form"],
    ["tokens of an organisation", `${server.url}/organizations/${server.organization}/settings/tokens`, ".ticks"],
    ["the log of changes", `${server.url}/organizations/${server.organization}/settings/audit`, ".part > *"],
    ["my account", `${server.url}/account`, ".ticks"],
    ["a forgotten password", `${server.url}/new-password`, ".panel"],
    ["new project", `${server.url}/organizations/${server.organization}/projects/new`, ".form"],
    ["not found", `${server.url}/organizations/${server.organization}/issues/999999`, ".state"],
  ];
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.enter(server, "signin", { colorScheme });
    for (const [name, url, ready] of screens) {
      await context.test(`${name}, ${colorScheme}`, async () => {
        await page.goto(url);
        await page.locator(ready).first().waitFor();
        await page.waitForLoadState("networkidle");
        await assertFits(page, name);
      });
    }
    page.assertQuiet();
  }
});
