import assert from "node:assert/strict";
import { test } from "node:test";
import { limitedClient } from "../harness/limited-client.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertNoSidewaysScroll, openBrowser } from "./open-page.ts";

test("what was sent is shown by outcome, reason and period, and an event is found by its id", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const below = `/projects/${server.organization}/${server.project}/`;
  const limit = { categories: ["error"], count: 2, window: 3_600 };
  await server.api(below, { method: "PUT", body: JSON.stringify({ options: { "quotas:rate-limits": [limit] } }) });
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    // One that does not keep to limits: each is a new client.
    const sent = await limitedClient(server).send("event");
    assert.equal(sent.kind, "answered");
    if (sent.kind === "answered") ids.push(sent.id);
  }
  const [stored = "", , refused = ""] = ids;

  const page = await browser.enter(server, `organizations/${server.organization}/projects/${server.project}/issues`);
  await page.getByRole("link", { name: "Stats" }).click();
  await page.getByText("Refused now: the project has sent as much as its rate limit lets in.").waitFor();
  // Outcomes are written each second.
  const row = page.getByRole("row", { name: "Rate limited project-limit over a rate limit of the project 3" });
  await waitFor(
    async () => {
      if (await row.isVisible()) return true;
      await page.reload();
      await page.locator(".reasons, .state").first().waitFor();
      return false;
    },
    { what: "the outcomes of what was sent" },
  );
  await page.getByRole("row", { name: "Accepted – 2" }).waitFor();
  await page.getByRole("slider", { name: "Sent in 24 hours" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await page.locator(".stacked .tip", { hasText: "2 accepted, 3 rate limited" }).waitFor();
  await page.getByRole("link", { name: "30 days" }).click();
  await page.getByRole("slider", { name: "Sent in 30 days" }).waitFor();
  assert.match(page.url(), /\?period=30d$/);

  const lookUp = async (id: string): Promise<void> => {
    await page.getByLabel("Event id").fill(id);
    await page.getByRole("button", { name: "Look up" }).click();
  };
  await lookUp(refused);
  await page.getByText("Not stored: a limit refused it (project-limit).").waitFor();
  await lookUp("0".repeat(32));
  await page.getByText(/Neither stored nor among the last refused events/).waitFor();
  await lookUp("nonsense");
  await page.getByText("An event id has 32 hexadecimal digits.").waitFor();
  await lookUp(stored);
  await page.reload();
  await page.getByRole("link", { name: /^Open SHOP-/ }).click();
  await page.getByRole("heading", { name: "limits" }).waitFor();

  await page.setViewportSize({ width: 360, height: 780 });
  await page.goBack();
  await page.locator(".reasons").waitFor();
  await assertNoSidewaysScroll(page, "stats");
  page.assertQuiet();
});
