import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { z } from "zod";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

// The rows of the reference's table for the list (gitlab-error-tracking §11), one test for each that no other file names.
let server: TestServer;
let browser: TestBrowser;
const ISSUES = 27;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
  await sendEvents(
    server,
    Array.from({ length: ISSUES }, (_, n) => errorOf(n)),
  );
  await waitForIssues(server, 20);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Each of a type of its own; a lower number was seen later. */
const errorOf = (n: number): object => ({
  timestamp: Date.now() / 1_000 - (n + 1) * 60,
  level: n === 3 ? "warning" : "error",
  release: n === 4 ? "shop@2.0.0" : "shop@1.0.0",
  environment: n === 5 ? "staging" : "production",
  user: { id: String(n) },
  exception: {
    values: [
      {
        type: `Row${String(n).padStart(2, "0")}`,
        value: "went wrong ".repeat(30),
        stacktrace: { frames: [{ function: `call${n}`, filename: "shop.js", in_app: true }] },
      },
    ],
  },
});

const enter = (query: string, options?: Parameters<TestBrowser["enter"]>[2]): Promise<VisitedPage> =>
  browser.enter(server, pathOf(query), options);
const pathOf = (query: string): string =>
  `organizations/${server.organization}/projects/${server.project}/issues?query=${encodeURIComponent(query)}`;
const titlesOf = (page: VisitedPage): Promise<string[]> => page.locator(".issue:not(.leaving) .title strong").allTextContents();
const untilTitles = (page: VisitedPage, wanted: readonly string[]): Promise<unknown> =>
  waitFor(async () => JSON.stringify(await titlesOf(page)) === JSON.stringify(wanted), {
    what: `the rows ${wanted.join(", ")}`,
  });
const queryOf = (page: VisitedPage): string | null => new URL(page.url()).searchParams.get("query");

test("L01, L02, L03, L04: a row has its title, culprit, chart, events, users and when it was last seen", async () => {
  const page = await enter("is:unresolved Row03");
  await untilTitles(page, ["Row03"]);
  const row = page.locator(".issue");
  await row.locator(".culprit").filter({ hasText: "call3" }).waitFor();
  await row.locator(".level.warning").waitFor();
  await row.locator("svg").last().waitFor();
  assert.match(await row.locator(".num").first().innerText(), /^1\b/);
  assert.equal(await row.locator(".users").getAttribute("title"), "1 user");
  assert.match((await row.locator(".seen time").first().getAttribute("title")) ?? "", /\d{4}|\d{1,2}:\d{2}/);
  // A long title stays on its line, and all of it is there on hover.
  assert.ok(((await row.locator(".title").getAttribute("title")) ?? "").length > 200);
  assert.ok(((await row.boundingBox())?.height ?? 999) <= 64);
  await row.locator("a.title").click();
  await page.getByRole("heading", { name: "Row03", level: 1 }).waitFor();
  page.assertQuiet();
});

test("L05, L06, L07: what was searched for is kept, asked for again, and cleared with the list", async () => {
  const page = await enter("is:unresolved");
  await page.locator(".issue").first().waitFor();
  const search = async (text: string): Promise<void> => {
    await page.getByRole("combobox", { name: "Search issues" }).fill(text);
    await page.keyboard.press("Enter");
    await waitFor(() => queryOf(page) === text, { what: `the search ${text}` });
  };
  for (const n of [0, 1, 2, 3, 4, 5, 2]) await search(`is:unresolved Row0${n}`);
  await untilTitles(page, ["Row02"]);
  const recent = page.getByRole("button", { name: "Recent searches", exact: true });
  await recent.click();
  const kept = page.locator(".menu:popover-open > button");
  assert.deepEqual(
    await kept.allTextContents(),
    [2, 5, 4, 3, 1].map((n) => `is:unresolved Row0${n}`),
  );
  await kept.nth(3).click();
  await untilTitles(page, ["Row03"]);

  await page.getByRole("link", { name: "Clear the search" }).click();
  await waitFor(() => queryOf(page) === "is:unresolved", { what: "the list without the search" });
  await waitFor(async () => (await titlesOf(page)).length > 1);
  assert.equal(await page.getByRole("combobox", { name: "Search issues" }).inputValue(), "is:unresolved");

  await page.reload();
  await recent.click();
  await page.getByRole("button", { name: "Clear recent searches" }).click();
  await recent.click();
  await page.getByText("What you search for is kept here.").waitFor();
  page.assertQuiet();
});

