import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../harness/server.ts";
import { assertFitsInBoth } from "./axe.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

test("how long events are kept is set, a person is erased, and the project is deleted by typing its name", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  await sendEvents(server, [{ platform: "python", exception: { values: [{ type: "KeyError", value: "cart" }] } }]);
  await waitForIssues(server, 1);
  const page = await browser.enter(server, `organizations/${server.organization}/projects/${server.project}/settings`);

  const retention = page.locator("#retention");
  await retention.getByText("Now 90 days.").waitFor();
  await retention.getByLabel("Days").fill("0");
  await retention.getByRole("button", { name: "Save" }).click();
  await retention.getByText("must not be less than 1").waitFor();
  await retention.getByLabel("At most so many events").fill("5000");
  await assertFitsInBoth(page, "a number of days that is refused");
  await retention.getByLabel("Days").fill("30");
  await retention.getByRole("button", { name: "Save" }).click();
  await page.getByText("How long events are kept is saved").waitFor();
  await retention.getByText("Now 30 days.").waitFor();

  const erase = page.locator("#erase");
  await erase.getByLabel("Which one").fill("nobody");
  await erase.getByRole("button", { name: "Erase this person" }).click();
  await erase.getByText("must be an e-mail address").waitFor();
  await erase.getByLabel("Which one").fill("ada@example.org");
  await erase.getByRole("button", { name: "Erase this person" }).click();
  await erase.getByText("Finished").waitFor();
  await erase.getByText("0 events, 0 files, 0 reports, 0 texts").waitFor();
  await assertFitsInBoth(page, "the receipt of an erasure");

  const danger = page.locator("#delete");
  const name = danger.getByLabel(`Type ${server.project} to confirm`);
  await name.fill("another");
  await danger.getByRole("button", { name: "Delete project" }).click();
  await danger.getByText(`must be ${server.project}`).waitFor();
  await name.fill(server.project);
  await danger.getByRole("button", { name: "Delete project" }).click();
  await page.getByText("Shop is deleted").waitFor();
  assert.doesNotMatch(page.url(), /settings/);

  // So is the organisation, once there is another one.
  const general = `${server.url}/organizations/${server.organization}/settings/general`;
  await page.goto(general);
  const typed = page.getByLabel(`Type ${server.organization} to confirm`);
  const remove = page.getByRole("button", { name: "Delete organisation" });
  await typed.fill("another");
  await remove.click();
  await page.getByText(`must be ${server.organization}`).waitFor();
  await typed.fill(server.organization);
  await remove.click();
  await page.getByText("This is the only organisation").waitFor();
  await assertFitsInBoth(page, "an organisation that cannot be deleted");
  await page.getByLabel("Name of another organisation").fill("Skunk works");
  await page.getByRole("button", { name: "Create organisation" }).click();
  await page
    .getByRole("heading", { name: /project/i })
    .first()
    .waitFor();
  await page.goto(general);
  await typed.fill(server.organization);
  await remove.click();
  await page.getByText(/^Culprit is deleted/).waitFor();
  await page.goto(general);
  await page.locator(".state").waitFor();
});
