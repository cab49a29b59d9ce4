import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../harness/server.ts";
import { assertFits } from "./axe.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const COMMENT = [
  "Seen by **Ada** in `pay.ts`, see https://example.org/a?b=1",
  "<img src=x onerror=alert(1)> [run](javascript:alert(1)) [docs](https://example.org/docs)",
  "",
  "1. first",
  "2. second",
  "",
  "> quoted",
  "",
  "```",
  "const a = '<b>';",
  "```",
].join("\n");

test("decisions stand in the activity, comments are written, changed and taken back, and an issue is given to a member and to a team", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  await sendEvents(server, [{ exception: { values: [{ type: "PriceError", value: "no price" }] } }]);
  const teams = `/organizations/${server.organization}/teams/`;
  assert.equal((await server.api(teams, { method: "POST", body: JSON.stringify({ name: "Crew" }) })).status, 201);
  const [issue] = await waitForIssues(server, 1);
  assert.ok(issue !== undefined);
  const page = await browser.enter(server, `organizations/${server.organization}/issues/${issue.id}`);
  const activity = page.getByRole("region", { name: "Activity" });
  await activity.getByText("First seen").waitFor();

  await page.getByRole("button", { name: "Assign", exact: true }).click();
  await page.getByRole("button", { name: "(you)" }).click();
  await activity.getByText("took it").waitFor();
  await page.getByRole("button", { name: /^Assigned to/ }).waitFor();
  await page.getByRole("button", { name: "Resolve", exact: true }).click();
  await activity.getByText("resolved it").waitFor();
  await page.keyboard.press("e");
  await activity.getByText("reopened it").waitFor();
  await page.getByRole("button", { name: /^Assigned to/ }).click();
  await page.getByRole("button", { name: "#crew", exact: true }).click();
  await activity.getByText("gave it to #crew").waitFor();

  await activity.getByLabel("Comment on this issue").fill(COMMENT);
  await activity.getByRole("button", { name: "Comment" }).click();
  const note = activity.getByRole("article");
  await note.locator("strong").getByText("Ada").waitFor();
  assert.equal(await note.locator("code").first().innerText(), "pay.ts");
  assert.equal(await note.locator("pre").innerText(), "const a = '<b>';");
  assert.deepEqual(await note.locator("ol > li").allInnerTexts(), ["first", "second"]);
  assert.equal(await note.locator("blockquote").innerText(), "quoted");
  assert.equal(await note.locator("img").count(), 0);
  await note.getByText("<img src=x onerror=alert(1)>").waitFor();
  const links = await note.getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  assert.deepEqual(links, ["https://example.org/a?b=1", "https://example.org/docs"]);
  assert.equal(await activity.getByLabel("Comment on this issue").inputValue(), "");

  await assertFits(page, "an issue with activity");
  await page.emulateMedia({ colorScheme: "dark" });
  await assertFits(page, "an issue with activity, dark");

  await note.getByRole("button", { name: "Edit" }).click();
  await note.getByLabel("Change the comment").fill("It was the *coupon*.");
  await note.getByRole("button", { name: "Save" }).click();
  await note.locator("em").getByText("coupon").waitFor();
  await note.getByText(", edited").waitFor();
  await note.getByRole("button", { name: "Delete" }).click();
  await note.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await note.getByText("coupon").waitFor();

  await page.goto(
    `${server.url}/organizations/${server.organization}/projects/${server.project}/issues?query=assigned:%23crew`,
  );
  await page.getByRole("link", { name: /PriceError/ }).waitFor();
  await page.goto(`${server.url}/organizations/${server.organization}/projects/${server.project}/issues?query=assigned:none`);
  await page
    .getByText(/No issue/)
    .first()
    .waitFor();
  page.assertQuiet();
});
