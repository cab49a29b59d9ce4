import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

let server: TestServer;
let browser: TestBrowser;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

let age = 0;
/** An error of a type of its own; each is older than the one before, so that the list keeps their order. */
const errorOf = (type: string): object => {
  age += 1;
  return {
    timestamp: Date.now() / 1_000 - age * 60,
    exception: {
      values: [{ type, value: "went wrong", stacktrace: { frames: [{ function: type, filename: "shop.js", in_app: true }] } }],
    },
  };
};

const pathOf = (query: string): string =>
  `organizations/${server.organization}/projects/${server.project}/issues?query=${encodeURIComponent(query)}`;
const titlesOf = (page: VisitedPage): Promise<string[]> => page.locator(".issue:not(.leaving) .title strong").allTextContents();
const untilTitles = (page: VisitedPage, wanted: readonly string[]): Promise<unknown> =>
  waitFor(async () => JSON.stringify(await titlesOf(page)) === JSON.stringify(wanted), {
    what: `the rows ${wanted.join(", ")}`,
  });
const focused = (page: VisitedPage): Promise<string> =>
  page
    .locator(":focus")
    .textContent()
    .then((text) => text ?? "");

test("what arrives waits behind a bar while somebody points at the list, and figures change in place", async () => {
  await sendEvents(server, [errorOf("LiveA")]);
  await waitForIssues(server, 1);
  const page = await browser.enter(server, pathOf("Live"));
  await untilTitles(page, ["LiveA"]);
  await page.locator(".issue").hover();
  await sendEvents(server, [{ ...errorOf("LiveB"), timestamp: Date.now() / 1_000 }, errorOf("LiveA")]);
  await page.getByRole("button", { name: "1 new, show" }).waitFor();
  await page.locator(".issue .num").first().filter({ hasText: "2" }).waitFor();
  assert.deepEqual(await titlesOf(page), ["LiveA"]);
  await page.getByRole("button", { name: "1 new, show" }).click();
  await untilTitles(page, ["LiveB", "LiveA"]);

  // At the top with the pointer elsewhere nobody is reading: it comes by itself.
  await page.locator("#main").focus();
  await page.mouse.move(40, 600);
  await sendEvents(server, [{ ...errorOf("LiveC"), timestamp: Date.now() / 1_000 }]);
  await untilTitles(page, ["LiveC", "LiveB", "LiveA"]);
  page.assertQuiet();
});

test("the list by keyboard: walk, resolve, ignore, select, search, open, and the keys shown", async () => {
  await sendEvents(server, ["KeyA", "KeyB", "KeyC", "KeyD"].map(errorOf));
  await waitForIssues(server, 5);
  const page = await browser.enter(server, pathOf("is:unresolved Key"));
  await untilTitles(page, ["KeyA", "KeyB", "KeyC", "KeyD"]);
  await page.keyboard.press("j");
  assert.match(await focused(page), /^KeyA/);
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(page), /^KeyB/);
  await page.keyboard.press("e");
  await untilTitles(page, ["KeyA", "KeyC", "KeyD"]);
  assert.match(await focused(page), /^KeyC/);
  await page.keyboard.press("i");
  await untilTitles(page, ["KeyA", "KeyD"]);
  await page.getByRole("status").filter({ hasText: "Ignored" }).waitFor();

  await page.keyboard.press("x");
  await page.keyboard.press("k");
  await page.keyboard.press("x");
  await page.getByText("2 issues selected").waitFor();
  await page.getByRole("group", { name: "Selected issues" }).getByRole("button", { name: "Resolve", exact: true }).click();
  await page.getByText("No issue matches this search").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await untilTitles(page, ["KeyA", "KeyD"]);

  await page.keyboard.press("/");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("is:resolved Key");
  await page.keyboard.press("Enter");
  await untilTitles(page, ["KeyB"]);
  assert.equal(new URL(page.url()).searchParams.get("query"), "is:resolved Key");

  await page.locator("#main").focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: "KeyB", level: 1 }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByRole("combobox", { name: "Search issues" }).waitFor();
  page.assertQuiet();
});

test("events are walked with the brackets, and the address says which is shown", async () => {
  await sendEvents(server, [errorOf("Walk"), errorOf("Walk"), errorOf("Walk")]);
  const issue = await waitFor(async () =>
    (await waitForIssues(server, 1)).find((one) => one.title.startsWith("Walk") && one.count === "3"),
  );
  const page = await browser.enter(server, `organizations/${server.organization}/issues/${issue.id}`);
  await page.locator(".which code").waitFor();
  const idNow = async (): Promise<string> => (await page.locator(".which code").textContent()) ?? "";
  const latest = await idNow();
  await page.keyboard.press("[");
  await waitFor(async () => (await idNow()) !== latest);
  const middle = await idNow();
  assert.match(page.url(), new RegExp(`/events/${middle}`));
  await page.getByRole("link", { name: "Oldest event" }).click();
  await page.getByRole("link", { name: "Previous event: there is none" }).waitFor();
  await page.keyboard.press("]");
  await waitFor(async () => (await idNow()) === middle);
  await page.getByRole("link", { name: "Latest event" }).click();
  await waitFor(async () => (await idNow()) === latest);
  page.assertQuiet();
});

