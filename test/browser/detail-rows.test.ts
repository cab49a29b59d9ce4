import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { assertFits } from "./axe.ts";
import { couponError } from "./example-coupon.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { assertNoSidewaysScroll, openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

// Rows of the checklist of the detail page; D03, D09, D17 and D19 are in code-host.test.ts, D10 in sentry-backend.test.ts.

const ID = "c".repeat(32);
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let server: TestServer;
let browser: TestBrowser;
let page: VisitedPage;
let issueId = "";
let bareId = "";

before(async () => {
  server = await startServer();
  browser = await openBrowser();
  const traced = {
    ...couponError(0),
    event_id: ID,
    logger: "shop.checkout",
    breadcrumbs: { values: [{ category: "ui.click", message: "pay" }] },
    modules: { immer: "10.1.1" },
    contexts: { runtime: { name: "node", version: "26" }, flags: { values: [{ flag: "one-page-checkout", result: true }] } },
    threads: {
      values: [{ id: 7, name: "worker", crashed: false, stacktrace: { frames: [{ function: "poll", filename: "w.ts" }] } }],
    },
  };
  await sendWithFiles(traced, [
    ["cart.json", "application/json", Buffer.from('{"items": "<b>3</b>"}')],
    ["pixel.png", "image/png", PIXEL],
    ["page.html", "text/html", Buffer.from("<script>alert(1)</script>")],
  ]);
  await sendEvents(server, [{ message: "Nothing but words", level: "warning" }]);
  const issues = await waitForIssues(server, 2);
  await drained(server.url);
  bareId = issues.find(({ title }) => title.startsWith("Nothing"))?.id ?? "";
  issueId = issues.find(({ id }) => id !== bareId)?.id ?? "";
  page = await browser.enter(server, pathOf(issueId));
  await page.getByRole("heading", { level: 1 }).waitFor();
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const pathOf = (id: string): string => `organizations/${server.organization}/issues/${id}`;

type SentFile = readonly [name: string, type: string, bytes: Buffer];
async function sendWithFiles(event: object, files: readonly SentFile[]): Promise<void> {
  const items: readonly (readonly [object, Buffer])[] = [
    [{ type: "event" }, Buffer.from(JSON.stringify(event))],
    ...files.map(([filename, type, bytes]) => [{ type: "attachment", filename, content_type: type }, bytes] as const),
  ];
  const body = items.flatMap(([head, bytes]) => [
    Buffer.from(`${JSON.stringify({ ...head, length: bytes.length })}\n`),
    bytes,
    Buffer.from("\n"),
  ]);
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}&sentry_version=7`;
  const head = Buffer.from(`${JSON.stringify({ event_id: ID })}\n`);
  const response = await fetch(url, { method: "POST", body: Buffer.concat([head, ...body]) });
  assert.equal(response.status, 200);
}

test("D01: the head says when the error came and where", async () => {
  await page
    .locator(".culprit")
    .getByText(/applyCoupon|checkout/)
    .waitFor();
  await page.locator(".event-bar time").first().waitFor();
});

test("D02 and D06: resolving and ignoring are turned on and off, and the status stands in the page", async () => {
  const status = page.locator(".issue-bar .status");
  assert.equal(await status.innerText(), "Unresolved");
  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  await status.getByText("Resolved").waitFor();
  await page.getByRole("button", { name: "Reopen" }).click();
  await status.getByText("Unresolved").waitFor();
  await page.getByRole("button", { name: "Ignore" }).click();
  await page.getByRole("button", { name: "For ever" }).click();
  await status.getByText("Ignored").waitFor();
  await page.getByRole("button", { name: "Reopen" }).click();
  await status.getByText("Unresolved").waitFor();
});

test("D04: on a small screen every decision stays within reach", async () => {
  const phone = await browser.enter(server, pathOf(issueId), { viewport: { width: 360, height: 740 } });
  await phone.getByRole("heading", { level: 1 }).waitFor();
  for (const name of ["Resolve", "Ignore", "Assign"]) {
    await phone.getByRole("button", { name, exact: true }).click({ trial: true });
  }
  await assertNoSidewaysScroll(phone, "the detail at 360 px");
  await phone.context().close();
});

test("D05: title, level and logger are in the head", async () => {
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /TypeError/);
  await page.locator(".issue-title .level[title=error]").waitFor();
  await page.locator(".issue-title").getByText("shop.checkout").waitFor();
});

test("D07 and D08: events, users, first and last seen, each with its release", async () => {
  const cards = page.locator(".cards");
  for (const name of ["Events", "Users", "First seen", "Last seen"]) await cards.getByText(name, { exact: true }).waitFor();
  assert.equal(await cards.locator("time").count(), 2);
  assert.equal(await cards.locator("small").count(), 2);
});

test("D11: the chart shows 24 hours, and 7, 30 and 90 days, by the address", async () => {
  for (const [button, words, label] of [
    ["7 d", "7 days", "Events a day"],
    ["30 d", "30 days", "Events a day"],
    ["90 d", "90 days", "Events a day"],
    ["24 h", "24 hours", "Events an hour"],
  ] as const) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await page.locator(".over-time").getByText("1 event").waitFor();
    await page.getByRole("heading", { name: `in the last ${words}` }).waitFor();
    await page.getByRole("slider", { name: label }).waitFor();
  }
});

test("D12 and D13: frames have path, copy, function, line, column and code; the first in-app one is open", async () => {
  const trace = page.locator("#exception");
  await trace.getByText("applyCoupon").first().waitFor();
  await trace.getByText(/42:17/).first().waitFor();
  assert.ok((await trace.getByRole("button", { name: /^Copy/ }).count()) > 0);
  assert.equal(await trace.locator("details.run[open]").count(), 0, "runs of library frames are folded");
  assert.ok((await trace.locator("details.run").count()) > 0);
});

test("D14: chained exceptions are told in order", async () => {
  const heads = await page.locator("#exception .exception > h3").allInnerTexts();
  assert.equal(heads.length, 2);
  assert.match(heads[0] ?? "", /TypeError/);
  assert.match(heads[1] ?? "", /Caused by\s*CouponGone/i);
});

test("D15: an error without a trace says what it is", async () => {
  const bare = await browser.enter(server, pathOf(bareId));
  await bare.locator("#message").getByText("Nothing but words").waitFor();
  assert.equal(await bare.locator("#exception").count(), 0);
  bare.assertQuiet();
  await bare.context().close();
});

test("D16: what is not there is a page that says so", async () => {
  const missing = await browser.enter(server, pathOf("999999"));
  await missing
    .getByText(/not found|no such|does not exist|There is no/i)
    .first()
    .waitFor();
  await missing.context().close();
});

test("D18: tags, breadcrumbs, request, user, contexts, flags, modules and threads are there to be read", async () => {
  for (const name of ["Breadcrumbs", "Request", "Feature flags", "Contexts", "Packages", "Threads", "Attachments"]) {
    await page.getByRole("heading", { name }).first().waitFor();
  }
  await page.locator("#flags").getByText("one-page-checkout").waitFor();
  await page.locator("#threads").getByText("worker").waitFor();
  assert.ok((await page.locator(".tags :is(.spread, .same dt)").count()) > 1);
});

test("D18: the request is given as curl and the event as Markdown, without secrets", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(server.url).origin });
  const clipboard = async (): Promise<string> => z.string().parse(await page.evaluate("navigator.clipboard.readText()"));
  await page.getByRole("button", { name: /^Copy as curl/ }).click();
  await page.locator("#request").getByText("Copied").first().waitFor();
  const curl = await clipboard();
  assert.match(curl, /^curl 'https:\/\/shop\.example\/checkout\?step=pay'/);
  assert.match(curl, /-H 'Referer: https:\/\/shop\.example\/basket'/);
  assert.doesNotMatch(curl, /Authorization|Bearer/);
  await page.getByRole("button", { name: /^Copy as Markdown/ }).click();
  await page.locator(".event-bar").getByText("Copied").first().waitFor();
  const markdown = await clipboard();
  assert.match(markdown, /^# TypeError/);
  assert.match(markdown, /applyCoupon/);
  assert.doesNotMatch(markdown, /Bearer|session_token/);
});

test("D18: attachments are shown when they are texts or pictures, and only downloaded when they could run", async () => {
  const files = page.locator("#attachments");
  await files.getByText("cart.json").click();
  await files.getByRole("region", { name: "Text of cart.json" }).getByText('{"items": "<b>3</b>"}').waitFor();
  await files.getByText("pixel.png").click();
  const picture = files.getByRole("img", { name: "Attachment pixel.png" });
  await picture.waitFor();
  await page.waitForFunction("document.querySelector('#attachments img').naturalWidth === 1");
  assert.equal(await files.locator("details", { hasText: "page.html" }).count(), 0);
  const href = (await files.getByRole("link", { name: "Download page.html" }).getAttribute("href")) ?? "";
  const answer = await page.request.get(href);
  assert.match(answer.headers()["content-disposition"] ?? "", /^attachment/);
  assert.equal(answer.headers()["content-type"], "application/octet-stream");
  await page.locator(".event-bar").getByText("Copied").first().waitFor({ state: "detached" });
  await assertFits(page, "the detail with its attachments");
  page.assertQuiet();
});
