import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { test } from "node:test";
import { startServer } from "../harness/server.ts";
import { assertFitsInBoth } from "./axe.ts";
import { eventsOf, KINDS } from "./example-events.ts";
import { openBrowser, settled } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

/** A screen, or with `act` a state of it. `ready` is there when it may be judged. */
type Screen = {
  readonly name: string;
  readonly url: string;
  readonly ready: string;
  readonly act?: (page: Page) => Promise<void>;
  /** Of a state, the part that is new; the rest was judged with its screen. */
  readonly within?: string;
};

const press =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.getByRole("button", { name }).first().click();

test("every screen and its states keep WCAG 2.2 AA in light and dark, and fit a window of 360 pixels", async (context) => {
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
  const made = await server.api(`/organizations/${server.organization}/projects/`, {
    method: "POST",
    body: JSON.stringify({ name: "Empty" }),
  });
  assert.equal(made.status, 201);
  const org = `${server.url}/organizations/${server.organization}`;
  const inside = `${org}/projects/${server.project}`;
  const empty = `${org}/projects/empty`;
  const settings = `${inside}/settings`;
  const general = `${org}/settings/general`;
  const screens: readonly Screen[] = [
    { name: "set-up", url: `${fresh.url}/setup?token=x`, ready: ".panel fieldset" },
    { name: "set-up without its link", url: `${fresh.url}/setup`, ready: ".state" },
    { name: "a forgotten password", url: `${server.url}/new-password`, ready: ".panel" },
    { name: "a new password", url: `${server.url}/new-password?token=x`, ready: ".panel, .state" },
    { name: "an invitation that is over", url: `${server.url}/invitation?token=x`, ready: ".panel, .state" },
    { name: "no more e-mails", url: `${server.url}/unsubscribe?token=x`, ready: ".panel" },
    {
      name: "e-mails of nobody",
      url: `${server.url}/unsubscribe?token=x`,
      ready: ".panel",
      act: press("Stop them"),
      within: ".panel",
    },
    { name: "start", url: `${inside}/start`, ready: ".waiting.come" },
    { name: "list", url: `${inside}/issues`, ready: ".issue" },
    { name: "an empty list", url: `${inside}/issues?query=nothing+like+this`, ready: ".state" },
    { name: "a search that cannot be read", url: `${inside}/issues?query=age%3Aold%3Aer`, ready: ".state" },
    { name: "a list before the first error", url: `${empty}/issues`, ready: ".issues-page" },
    { name: "detail", url: `${org}/issues/${detail?.id}?chart=30d`, ready: ".spread" },
    { name: "stats", url: `${inside}/stats?event=${"0".repeat(32)}`, ready: ".reasons" },
    { name: "stats of nothing", url: `${empty}/stats`, ready: ".state" },
    { name: "releases", url: `${inside}/releases`, ready: "table" },
    { name: "no releases", url: `${empty}/releases`, ready: ".state" },
    { name: "a release", url: `${inside}/releases/shop-api@5.2.0`, ready: "#main h1" },
    { name: "settings", url: settings, ready: ".key" },
    { name: "a key that is changed", url: settings, ready: ".key", act: press("Change Default"), within: "dialog" },
    { name: "a key that is replaced", url: settings, ready: ".key", act: press("Replace Default"), within: "dialog" },
    { name: "a key about to be deleted", url: settings, ready: ".key", act: press("Delete Default"), within: ".keys-list" },
    {
      name: "a project not deleted",
      url: settings,
      ready: "#delete",
      act: deleteByAnotherName("Delete project"),
      within: "#delete",
    },
    { name: "members", url: `${org}/settings/members`, ready: ".member" },
    { name: "a member about to leave", url: `${org}/settings/members`, ready: ".member", act: press("Leave") },
    { name: "teams", url: `${org}/settings/teams`, ready: ".form" },
    { name: "an organisation", url: general, ready: ".form" },
    {
      name: "an organisation not deleted",
      url: general,
      ready: ".form",
      act: deleteByAnotherName("Delete organisation"),
      within: ".danger-zone",
    },
    { name: "tokens of an organisation", url: `${org}/settings/tokens`, ready: ".ticks" },
    { name: "the log of changes", url: `${org}/settings/audit`, ready: ".part > *" },
    { name: "my account", url: `${server.url}/account`, ready: ".ticks" },
    { name: "the shortcuts", url: `${server.url}/account`, ready: ".ticks", act: (page) => page.keyboard.press("?") },
    { name: "new project", url: `${org}/projects/new`, ready: ".form" },
    { name: "not found", url: `${org}/issues/999999`, ready: ".state" },
    { name: "no such page", url: `${server.url}/nowhere`, ready: ".state" },
  ];
  const page = await browser.enter(server, "signin");
  for (const { name, url, ready, act, within } of screens) {
    await context.test(name, async () => {
      await page.goto(url);
      await page.locator(ready).first().waitFor();
      await settled(page);
      await act?.(page);
      if (within !== undefined) await page.locator(within).first().waitFor();
      await assertFitsInBoth(page, name, within);
    });
  }
  page.assertQuiet();

  await context.test("sign-in, and one that is refused", async () => {
    const stranger = await browser.visit(`${server.url}/signin`);
    await stranger.locator(".panel").waitFor();
    await assertFitsInBoth(stranger, "sign-in");
    await stranger.getByLabel("E-mail").fill("nobody@example.org");
    await stranger.getByLabel("Password").fill("not this one");
    await stranger.getByRole("button", { name: "Sign in" }).click();
    await stranger.getByText("do not match").waitFor();
    await assertFitsInBoth(stranger, "a sign-in that is refused");
    stranger.assertQuiet();
  });
});

function deleteByAnotherName(button: string): Screen["act"] {
  return async (page) => {
    await page.getByLabel(/^Type .* to confirm$/).fill("another");
    await page.getByRole("button", { name: button }).click();
    await page.getByText(/^must be /).waitFor();
  };
}