test("L13: a decision that the server refuses takes itself back and says why", async () => {
  await sendEvents(server, [errorOf("Refused")]);
  await waitFor(async () => (await waitForIssues(server, 1)).some(({ title }) => title.startsWith("Refused")));
  const page = await browser.enter(server, pathOf("is:unresolved Refused"));
  await untilTitles(page, ["Refused"]);
  await page.route(/\/api\/0\/organizations\/[^/]+\/issues\/\d+\/$/, (route) =>
    route.request().method() === "PUT"
      ? route.fulfill({ status: 403, json: { detail: "You may only look." } })
      : route.continue(),
  );
  await page.getByRole("button", { name: /^Resolve REFUSED|^Resolve SHOP/ }).click();
  await page.getByRole("alert").filter({ hasText: "could not be changed. You may only look." }).waitFor();
  await untilTitles(page, ["Refused"]);
  page.assertQuiet();
});

test("several issues are assigned, ignored for a while and deleted, each with a way back that loses nothing", async () => {
  const types = ["ManyA", "ManyB", "ManyC"];
  await sendEvents(server, types.map(errorOf));
  const many = await waitFor(async () => {
    const found = (await waitForIssues(server, 1)).filter(({ title }) => title.startsWith("Many"));
    return found.length === 3 && found;
  });
  const page = await browser.enter(server, pathOf("is:unresolved Many"));
  await untilTitles(page, types);
  const bar = page.getByRole("group", { name: "Selected issues" });
  const detailOf = (n: number): Promise<string> =>
    server.read(`/organizations/${server.organization}/issues/${many[n]?.id}/`).then((issue) => JSON.stringify(issue));
  const said = (words: string | RegExp) => page.getByRole("status").filter({ hasText: words }).waitFor();
  const undo = () => page.getByRole("button", { name: "Undo" }).click();
  const selectTwo = async (): Promise<void> => {
    await page
      .getByLabel(/^Select SHOP/)
      .nth(0)
      .click();
    await page
      .getByLabel(/^Select SHOP/)
      .nth(1)
      .click({ modifiers: ["Shift"] });
    await page.getByText("2 issues selected").waitFor();
  };

  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page
    .getByRole("dialog", { name: /^Assign SHOP/ })
    .getByRole("button", { name: /you$/ })
    .click();
  await page.locator(".issue .owner").waitFor();
  assert.match(await focused(page), /^ManyA/, "the focus is where it was");
  await undo();
  await page.locator(".issue .owner").waitFor({ state: "detached" });

  await selectTwo();
  await bar.getByRole("button", { name: "Ignore" }).click();
  await page.getByRole("button", { name: "Until…" }).click();
  const asking = page.getByRole("dialog", { name: "Ignore until" });
  await asking.getByLabel("More events", { exact: true }).fill("5");
  await asking.getByLabel("Within so many hours").fill("2");
  await asking.getByRole("button", { name: "Ignore" }).click();
  await untilTitles(page, ["ManyC"]);
  await said("Ignored 2 issues");
  await waitFor(async () => (await focused(page)).startsWith("ManyC"), { what: "the focus on the row that stays" });
  assert.match(await detailOf(0), /"ignoreCount":5,.*"ignoreWindow":120/);
  await undo();
  await untilTitles(page, types);
  await waitFor(async () => (await detailOf(0)).includes('"substatus":"new"'), { what: "the mark it had before" });

  await selectTwo();
  await bar.getByRole("button", { name: "Delete" }).click();
  await untilTitles(page, ["ManyC"]);
  await undo();
  await untilTitles(page, types);
  await selectTwo();
  await bar.getByRole("button", { name: "Delete" }).click();
  await said("Deleting 2 issues");
  assert.match(await detailOf(1), /ManyB/, "nothing is deleted while it can be undone");
  await page.getByRole("button", { name: "Close notice" }).click();
  await waitFor(async () => (await waitForIssues(server, 1)).filter(({ title }) => title.startsWith("Many")).length === 1);
  page.assertQuiet();
});

test("an undo waits for what it undoes", async () => {
  await sendEvents(server, [errorOf("Undone")]);
  await waitFor(async () => (await waitForIssues(server, 1)).some(({ title }) => title.startsWith("Undone")));
  const page = await browser.enter(server, pathOf("is:unresolved Undone"));
  await untilTitles(page, ["Undone"]);
  const sent: string[] = [];
  const held = Promise.withResolvers<void>();
  await page.route(/\/api\/0\/organizations\/[^/]+\/issues\/\d+\/$/, async (route) => {
    sent.push(route.request().postData() ?? "");
    if (sent.length === 1) await held.promise;
    await route.continue();
  });
  await page.getByRole("button", { name: /^Resolve SHOP/ }).click();
  await waitFor(() => sent.length === 1);
  await page.getByRole("button", { name: "Undo" }).click();
  // The row is back at once, and the server has not been told yet.
  await untilTitles(page, ["Undone"]);
  assert.deepEqual(sent, ['{"status":"resolved"}']);
  held.resolve();
  await waitFor(() => sent.length === 2, { what: "the undo" });
  assert.equal(sent[1], '{"status":"unresolved","substatus":"new"}');
  await page.reload();
  await untilTitles(page, ["Undone"]);
  page.assertQuiet();
});

test("a server that is gone is said, and what was read stays", async () => {
  const page = await browser.enter(server, pathOf(""));
  await page.locator(".issue").first().waitFor();
  await page.context().setOffline(true);
  await page.getByRole("link", { name: /^Resolved/ }).click();
  await page.getByText("The server cannot be reached. What you see may be old").waitFor();
  await page.context().setOffline(false);
  await page.getByText("The server cannot be reached").first().waitFor({ state: "detached" });
});
