import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import { eventsOf, KINDS } from "./example-events.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

// What changed, the palette, the list over projects, the events of an issue, and the five tasks of docs/stranger-test.md.

/** With `STRANGER_IMAGES=docs/images` the pictures of the tasks are written. */
const IMAGES = process.env["STRANGER_IMAGES"];

let server: TestServer;
let browser: TestBrowser;
let page: VisitedPage;
let inside = "";
let org = "";
let coupon = "";

before(async () => {
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
  org = `organizations/${server.organization}`;
  inside = `${org}/projects/${server.project}`;
  const commits = [
    {
      id: "c0ffee".padEnd(40, "1"),
      repository: "shop/web",
      message: "Look coupons up by their code",
      author_name: "Grace",
      author_email: "grace@example.org",
      timestamp: new Date(Date.now() - 9 * 86_400_000).toISOString(),
      patch_set: [{ path: "web/src/checkout/Basket.tsx", type: "M" }],
    },
  ];
  for (const version of ["shop-web@2.13.1", "shop-web@2.14.0"]) {
    const body = JSON.stringify({ version, projects: [server.project], ...(version.endsWith("2.14.0") && { commits }) });
    assert.equal((await server.api(`/${org}/releases/`, { method: "POST", body })).status, 201);
  }
  await server.api(`/${org}/projects/`, { method: "POST", body: JSON.stringify({ name: "Warehouse" }) });
  // A shop's ordinary day, thinned out: its shape is what matters.
  const thin = (counts: readonly number[] = []): number[] => counts.map((n) => Math.ceil(n / 4));
  const day = KINDS.map((kind) => ({ ...kind, hourly: thin(kind.hourly), daily: thin(kind.daily) }));
  await sendEvents(
    server,
    day.flatMap((kind) => eventsOf(kind, Date.now())),
  );
  const issues = await waitForIssues(server, KINDS.length);
  await drained(server.url);
  coupon = issues.find(({ title }) => title.startsWith("TypeError"))?.id ?? "";
  page = await browser.enter(server, `${inside}/issues`);
  await row(page, "TypeError").waitFor();
});
after(async () => {
  page.assertQuiet();
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const row = (on: Page, title: string) => on.locator(".issue:not(.leaving)", { has: on.locator("strong", { hasText: title }) });

/** A task of a stranger: begins on the list, and may take three actions. */
async function perform(
  name: string,
  actions: readonly (() => Promise<unknown>)[],
  until: () => Promise<unknown>,
): Promise<void> {
  assert.ok(actions.length <= 3, `${name} takes ${actions.length} actions`);
  await page.goto(`${server.url}/${inside}/issues`);
  await row(page, "TypeError").waitFor();
  for (const act of actions) await act();
  await until();
  if (IMAGES !== undefined) await writeImage(`${IMAGES}/stranger-${name}.webp`);
}

test("a stranger finds what is new since yesterday", () =>
  perform(
    "new",
    [
      () => page.getByRole("link", { name: "What changed" }).click(),
      () => page.getByRole("link", { name: "24 hours" }).click(),
    ],
    async () => {
      const group = page.locator(".change-group.new");
      await group.getByRole("heading", { name: /^New/ }).waitFor();
      await group.getByText("OperationalError").waitFor();
      assert.equal(await group.getByText("KeyError").count(), 0);
      assert.match(await page.locator(".change-group.growing .figure").first().innerText(), /\d\s+→\s+to\s+\d+\s+events a day/);
    },
  ));

test("a stranger finds whom it hits", () =>
  perform(
    "whom",
    [() => row(page, "TypeError").locator(".title").click(), () => page.getByRole("link", { name: "All events" }).click()],
    async () => {
      await page.getByRole("columnheader", { name: "User" }).waitFor();
      await page
        .getByRole("cell", { name: /@example\.org$/ })
        .first()
        .waitFor();
    },
  ));

test("a stranger finds which release began it", () =>
  perform(
    "release",
    [() => row(page, "TypeError").locator(".title").click(), () => page.getByRole("button", { name: "30 d" }).click()],
    async () => {
      const first = page.locator(".cards div", { hasText: "First seen" });
      assert.match(await first.innerText(), /2\.14\.0/);
      await page.getByText(/bars? with a release/).waitFor();
    },
  ));

test("a stranger finds who should fix it, and gives it to somebody", () =>
  perform(
    "who",
    [
      () => row(page, "TypeError").locator(".title").click(),
      () => page.getByRole("button", { name: "Assign", exact: true }).click(),
      () => page.getByRole("button", { name: /\(you\)$/ }).click(),
    ],
    async () => {
      const suspects = page.getByRole("complementary", { name: "Suspect commits" });
      await suspects.getByText("Look coupons up by their code").waitFor();
      await suspects.getByText("Grace").first().waitFor();
      await page.getByRole("button", { name: /^Assigned to/ }).waitFor();
    },
  ));

test("a stranger silences a noisy one until tomorrow", () =>
  perform(
    "silence",
    [
      () => row(page, "Carrier webhook").getByRole("checkbox").check(),
      () => page.getByRole("group", { name: "Selected issues" }).getByRole("button", { name: "Ignore" }).click(),
      () => page.getByRole("button", { name: "For a day" }).click(),
    ],
    () => waitFor(async () => (await row(page, "Carrier webhook").count()) === 0, { what: "the row to leave" }),
  ));

test("the first screen of a project is what changed; what was opened is no longer unseen", async () => {
  await page.goto(server.url);
  await page.getByRole("heading", { name: "What changed" }).waitFor();
  await page.getByText("since shop-web@2.14.0").waitFor();
  assert.equal(new URL(page.url()).pathname.endsWith("/changed"), true);
  const unseen = page.locator(".change-group.unseen");
  await unseen.waitFor();
  assert.equal(await unseen.getByText("TypeError").count(), 0);
  await assertFitsInBoth(page, "what changed");
  // Its lists are one press away.
  await page
    .locator(".change-group.new")
    .getByRole("link", { name: /more in the list/ })
    .or(page.locator(".change-group.new > header a"))
    .first()
    .click();
  await page.locator(".issue").first().waitFor();
  await page.goto(`${server.url}/organizations/${server.organization}/projects/warehouse/changed`);
  await page.getByRole("link", { name: "Set up an SDK" }).waitFor();
});

test("the palette leads to pages, projects, issues by any name, and does what can be done about the open issue", async () => {
  const box = page.getByRole("combobox", { name: "A page, a project, an issue or an action" });
  const chosen = page.locator("#palette-chosen");
  const open = async (text: string, option: RegExp): Promise<void> => {
    await page.keyboard.press("Control+k");
    await box.fill(text);
    await chosen.filter({ hasText: option }).waitFor();
    assert.equal(await box.getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
  };
  await page.goto(`${server.url}/${inside}/issues`);
  await row(page, "TypeError").waitFor();
  await page.getByRole("search").getByRole("combobox").focus();
  await open("releas", /^Releases/);
  await assertFitsInBoth(page, "the palette");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Releases", level: 1 }).waitFor();

  const shortId = (await server.read(`/${org}/issues/${coupon}/`)) as { shortId: string };
  for (const name of [shortId.shortId, coupon, "properties of undefined"]) {
    await open(name, /Cannot read properties/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "TypeError", level: 1 }).waitFor();
    await page.goto(`${server.url}/${inside}/releases`);
    await page.getByRole("heading", { name: "Releases", level: 1 }).waitFor();
  }
  await page.goto(`${server.url}/${org}/issues/${coupon}`);
  await page.getByRole("heading", { name: "TypeError", level: 1 }).waitFor();
  await open("resolve", /^Resolve$/);
  await page.keyboard.press("Enter");
  await page.locator(".issue-bar .status", { hasText: "Resolved" }).waitFor();
  await open("reopen", /^Reopen$/);
  await page.keyboard.press("Enter");
  await page.locator(".issue-bar .status", { hasText: "Unresolved" }).waitFor();

  await open("warehouse", /^Warehouse/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  await waitFor(async () => (await box.count()) === 0, { what: "the palette to close" });
});

test("the events of an issue are narrowed by a tag, a release and words; each leads to itself", async () => {
  await page.goto(`${server.url}/${org}/issues/${coupon}`);
  await page.locator(".spread").getByRole("link", { name: "Firefox 133" }).click();
  await page
    .getByRole("columnheader", { name: "Browser" })
    .or(page.getByRole("columnheader", { name: "User" }))
    .first()
    .waitFor();
  const rows = page.locator("table.events tbody tr");
  await rows.first().waitFor();
  assert.equal(await page.getByRole("searchbox", { name: "Search events" }).inputValue(), 'browser:"Firefox 133"');
  await page.getByLabel("Release").selectOption("shop-web@2.13.1");
  await waitFor(async () => (await rows.allInnerTexts()).every((text) => text.includes("2.13.1")), { what: "one release" });
  await assertFitsInBoth(page, "the events of an issue");
  await page.getByRole("searchbox", { name: "Search events" }).fill("nobody.has@this");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No event matches" }).waitFor();
  await page.getByRole("link", { name: "Show all events" }).click();
  await rows.first().getByRole("link").click();
  await page.locator(".event-bar").waitFor();
});

test("the issues of all projects are one list, narrowed by project in the address", async () => {
  await page.goto(`${server.url}/${org}/issues`);
  await row(page, "TypeError")
    .getByText(server.project === "shop" ? "Shop" : /./)
    .first()
    .waitFor();
  await assertFitsInBoth(page, "a list over several projects");
  await page.getByRole("button", { name: /^Projects/ }).click();
  await page.getByRole("checkbox", { name: "Warehouse" }).check();
  await page.getByRole("heading", { name: "Unresolved issues: none" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("project"), "warehouse");
  await page.getByRole("link", { name: "Show every project" }).click();
  await row(page, "TypeError").locator(".title").click();
  await page.getByRole("link", { name: "Issues", exact: true }).first().click();
  await waitFor(() => new URL(page.url()).pathname.endsWith(`${org}/issues`), { what: "the list that one came from" });
});

async function writeImage(file: string): Promise<void> {
  const png = await page.screenshot();
  const drawer = await page.context().newPage();
  const webp = await drawer.evaluate(`(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${png.toString("base64")}";
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.7).split(",")[1];
  })()`);
  await drawer.close();
  mkdirSync(IMAGES ?? ".", { recursive: true });
  writeFileSync(file, Buffer.from(String(webp), "base64"));
}