test("L08, L09, L11, L17: pages follow each other, and another status begins at its first page under its own heading", async () => {
  const page = await enter("is:unresolved");
  await page.getByRole("heading", { level: 1, name: /^Unresolved issues of/ }).waitFor();
  const first = await titlesOf(page);
  await page.getByRole("link", { name: "Next" }).click();
  await waitFor(async () => (await titlesOf(page))[0] !== first[0]);
  await page.getByRole("link", { name: "Previous" }).click();
  await untilTitles(page, first);
  await page.getByRole("link", { name: "Next" }).click();
  await waitFor(() => new URL(page.url()).searchParams.has("cursor"));
  await page.getByRole("link", { name: /^Resolved/ }).click();
  await page.getByRole("heading", { level: 1, name: /^Resolved issues of/ }).waitFor();
  assert.equal(new URL(page.url()).searchParams.has("cursor"), false);
  page.assertQuiet();
});

test("L10, L18, L19: sort, environment, level, release and time are chosen, and all in the address for who is sent it", async () => {
  const page = await enter("is:unresolved");
  await page.locator(".issue").first().waitFor();
  const choose = (label: string, value: string): Promise<unknown> =>
    page.getByLabel(label, { exact: true }).selectOption(value);
  await choose("Environment", "staging");
  await untilTitles(page, ["Row05"]);
  await choose("Environment", "");
  await choose("Release", "shop@2.0.0");
  await untilTitles(page, ["Row04"]);
  await choose("Release", "");
  await choose("Level", "warning");
  await untilTitles(page, ["Row03"]);
  assert.equal(queryOf(page), "is:unresolved level:warning");
  await choose("Environment", "production");
  await choose("Time", "24h");
  await choose("Sort by", "trend");
  const other = await browser.enter(server, page.url().slice(server.url.length + 1));
  await untilTitles(other, ["Row03"]);
  for (const [label, value] of [
    ["Environment", "production"],
    ["Time", "24h"],
    ["Level", "warning"],
    ["Sort by", "trend"],
  ] as const) {
    assert.equal(await other.getByLabel(label, { exact: true }).inputValue(), value);
  }
  await page.goBack();
  await waitFor(async () => (await page.getByLabel("Sort by").inputValue()) === "date", { what: "the sort before" });

  // The tabs count what the filters leave, a stretch of time is in the address too, and an empty list says what left all out.
  await page.getByRole("link", { name: /^Unresolved\s*1$/ }).waitFor();
  await choose("Time", "other");
  const stretch = page.getByRole("dialog", { name: "From – to" });
  const show = async (from: string, to: string): Promise<void> => {
    await stretch.getByLabel("From").fill(from);
    await stretch.getByLabel("To").fill(to);
    await stretch.getByRole("button", { name: "Show these issues" }).click();
  };
  await show("2020-01-01T00:00", "");
  await stretch.getByText("must be within the last 90 days").waitFor();
  await assertFitsInBoth(page, "a stretch of time", "dialog");
  await show(localTime(-120), localTime(-60));
  await page.getByText("No issue matches this search").waitFor();
  const { searchParams } = new URL(page.url());
  assert.equal(Date.parse(searchParams.get("end") ?? "") - Date.parse(searchParams.get("start") ?? ""), 3_600_000);
  assert.equal(searchParams.has("statsPeriod"), false);
  await page.getByRole("link", { name: /^Any time\s*1$/ }).click();
  await untilTitles(page, ["Row03"]);
  page.assertQuiet();
});

/** For a field of date and time. */
function localTime(minutesFromNow: number): string {
  const at = new Date(Date.now() + minutesFromNow * 60_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

test("a search is completed by keyboard, marked where it is not understood, and saved under a name", async () => {
  const page = await enter("is:unresolved");
  await page.locator(".issue").first().waitFor();
  const box = page.getByRole("combobox", { name: "Search issues" });
  const suggestions = page.getByRole("listbox", { name: "Suggestions" });
  const option = (words: string) => suggestions.getByRole("option", { name: words });
  await box.fill("is:unresolved lev");
  await option("level:").waitFor();
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await box.getAttribute("aria-activedescendant"), null);
  await page.keyboard.press("Enter");
  await option("level:warning").waitFor();
  await page.keyboard.type("warn");
  await waitFor(async () => (await suggestions.getByRole("option").count()) === 1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await suggestions.waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await untilTitles(page, ["Row03"]);

  await page.getByRole("button", { name: "Saved searches" }).click();
  await page.getByRole("button", { name: "Save this search…" }).click();
  await page.getByRole("dialog", { name: "Save this search" }).getByLabel("Name").fill("Warnings");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Saved “Warnings”" }).waitFor();

  await box.fill("is:unresolved age:soon");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "This search is not understood" }).waitFor();
  assert.match((await page.locator("mark").textContent()) ?? "", /soon/);
  assert.equal(await box.getAttribute("aria-invalid"), "true");
  await assertFitsInBoth(page, "a search that is not understood");
  await page.getByRole("button", { name: "Saved searches" }).click();
  await page.getByRole("button", { name: "Warnings", exact: true }).click();
  await untilTitles(page, ["Row03"]);
  page.assertQuiet();
});

