import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { z } from "zod";
import type { ReceivedLetter } from "../fakes/mail/fake-smtp.ts";
import { fakeSmtp } from "../fakes/mail/fake-smtp.ts";
import type { WebhookReceiver } from "../fakes/webhook-receiver.ts";
import { webhookReceiver } from "../fakes/webhook-receiver.ts";
import type { TestServer } from "../harness/server.ts";
import { ADMIN_EMAIL, startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const HOSTILE = `<img src=x onerror="alert(1)"> @everyone`;

test("a channel and a rule are made and changed, letters go to one member, who leaves and comes back", async (context) => {
  const receiver = await webhookReceiver();
  context.after(receiver.close);
  await using server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  await using browser = await openBrowser();
  const place = `organizations/${server.organization}/projects/${server.project}/settings`;
  const page = await browser.enter(server, place);
  const alerts = page.locator("#alerts");
  await alerts.getByText("No mail server is set up").waitFor();

  await alerts.getByRole("button", { name: "New channel" }).click();
  await alerts.getByLabel("Name of the channel").fill("Desk");
  await alerts.getByLabel("Address", { exact: true }).fill("nowhere");
  await alerts.getByRole("button", { name: "Add channel" }).click();
  await alerts.getByText("must be an address such as").waitFor();
  await alerts.getByLabel("Address", { exact: true }).fill(`${receiver.origin}/desk`);
  await alerts.getByRole("button", { name: "Add channel" }).click();
  await alerts.getByText(/^whsec_/).waitFor();
  await alerts.getByRole("button", { name: "Send a test to Desk" }).click();
  await page.getByText("The test reached Desk").waitFor();
  assert.equal(receiver.received.length, 1);

  await alerts.getByRole("button", { name: "New rule" }).click();
  const form = alerts.getByRole("form", { name: "New rule" });
  await form.getByLabel("Name of the rule").fill("Production to the desk");
  await form.getByLabel("An error has many events").check();
  await form.getByLabel("Environment").fill("production");
  await form.getByLabel("Level").selectOption({ label: "error and worse" });
  await form.getByLabel("Desk").check();
  await form.getByLabel("Members by e-mail").uncheck();
  await form.getByLabel("Collect for, in minutes").fill("soon");
  await form.getByRole("button", { name: "Save rule" }).click();
  await form.getByText("must be a number").waitFor();
  await form.getByLabel("Collect for, in minutes").fill("0");
  await form.getByRole("button", { name: "Preview" }).click();
  await form.getByText("In the last 7 days it would have fired: at most 0 for new errors").waitFor();
  await assertFitsInBoth(page, "a rule that is being made");
  await form.getByRole("button", { name: "Save rule" }).click();
  await alerts.getByText("When there is a new error or one with 100 events within an hour in production").waitFor();

  await sendEvents(server, [{ message: HOSTILE, environment: "production", level: "error", platform: "node" }]);
  await waitForIssues(server, 1);
  await waitFor(() => receiver.received.length === 2, { what: "the webhook" });
  const row = alerts.getByRole("listitem").filter({ hasText: "New error: <img" });
  await waitFor(
    async () => {
      await alerts.getByRole("button", { name: "Look again" }).click();
      return row.getByText("Sent", { exact: true }).isVisible();
    },
    { what: "the delivery in the log" },
  );
  await assertFitsInBoth(page, "alerts");
  await changeChannel(page, receiver);
  const letter = await mailOneMember(context, server, page);
  assert.equal(receiver.received.length, 4, "a channel that is off is told nothing");
  await leaveAndComeBack(browser, letter, page, server.projectId);
  page.assertQuiet();
});

/** What is secret stays where its field is empty. A channel that is off is told nothing but tests. */
async function changeChannel(page: VisitedPage, { origin, received }: WebhookReceiver): Promise<void> {
  const alerts = page.locator("#alerts");
  const change = async (name: string, fill: (form: Locator) => Promise<void>): Promise<void> => {
    await alerts.getByRole("button", { name: `Change ${name}`, exact: true }).click();
    await fill(alerts.getByRole("form", { name, exact: true }));
    await alerts.getByRole("button", { name: "Save channel" }).click();
  };
  await change("Desk", (form) => form.getByLabel("New address").fill("nowhere"));
  const form = alerts.getByRole("form", { name: "Desk", exact: true });
  await form.getByText("must be an address such as").waitFor();
  await form.getByLabel("New address").fill("");
  await form.getByLabel("Name of the channel").fill("Till");
  await form.getByRole("button", { name: "Save channel" }).click();
  await page.getByText("The channel “Till” is saved").waitFor();
  await alerts.getByRole("button", { name: "Send a test to Till" }).click();
  await waitFor(() => received.length === 3, { what: "the test at the address that was kept" });
  assert.equal(received.at(-1)?.path, "/desk");

  await change("Till", async (till) => {
    await till.getByLabel("New address").fill(`${origin}/till`);
    await till.getByLabel("The channel is on").uncheck();
    await till.getByLabel("Make a new signing secret").check();
  });
  await alerts.getByText(/^whsec_/).waitFor();
  const row = alerts.getByRole("listitem").filter({ hasText: "Webhook · " });
  await row.getByText("Off", { exact: true }).waitFor();
  await row.getByRole("button", { name: "Send a test to Till" }).click();
  await waitFor(() => received.length === 4, { what: "the test at the new address" });
  assert.equal(received.at(-1)?.path, "/till");
}

/** With a mail server from now on, one rule writes to one member: the letter that comes. */
async function mailOneMember(context: TestContext, server: TestServer, page: VisitedPage): Promise<ReceivedLetter> {
  const smtp = await fakeSmtp();
  context.after(smtp.close);
  const settings = page.url();
  await page.goto("about:blank");
  await server.stop();
  await server.restart({ CULPRIT_SMTP_URL: smtp.url });
  await page.goto(settings);
  const alerts = page.locator("#alerts");
  await alerts.getByRole("button", { name: "Delete New and returning errors" }).click();
  await page.getByText("The rule “New and returning errors” is deleted").waitFor();
  const member = alerts.getByRole("form", { name: "Production to the desk" }).getByLabel(ADMIN_EMAIL);
  await alerts.getByRole("button", { name: "Change Production to the desk" }).click();
  // Folded away until one is chosen.
  await alerts.getByText("Single members").click();
  await member.check();
  await alerts.getByRole("button", { name: "Save rule" }).click();
  await alerts.getByText("tell a member by e-mail and Till").waitFor();
  await alerts.getByRole("button", { name: "Change Production to the desk" }).click();
  assert.ok(await member.isChecked());
  await alerts.getByRole("button", { name: "Change Till" }).click();
  const level = alerts.getByRole("form", { name: "Production to the desk" }).getByLabel("Level");
  assert.equal(await level.inputValue(), "gte:40");
  await assertFitsInBoth(page, "a rule that tells one member, and a channel");
  const shots = process.env["SHOTS"];
  if (shots !== undefined) {
    await alerts.screenshot({ path: `${shots}/alerts.png` });
    await page.setViewportSize({ width: 360, height: 800 });
    await alerts.screenshot({ path: `${shots}/alerts-narrow.png` });
  }

  await sendEvents(server, [{ message: "Card declined", environment: "production", level: "error", platform: "node" }]);
  const letter = await waitFor(() => smtp.letters[0], { what: "the letter" });
  assert.deepEqual(letter.to, [ADMIN_EMAIL]);
  return letter;
}

/** By the link of the letter and without signing in. The visit alone changes nothing. */
async function leaveAndComeBack(
  browser: TestBrowser,
  letter: ReceivedLetter,
  page: VisitedPage,
  projectId: string,
): Promise<void> {
  const link = /http\S+\/unsubscribe\?token=\S+/.exec(letter.parts.get("text/plain") ?? "")?.[0] ?? "";
  const mutedProjects = async (): Promise<unknown> => {
    const answer: unknown = await (await page.request.get(new URL("/api/0/users/me/notifications/", link).href)).json();
    return z.object({ mutedProjects: z.array(z.string()) }).parse(answer).mutedProjects;
  };
  const reader = await browser.visit(link);
  await reader.getByText("Stop the e-mails that this project’s alerts send to you.").waitFor();
  assert.deepEqual(await mutedProjects(), []);
  await reader.getByRole("button", { name: "Stop them" }).click();
  await reader.getByText("You get no more e-mails about this project.").waitFor();
  assert.deepEqual(await mutedProjects(), [projectId]);
  await reader.getByRole("button", { name: "Undo" }).click();
  await reader.getByText("You get e-mails about this project again.").waitFor();
  assert.deepEqual(await mutedProjects(), []);
  reader.assertQuiet();
}
