import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { limitedClient } from "../harness/limited-client.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import { waitForIssues } from "./send.ts";

let server: TestServer;
let browser: TestBrowser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const place = (): string => `organizations/${server.organization}/projects/${server.project}`;
const openSettings = (): Promise<VisitedPage> => browser.enter(server, `${place()}/settings`);

test("a key is rotated without a lost event", async () => {
  const page = await openSettings();
  const oldKey = server.publicKey;
  const sent: { readonly status: number; readonly by: string }[] = [];
  let key = oldKey;
  let isDone = false;
  // A program that sends all the while, and gets the new DSN in the midst of it.
  const sending = (async () => {
    while (!isDone) {
      const by = key;
      const answer = await limitedClient(server, by).send("event");
      sent.push({ by, status: answer.kind === "answered" ? answer.status : 0 });
      await sleep(20);
    }
  })();

  await page.getByRole("button", { name: "Replace Default" }).click();
  await page.getByLabel("Default ends").fill("2020-01-01T10:00");
  await page.getByRole("button", { name: "Make the new key" }).click();
  await page.getByText("must be in the future").waitFor();
  await assertFitsInBoth(page, "a key that is replaced, with a time that is over");
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 16);
  await page.getByLabel("Default ends").fill(inAMonth);
  await page.getByRole("button", { name: "Make the new key" }).click();
  const dsn = await page.getByLabel("DSN of Default 2", { exact: true }).innerText();
  const [, newKey = ""] = /\/\/(\w+)@/.exec(dsn) ?? [];
  assert.notEqual(newKey, oldKey);

  const sentBy = (name: string): number => sent.filter(({ by }) => by === name).length;
  const atRotation = sentBy(oldKey);
  await waitFor(() => sentBy(oldKey) > atRotation + 5, { what: "events with the old key after the new one is made" });
  key = newKey;
  await waitFor(() => sentBy(newKey) > 5, { what: "events with the new key" });
  // The end that was chosen is moved to now, and comes by itself.
  const soon = new Date(Date.now() + 1_000).toISOString();
  const below = `/projects/${server.organization}/${server.project}/keys/${oldKey}/`;
  const moved = await server.api(below, { method: "PUT", body: JSON.stringify({ expiresAt: soon }) });
  assert.equal(moved.status, 200, await moved.text());
  const late = limitedClient(server, oldKey);
  const isRefused = async (): Promise<boolean> => {
    const answer = await late.send("event");
    if (answer.kind === "answered" && answer.status === 200) sent.push({ by: oldKey, status: 200 });
    return answer.kind === "answered" && answer.status === 403;
  };
  await waitFor(isRefused, { what: "the old key to end" });
  isDone = true;
  await sending;

  assert.deepEqual(
    sent.filter(({ status }) => status !== 200),
    [],
  );
  const isAllThere = async (): Promise<boolean> => Number((await waitForIssues(server, 1))[0]?.count) === sent.length;
  await waitFor(isAllThere, { what: `${sent.length} events` });
  await page.reload();
  await page
    .locator(".key", { hasText: "Ended" })
    .getByText(/used (just now|.* ago)/)
    .waitFor();
  page.assertQuiet();
});

test("a key is changed: what is wrong stands at its field, and what was saved is shown", async () => {
  const page = await openSettings();
  await page.getByLabel("Name of a new key").fill("Mobile app");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("button", { name: "Change Mobile app" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Errors at most").fill("many");
  await dialog.getByLabel("Sites whose pages").fill("shop.example\nftp://x");
  await dialog.getByRole("button", { name: "Save key" }).click();
  await dialog.getByText("must be a whole number").waitFor();
  await dialog.getByText("“ftp://x” is no site").waitFor();
  await assertFitsInBoth(page, "a key with two wrong fields");
  await dialog.getByLabel("Errors at most").fill("100");
  await dialog.getByLabel("In", { exact: true }).selectOption("3600");
  await dialog.getByLabel("Sites whose pages").fill("shop.example");
  await dialog.getByRole("button", { name: "Save key" }).click();
  await page.getByText("at most 100 errors in an hour · pages of shop.example").waitFor();

  await page.getByRole("button", { name: "Delete Mobile app" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Change Mobile app" }).waitFor({ state: "detached" });
  page.assertQuiet();
});

test("limits are set with their state beside them, and what is refused now is said", async () => {
  const page = await openSettings();
  const limits = page.locator("#limits");
  await limits.getByLabel("Errors in a month").fill("a lot");
  await limits.getByLabel("Spike protection").check();
  await limits.getByRole("button", { name: "Add a rate limit" }).click();
  await limits.getByLabel("At most").fill("-1");
  await limits.getByRole("button", { name: "Save limits" }).click();
  await limits.getByText("must be a whole number").waitFor();
  await limits.getByText("must not be less than 0").waitFor();
  await assertFitsInBoth(page, "limits with two wrong fields");
  await limits.getByLabel("Errors in a month").fill("100000");
  await limits.getByLabel("At most").fill("0");
  await limits.getByRole("button", { name: "Save limits" }).click();
  await limits.getByText("of 100,000 used this month").waitFor();
  await limits.getByText("It begins once the project is two days old").waitFor();
  await limits.getByText("the project has sent as much as its rate limit lets in").waitFor();
  await limits.getByRole("button", { name: "Remove limit 1" }).click();
  await limits.getByRole("button", { name: "Save limits" }).click();
  await limits.getByText("the project has sent as much").waitFor({ state: "detached" });
  await page.reload();
  await limits.getByText("None: everything that comes is taken").waitFor();
  assert.equal(await limits.getByLabel("Errors in a month").inputValue(), "100000");
  page.assertQuiet();
});

test("a project is renamed, and its last key is not switched off by a slip", async () => {
  const page = await openSettings();
  await page.getByLabel("Name", { exact: true }).fill("Corner shop");
  await page.getByRole("button", { name: "Save name" }).click();
  await page.getByRole("button", { name: /Corner shop/ }).waitFor();

  await page.getByRole("button", { name: "Switch off Default 2" }).click();
  await page.getByText("This is the only key that is on").waitFor();
  await page.getByRole("button", { name: "Switch off", exact: true }).click();
  await page.getByRole("button", { name: "Switch on Default 2" }).click();
  await page.getByRole("button", { name: "Switch off Default 2" }).waitFor();
  page.assertQuiet();
});

test("a project is switched off, its list says so, and it is switched on again", async () => {
  const page = await openSettings();
  await page.getByRole("button", { name: "Switch the project off" }).click();
  await page.getByText("its keys refuse events").waitFor();
  await assertFitsInBoth(page, "the settings of a project that is switched off");
  await page.goto(`${server.url}/${place()}/issues`);
  await page.getByText("is switched off: events are refused").waitFor();
  await assertFitsInBoth(page, "the list of a project that is switched off");
  await page.getByRole("status").getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Switch the project on" }).click();
  await page.getByRole("button", { name: "Switch the project off" }).waitFor();
  page.assertQuiet();
});

test("a theme that was chosen is there before the first paint and after a reload", async () => {
  const page = await browser.visit(`${server.url}/signin`, { colorScheme: "light" });
  await page.getByRole("button", { name: "Dark" }).click();
  await page.locator(":root[data-theme=dark]").waitFor();
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.reload();
  await page.locator(":root[data-theme=dark]").waitFor({ state: "attached" });
});
