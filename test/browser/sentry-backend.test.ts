import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import type { Locator } from "playwright-core";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { assertNoSidewaysScroll, openBrowser } from "./open-page.ts";
import type { ShopAtSentry } from "./shop-at-sentry.ts";
import { NARROW_TOKEN, SENTRY_TOKEN, startShopAtSentry } from "./shop-at-sentry.ts";

let server: TestServer;
let sentry: ShopAtSentry;
let browser: TestBrowser;
before(async () => {
  server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  browser = await openBrowser();
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Each test has a Sentry and a project of its own, called Shop 1 and so on. */
let made = 0;
beforeEach(async () => {
  sentry = await startShopAtSentry();
  made += 1;
  const body = JSON.stringify({ name: `Shop ${made}` });
  const answer = await server.api(`/organizations/${server.organization}/projects/`, { method: "POST", body });
  assert.equal(answer.status, 201, await answer.text());
});
afterEach(() => sentry.close());

const inside = (): string => `organizations/${server.organization}/projects/shop-${made}`;

async function openSettings(): Promise<{ page: VisitedPage; part: Locator }> {
  const page = await browser.enter(server, `${inside()}/settings`);
  const part = page.locator("#backend");
  await part.getByText("A Sentry").click();
  return { page, part };
}

async function tryToConnect(part: Locator, address: string, token: string): Promise<void> {
  await part.getByLabel("Sentry address").fill(address);
  await part.getByLabel("Token").fill(token);
  await part.getByRole("button", { name: "Connect" }).click();
}

async function connect(): Promise<VisitedPage> {
  const { page, part } = await openSettings();
  await tryToConnect(part, `${sentry.origin}/organizations/northwind/projects/shop-web/`, SENTRY_TOKEN);
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByText("Connected to northwind / shop-web").waitFor();
  return page;
}

test("D10: from empty settings to an error that is resolved at the Sentry", async () => {
  const { page, part } = await openSettings();
  await tryToConnect(part, sentry.origin, "a wrong token");
  await part.getByText("does not know this token").waitFor();
  // The field that is to be mended has the focus and says why.
  assert.equal(await part.getByLabel("Token").evaluate((field) => field === field.ownerDocument.activeElement), true);
  await assertFitsInBoth(page, "a wrong token");

  await part.getByLabel("Token").fill(SENTRY_TOKEN);
  await part.getByRole("button", { name: "Connect" }).click();
  await part.getByText("Connected", { exact: true }).waitFor();
  await part.getByLabel("Find a project").fill("in the browser");
  assert.equal(await part.locator(".options").getByRole("radio").count(), 1);
  await assertFitsInBoth(page, "the projects that were found");
  await part.getByLabel("northwind / shop-web").check();
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByText("Connected to northwind / shop-web").waitFor();
  await assertFitsInBoth(page, "connected settings");

  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name: "Issues" }).click();
  await page.getByRole("link", { name: /TypeError/ }).click();
  await page.getByRole("heading", { name: "TypeError", level: 1 }).waitFor();
  await page.getByText("return discount(basket.total").waitFor();
  const atSentry = page.getByRole("link", { name: "Open in Sentry" });
  assert.equal(await atSentry.getAttribute("href"), `${sentry.origin}/organizations/northwind/issues/4001/`);
  await assertFitsInBoth(page, "an issue of a Sentry");

  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  await waitFor(() => sentry.world.issues.get("4001")?.status === "resolved", { what: "the issue to be resolved there" });
  await page.getByRole("button", { name: "Undo" }).click();
  await waitFor(() => sentry.world.issues.get("4001")?.status === "unresolved", { what: "the undo to arrive there" });
  page.assertQuiet();
});

const failures: readonly { readonly typed: string; readonly says: string | RegExp }[] = [
  { typed: "http://192.168.1.20", says: "To allow it, set CULPRIT_OUTBOUND_ALLOW=192.168.1.20" },
  { typed: "http://127.0.0.1:9", says: "refuses connections on port 9" },
  { typed: "sentry.nowhere.invalid", says: /There is no host sentry.nowhere.invalid|could not be looked up/ },
  { typed: "https://abc@o1.ingest.sentry.io/1", says: "This looks like a DSN" },
  { typed: "ftp://sentry.example", says: "must begin with https://" },
];

test("each way to fail to connect is said at the address, with the remedy", async () => {
  const { page, part } = await openSettings();
  for (const { typed, says } of failures) {
    await tryToConnect(part, typed, SENTRY_TOKEN);
    await part
      .locator(".field", { has: page.getByLabel("Sentry address") })
      .getByText(says)
      .waitFor();
  }
  await tryToConnect(part, sentry.origin, NARROW_TOKEN);
  await part.getByLabel("northwind / shop-web").check();
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByRole("alert").getByText("it needs the scope event:read").waitFor();
  sentry.be({ kind: "rate-limited", retryAfter: "30" });
  await tryToConnect(part, sentry.origin, SENTRY_TOKEN);
  await part.getByRole("alert").getByText("wants fewer requests").waitFor();
  await assertFitsInBoth(page, "a Sentry that is ill");
  sentry.be({ kind: "well" });
  sentry.world.projects.clear();
  await part.getByRole("button", { name: "Connect" }).click();
  await part.getByText("it can read no project").waitFor();
  page.assertQuiet();
});

