import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Locator } from "playwright-core";
import type { FakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import { fakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import type { FakeRepository, FakeWorld } from "../fakes/codehost/world.ts";
import { addIssue, COMMIT, GOOD_TOKEN, READING_TOKEN, shopWorld } from "../fakes/codehost/world.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { assertNoSidewaysScroll, openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

let server: TestServer;
let gitlab: FakeGitlab;
let browser: TestBrowser;
const world: FakeWorld = shopWorld("northwind");
const shop: FakeRepository = world.repositories[0] ?? assert.fail();
before(async () => {
  server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  gitlab = await fakeGitlab(world, "");
  browser = await openBrowser();
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await gitlab.close();
  await server[Symbol.asyncDispose]();
});

const inside = (): string => `organizations/${server.organization}/projects/${server.project}`;

async function raise(type: string, value = "division by zero"): Promise<string> {
  const frames = [
    { filename: "src/shop/gone.py", function: "main", lineno: 3, in_app: true },
    { filename: "src/shop/checkout.py", function: "place_order", lineno: 3, in_app: true },
  ];
  const exception = { values: [{ type, value, stacktrace: { frames } }] };
  await sendEvents(server, [{ timestamp: Date.now() / 1_000, platform: "python", release: `shop@${COMMIT.id}`, exception }]);
  const issue = await waitFor(async () => (await waitForIssues(server, 1)).find(({ title }) => title.startsWith(type)));
  return issue.id;
}

async function openIssue(id: string, type: string): Promise<VisitedPage> {
  const page = await browser.enter(server, `organizations/${server.organization}/issues/${id}`);
  await page.getByRole("heading", { name: type, level: 1 }).waitFor();
  return page;
}

async function tryToConnect(part: Locator, token: string): Promise<void> {
  await part.getByLabel("GitLab address").fill(gitlab.origin);
  await part.getByLabel("Token").fill(token);
  await part.getByRole("button", { name: "Connect", exact: true }).click();
}

test("a project without a code host is led to its settings, and connected there", async () => {
  const page = await openIssue(await raise("FirstError"), "FirstError");
  await page.getByRole("button", { name: "Create issue" }).click();
  await assertFitsInBoth(page, "no code host");
  await page.getByRole("link", { name: "Connect a code host" }).click();
  const part = page.locator("#code-host");
  await tryToConnect(part, "a wrong token");
  await part.getByText("GitLab does not accept the token").waitFor();
  await assertFitsInBoth(page, "a wrong token");
  await tryToConnect(part, GOOD_TOKEN);
  await part.getByLabel("northwind/mirror").check();
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByRole("alert").getByText("northwind/mirror has no issues").waitFor();
  await part.getByLabel("Find a repository").fill("shop");
  await part.getByRole("button", { name: "Find" }).click();
  await part.getByLabel("northwind/mirror").waitFor({ state: "detached" });
  await assertFitsInBoth(page, "the repositories that were found");
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByText("Issues are made in northwind/shop at GitLab").waitFor();
  await part.getByText("GitLab tells by a webhook").waitFor();
  await assertFitsInBoth(page, "connected settings");
  page.assertQuiet();
});

test("D03, D09, D19: an issue is made of an error, closed at the host, and the error is resolved here", async () => {
  const id = await raise("ZeroDivisionError");
  const page = await openIssue(id, "ZeroDivisionError");
  // The release names a commit: its author stands below first and last seen, and frames lead to their line.
  await page.locator(".cards").getByText("Ada Example").first().waitFor();
  const line = page.getByRole("link", { name: /^Open src\/shop\/checkout.py.* at the code host$/ });
  assert.equal(await line.getAttribute("href"), `${gitlab.origin}/northwind/shop/-/blob/${COMMIT.id}/src/shop/checkout.py#L3`);
  await page.getByText("return pay(total)").waitFor();
  await page.locator("summary", { hasText: "gone.py" }).click();
  await page.getByText("The repository does not have this file").waitFor();

  await page.getByRole("button", { name: "Create issue" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Baskets without a price cannot be ordered");
  assert.match(await dialog.getByLabel("Description").inputValue(), /ZeroDivisionError: division by zero/);
  await assertFitsInBoth(page, "a draft");
  await dialog.getByRole("button", { name: "Create issue" }).click();
  const view = page.getByRole("link", { name: "View issue #1" });
  await view.waitFor();
  assert.equal(await view.getAttribute("href"), `${gitlab.origin}/northwind/shop/-/issues/1`);
  assert.equal(shop.issues[0]?.title, "Baskets without a price cannot be ordered");
  await assertFitsInBoth(page, "a linked issue");

  await gitlab.setState(shop, shop.issues[0], "closed");
  // Told by the stream: nobody reloads.
  await page.locator(".status.resolved").waitFor();
  await page.getByRole("link", { name: "View issue #1 closed" }).waitFor();
  await page.goto(`${server.url}/${inside()}/issues?query=is:resolved`);
  await page.locator(".issue", { hasText: "ZeroDivisionError" }).getByText("#1 closed").waitFor();
  page.assertQuiet();
});

test("the commits of a release are fetched on its page, and what cannot be had says what to do", async () => {
  const made = await server.api(`/organizations/${server.organization}/releases/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ version: "nightly", projects: [server.project] }),
  });
  assert.equal(made.status, 201);
  const page = await browser.enter(server, `${inside()}/releases/nightly`);
  await page.getByText("Commits could not be fetched. northwind/shop has no tag named like the release nightly").waitFor();
  await assertFitsInBoth(page, "commits that could not be fetched");
  await page.goto(`${server.url}/${inside()}/releases/${encodeURIComponent(`shop@${COMMIT.id}`)}`);
  await page.getByRole("button", { name: "Fetch commits" }).click();
  await page.locator(".commits").getByText("Count coupons once").waitFor();
  await page.locator(".commits").getByText("Say what is new").waitFor();
  await assertFitsInBoth(page, "fetched commits");
  page.assertQuiet();
});

test("D03, D17: an issue that is there is linked by its number, and resolving the error closes it", async () => {
  const issue = addIssue(shop, "Known for long", "");
  const id = await raise("KnownError");
  const page = await openIssue(id, "KnownError");
  await page.getByRole("button", { name: "Create issue" }).click();
  await page.getByRole("button", { name: "Existing issue" }).click();
  const field = page.getByLabel("Issue", { exact: true });
  await field.fill("99");
  await field.press("Enter");
  await page.getByText("There is no issue #99 in northwind/shop").waitFor();
  await assertFitsInBoth(page, "no such issue");
  await field.fill(`#${issue.number}`);
  await field.press("Enter");
  await page.getByRole("link", { name: `View issue #${issue.number}` }).waitFor();

  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  await page.getByText(`, and issue #${issue.number} is closed with it`).waitFor();
  await waitFor(() => issue.state === "closed", { what: "the issue to be closed" });
  await page.getByRole("button", { name: "Undo" }).click();
  await waitFor(() => issue.state === "open", { what: "the issue to be reopened" });

  await page.getByRole("button", { name: "More about the linked issue" }).click();
  await page.getByRole("button", { name: `Unlink #${issue.number}` }).click();
  await page.getByRole("button", { name: "Create issue" }).waitFor();
  page.assertQuiet();
});

test("what the host refuses is said where it was asked for, and nothing typed is lost", async () => {
  const page = await openIssue(await raise("RefusedError"), "RefusedError");
  await page.getByRole("button", { name: "Create issue" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("A title of my own");
  shop.archived = true;
  await dialog.getByRole("button", { name: "Create issue" }).click();
  await dialog.getByRole("alert").waitFor();
  assert.equal(await dialog.getByLabel("Title").inputValue(), "A title of my own");
  shop.archived = false;
  await dialog.getByRole("button", { name: "Create issue" }).click();
  await page.getByRole("link", { name: /View issue/ }).waitFor();
  assert.equal(shop.issues.at(-1)?.title, "A title of my own");
  page.assertQuiet();
});

test("what a code host calls things is shown as text", async () => {
  const hostile = `<img src=x onerror="document.title='owned'">`;
  const issue = addIssue(shop, `${hostile}${"z".repeat(200)}`, "");
  const page = await openIssue(await raise("HostileError", hostile), "HostileError");
  await page.getByRole("button", { name: "Create issue" }).click();
  await page.getByRole("button", { name: "Existing issue" }).click();
  await page.getByLabel("Issue", { exact: true }).fill(String(issue.number));
  await page.getByRole("button", { name: "Link", exact: true }).click();
  const view = page.getByRole("link", { name: `View issue #${issue.number}` });
  await view.waitFor();
  assert.ok((await view.getAttribute("title"))?.includes(hostile));
  await page.setViewportSize({ width: 360, height: 780 });
  await assertNoSidewaysScroll(page, "the issue on a phone");
  await page.goto(`${server.url}/${inside()}/issues`);
  await page.locator(".issue", { hasText: "HostileError" }).getByText(`#${issue.number}`).waitFor();
  await assertNoSidewaysScroll(page, "the list on a phone");
  assert.equal(await page.locator("#app img").count(), 0);
  assert.notEqual(await page.title(), "owned");
  page.assertQuiet();
});

test("a connection is changed with the token that is kept, one direction at a time, and forgotten", async () => {
  const page = await browser.enter(server, `${inside()}/settings`);
  const part = page.locator("#code-host");
  await part.getByRole("button", { name: "Change" }).click();
  await part.getByRole("button", { name: "Connect", exact: true }).click();
  assert.equal(await part.getByLabel("northwind/shop").isChecked(), true);
  await part.getByLabel("Resolving an error closes its issue").uncheck();
  await part.getByRole("button", { name: "Save" }).click();
  await part.getByText("Resolving an error leaves its issue open.").waitFor();

  await part.getByRole("button", { name: "Change" }).click();
  await tryToConnect(part, READING_TOKEN);
  await part.getByRole("button", { name: "Save" }).click();
  await page.getByText("GitLab is connected").waitFor();
  await part.getByRole("button", { name: "Disconnect" }).click();
  await part.getByRole("button", { name: "Keep it" }).click();
  await part.getByRole("button", { name: "Disconnect" }).click();
  await assertFitsInBoth(page, "about to disconnect");
  await part.getByRole("button", { name: "Disconnect and forget the token" }).click();
  await part.getByLabel("GitLab address").waitFor();
  page.assertQuiet();
});
