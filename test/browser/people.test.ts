import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { totpCode } from "../../src/account/totp.ts";
import { qrCode } from "../../web/data/qr.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { assertFits, assertFitsInBoth } from "./axe.ts";
import type { TestBrowser } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";

const PASSWORD = "violet kettle";

let server: TestServer;
let browser: TestBrowser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test("an owner invites a reporter, who joins, sees errors, and changes nothing", async () => {
  const people = `organizations/${server.organization}/settings`;
  const owner = await browser.enter(server, `${people}/members`);
  await owner.getByLabel("Invite by e-mail address").fill("rita@example.org");
  await owner.getByLabel("Role", { exact: true }).selectOption("reporter");
  await owner.getByRole("button", { name: "Invite" }).click();
  const link = await owner.getByLabel("Link", { exact: true }).innerText();
  await owner.getByText("Invited", { exact: true }).waitFor();
  await assertFitsInBoth(owner, "an invitation");

  const rita = await browser.visit(link);
  await rita.getByRole("heading", { name: "Join Culprit" }).waitFor();
  await assertFits(rita, "joining");
  await rita.getByLabel("Your name").fill("Rita");
  await rita.getByLabel("Password").fill("password123");
  await rita.getByRole("button", { name: "Join" }).click();
  await rita.getByText("easily guessed").waitFor();
  await rita.getByLabel("Password").fill(PASSWORD);
  await rita.getByRole("button", { name: "Join" }).click();
  await rita.getByRole("button", { name: /Shop/ }).waitFor();

  await rita.goto(`${server.url}/${people}/members`);
  await rita.getByText("(you)").waitFor();
  assert.equal(await rita.getByRole("button", { name: /Remove|Invite|Password link/ }).count(), 0);
  assert.equal(await rita.getByRole("link", { name: "Log of changes" }).count(), 0);
  await rita.goto(`${server.url}/${people}/audit`);
  await rita.getByText("You may not see this").waitFor();
  await rita.goto(`${server.url}/organizations/${server.organization}/projects/${server.project}/settings`);
  await rita.getByText("You may look at these").waitFor();
  assert.equal(await rita.getByRole("button", { name: "Save name" }).count(), 0);

  // The link is spent.
  const late = await browser.visit(link);
  await late.getByText("not valid any more").waitFor();
  await assertFits(late, "a link that is spent");

  await owner.reload();
  await owner.getByRole("button", { name: "Remove rita@example.org" }).click();
  await owner.getByRole("button", { name: "Remove", exact: true }).click();
  await owner.getByText("rita@example.org").waitFor({ state: "detached" });
  await rita.reload();
  await rita.getByRole("heading", { name: "Sign in" }).waitFor();

  await owner.goto(`${server.url}/${people}/audit`);
  await owner.getByText("members.remove").waitFor();
  await assertFits(owner, "the log of changes");
  owner.assertQuiet();
});

test("a team is made, gets a member and a project, and a token is shown once", async () => {
  const page = await browser.enter(server, `organizations/${server.organization}/settings/teams`);
  await page.getByLabel("Name of a new team").fill("Checkout");
  await page.getByRole("button", { name: "Create team" }).click();
  await page.getByRole("button", { name: "Open Checkout" }).click();
  await page.getByLabel("Shop", { exact: true }).check();
  await page.getByLabel("owner@example.org", { exact: true }).check();
  await page.getByText("1 member").waitFor();
  await assertFitsInBoth(page, "a team");
  await page.reload();
  await page.getByRole("button", { name: "Open Checkout" }).click();
  await page.locator("label", { hasText: "Shop" }).locator("input:checked").waitFor();

  await page.getByRole("link", { name: "Tokens" }).click();
  await page.getByLabel("Name of a new token").fill("CI");
  await page.getByRole("button", { name: "Create token" }).click();
  assert.match(await page.getByLabel("Token", { exact: true }).innerText(), /^sntrys_/);
  await assertFitsInBoth(page, "a token");
  await page.reload();
  await page.getByRole("button", { name: "Delete CI" }).waitFor();
  assert.equal(await page.getByText("sntrys_").count(), 0);
  page.assertQuiet();
});

// The last one: after it the password alone opens the owner's account no more.
test("an app is set up as second factor, asked for at the sign-in, and a recovery code stands in for it", async () => {
  const owner = await browser.enter(server, "account");
  await owner.getByLabel("Your password, to set it up").fill("a long enough password");
  await owner.getByRole("button", { name: "Set up an app" }).click();
  const secret = (await owner.getByLabel("Key for the app", { exact: true }).innerText()).replaceAll(/\s/g, "");
  // The code says what the link says: read back module by module.
  const uri = (await owner.getByRole("link", { name: "open it there" }).getAttribute("href")) ?? "";
  assert.ok(uri.includes(secret));
  const drawn =
    (await owner
      .getByRole("img", { name: /^QR code/ })
      .locator("path")
      .getAttribute("d")) ?? "";
  const runs = Array.from(drawn.matchAll(/M(\d+) (\d+)h(\d+)/g), ([, x, y, length]) => [
    Number(x) - 4,
    Number(y) - 4,
    Number(length),
  ]);
  const code = qrCode(uri);
  for (const [x = 0, y = 0, length = 0] of runs) for (let at = x; at < x + length; at += 1) assert.ok(code?.isDark(at, y));
  assert.ok(runs.length > 100);
  await assertFitsInBoth(owner, "setting up an app");
  await owner.getByLabel("Code of the app").fill("000000");
  await owner.getByRole("button", { name: "Switch on" }).click();
  await owner.getByText("check the clock").waitFor();
  await owner.getByLabel("Code of the app").fill(totpCode(secret, Date.now()));
  await owner.getByRole("button", { name: "Switch on" }).click();
  const codes = (await owner.getByLabel("Recovery codes", { exact: true }).innerText()).split("\n");
  assert.equal(codes.length, 10);
  await assertFitsInBoth(owner, "recovery codes");
  owner.assertQuiet();

  const again = await browser.visit(`${server.url}/signin`);
  await again.getByLabel("E-mail").fill("owner@example.org");
  await again.getByLabel("Password").fill("a long enough password");
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.getByLabel("Code").fill(codes[0] ?? "");
  await assertFitsInBoth(again, "the code at the sign-in");
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.getByRole("button", { name: /Shop/ }).waitFor();
  again.assertQuiet();
});
