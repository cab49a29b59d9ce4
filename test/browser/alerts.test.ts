import assert from "node:assert/strict";
import { test } from "node:test";
import { webhookReceiver } from "../fakes/webhook-receiver.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const HOSTILE = `<img src=x onerror="alert(1)"> @everyone`;

test("a channel is added and tested, a rule made for it, and what it sent is in the log", async (context) => {
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
  if (process.env["SHOTS"] !== undefined) await page.screenshot({ path: `${process.env["SHOTS"]}/alerts.png`, fullPage: true });
  page.assertQuiet();
});