test("nothing jumps: on load, when a filter changes, and when events arrive", async () => {
  const page = await enter("is:unresolved");
  await page.addInitScript(`window.shifts = []; new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput)
      shifts.push([shift.value, ...shift.sources.map(({ node }) => node?.className ?? node?.nodeName)]);
  }).observe({ type: "layout-shift", buffered: true })`);
  await page.reload();
  await page.locator(".issue").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByLabel("Level", { exact: true }).selectOption("error");
  await waitFor(() => queryOf(page)?.includes("level:error") === true);
  await page.waitForLoadState("networkidle");
  await page.locator(".issue").nth(2).hover();
  await sendEvents(server, [
    { ...errorOf(9), timestamp: Date.now() / 1_000 },
    { ...errorOf(40), timestamp: Date.now() / 1_000 },
  ]);
  await page.getByRole("button", { name: "1 new, show" }).waitFor();
  const shifts = z.array(z.tuple([z.number()], z.string().optional())).parse(await page.evaluate("shifts"));
  const total = shifts.reduce((sum, [value]) => sum + value, 0);
  assert.ok(total <= 0.02, JSON.stringify(shifts));
});

test("L12, L20: one issue is ignored and taken back, and several are resolved at once", async () => {
  const page = await enter("is:unresolved Row1");
  await waitFor(async () => (await titlesOf(page)).length === 10);
  await page
    .getByRole("button", { name: /^Ignore SHOP/ })
    .first()
    .click();
  await waitFor(async () => (await titlesOf(page)).length === 9);
  await page.getByRole("button", { name: "Undo" }).click();
  await waitFor(async () => (await titlesOf(page)).length === 10);
  await page.getByLabel("Select all on this page").check();
  await page.getByRole("group", { name: "Selected issues" }).getByRole("button", { name: "Resolve", exact: true }).click();
  await page.getByText("No issue matches this search").waitFor();
  await page.goto(`${server.url}/${pathOf("is:resolved Row1")}`);
  await waitFor(async () => (await titlesOf(page)).length === 10);
  page.assertQuiet();
});

test("L14, L15: while it loads, when it fails, when it is empty and when the project is off, the list says so and what to do", async () => {
  const page = await enter("is:unresolved nothing-like-this");
  await page.getByText("No issue matches this search").waitFor();
  await page.getByRole("button", { name: "Check again" }).waitFor();
  let isBroken = true;
  const held = Promise.withResolvers<void>();
  await page.route(/\/issues\/\?.*groupStatsPeriod/, async (route) => {
    await held.promise;
    await (isBroken ? route.fulfill({ status: 500, json: { detail: "The disk is full." } }) : route.continue());
  });
  await page.getByRole("link", { name: "Clear the search", exact: true }).last().click();
  await page.getByRole("status", { name: "Loading" }).waitFor();
  held.resolve();
  await page.getByRole("alert").filter({ hasText: "The disk is full." }).waitFor();
  isBroken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".issue").first().waitFor();

  const turn = (isEnabled: boolean): Promise<unknown> =>
    server.api(`/projects/${server.organization}/${server.project}/`, { method: "PUT", body: JSON.stringify({ isEnabled }) });
  await turn(false);
  await page.reload();
  await page.getByRole("status").filter({ hasText: "Shop is switched off" }).getByRole("link", { name: "Settings" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await turn(true);
});

test("L16: on a phone a row is a card with its words, its buttons and the way to all of it", async () => {
  const page = await enter("is:unresolved Row06", { viewport: { width: 360, height: 720 } });
  const card = page.locator(".issue").first();
  await card.getByText("1 event").waitFor();
  const button = await card.getByRole("button", { name: /^Ignore SHOP/ }).boundingBox();
  assert.ok(button !== null && button.height >= 44 && button.width >= 44, "large enough for a finger");
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
  await card.click({ position: { x: 60, y: 70 } });
  await page.getByRole("heading", { name: "Row06", level: 1 }).waitFor();
  page.assertQuiet();
});