test("a token is kept behind its last digits, and asked for again for another address", async () => {
  const page = await connect();
  await page.reload();
  const part = page.locator("#backend");
  await part.getByRole("button", { name: "Change" }).click();
  const token = part.getByLabel("Token");
  assert.equal(await token.inputValue(), "");
  assert.equal(await token.getAttribute("placeholder"), `••••${SENTRY_TOKEN.slice(-4)}`);
  await part.getByRole("button", { name: "Connect" }).click();
  await part.getByLabel("northwind / shop-web").waitFor();
  assert.equal(await part.getByLabel("northwind / shop-web").isChecked(), true);

  await part.getByLabel("Sentry address").fill("https://sentry.example.org");
  assert.equal(await token.getAttribute("placeholder"), "");
  assert.equal(await token.getAttribute("required"), "");
  // What was found belongs to the address before.
  assert.equal(await part.getByRole("button", { name: "Save" }).count(), 0);

  await part.getByLabel("SDKs send here").check();
  await part.getByRole("button", { name: "Keep errors in Culprit" }).click();
  await page.getByText("Culprit keeps the errors of this project from now on").waitFor();
  page.assertQuiet();
});

test("while the Sentry is down the list says so, a decision is taken back, and all is well afterwards", async () => {
  const page = await connect();
  await page.goto(`${server.url}/${inside()}/issues`);
  await page.locator(".issue").first().waitFor();
  const known = await page.locator(".issue").count();
  sentry.be({ kind: "down" });
  // Past what is held to be fresh without asking.
  await waitFor(
    async () => {
      await page.reload();
      await page.locator(".issue").first().waitFor();
      await page.waitForLoadState("networkidle");
      return (await page.locator(".freshness").count()) === 1;
    },
    { what: "the list to say that it is old", timeoutMs: 90_000, everyMs: 2_000 },
  );
  assert.equal(await page.locator(".issue").count(), known);
  await page
    .locator(".freshness")
    .getByText(/hung up.*What you see is/)
    .waitFor();
  await assertFitsInBoth(page, "a list that is old");

  await page.getByRole("button", { name: `Resolve SHOP-${made}-1`, exact: true }).click();
  await page.getByText(`SHOP-${made}-1 could not be changed.`).waitFor();
  assert.equal(await page.locator(".issue:not(.leaving)").count(), known);

  sentry.be({ kind: "well" });
  await waitFor(
    async () => {
      const again = page.getByRole("button", { name: "Ask again" });
      if ((await again.count()) > 0) await again.click();
      await page.waitForLoadState("networkidle");
      return (await page.locator(".freshness").count()) === 0;
    },
    { what: "the list to be new again", timeoutMs: 90_000, everyMs: 1_000 },
  );
  page.assertQuiet();
});

test("what a Sentry calls things is shown as text", async () => {
  const hostile = `<img src=x onerror="document.title='owned'">`;
  const long = "y".repeat(3_000);
  const evil = sentry.addProject("northwind", "evil", hostile + long);
  [hostile, long, "cod\u202egnp.exe \u2066\u2067"].forEach((text, n) =>
    sentry.recordEvent(evil, {
      issue: `evil${n}`,
      eventId: String(n).padStart(32, "e"),
      level: "error",
      release: text.slice(0, 180),
      title: text,
      culprit: text,
      user: text,
      timestampMs: Date.now(),
      receivedAtMs: Date.now(),
      tags: [["note", text]],
      fields: { context: { [text.slice(0, 80)]: text }, contexts: { odd: { name: text } } },
    }),
  );
  const { page, part } = await openSettings();
  await tryToConnect(part, sentry.origin, SENTRY_TOKEN);
  await part.getByLabel("northwind / evil").check();
  await assertNoSidewaysScroll(page, "the projects");
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByText("Connected to northwind / evil").waitFor();

  await page.goto(`${server.url}/${inside()}/issues`);
  await page.getByText(hostile).first().waitFor();
  for (const n of [0, 1, 2]) {
    await page.goto(`${server.url}/${inside()}/issues`);
    await page.locator(".issue").nth(n).waitFor();
    await assertNoSidewaysScroll(page, "the list");
    await page.locator(".issue .title").nth(n).click();
    await page.locator(".tags :is(.spread, .same)").first().waitFor();
    await page.waitForLoadState("networkidle");
    await assertNoSidewaysScroll(page, "the issue");
    await page.setViewportSize({ width: 360, height: 780 });
    await assertNoSidewaysScroll(page, "the issue on a phone");
    await page.setViewportSize({ width: 1280, height: 800 });
    assert.equal(await page.locator("#app img, #app script, #app iframe").count(), 0);
    assert.notEqual(await page.title(), "owned");
  }
  page.assertQuiet();
});
