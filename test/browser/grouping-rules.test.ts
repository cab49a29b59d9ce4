import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { startServer } from "../harness/server.ts";
import { assertFitsInBoth } from "./axe.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const Events = z.array(z.object({ eventID: z.string(), title: z.string() }));

const failing = (type: string, place: string): object => ({
  timestamp: Date.now() / 1_000,
  platform: "python",
  exception: {
    values: [
      {
        type,
        value: "lost",
        stacktrace: { frames: [{ function: place, module: `shop.${place}`, filename: `shop/${place}.py`, in_app: true }] },
      },
    ],
  },
});

test("a rule is edited, previewed and saved, and the next events are grouped by it", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  await sendEvents(server, [failing("DbTimeout", "pay"), failing("DbTimeout", "search"), failing("KeyError", "pay")]);
  await waitForIssues(server, 3);

  const inside = `organizations/${server.organization}/projects/${server.project}`;
  const page = await browser.enter(server, `${inside}/settings`);
  const grouping = page.locator("#grouping");
  const fingerprint = grouping.getByLabel("Fingerprint rules");
  await fingerprint.fill("# one database\ntype:DbTimeout colour:red -> db");
  await grouping.getByText("there is no key “colour” here").waitFor();
  await assertFitsInBoth(page, "a rule with a mistake");
  await grouping.getByRole("button", { name: "Line 2, column 16" }).click();
  assert.equal(await page.evaluate("document.activeElement.selectionStart"), "# one database\ntype:DbTimeout ".length);

  await fingerprint.fill('# one database\ntype:DbTimeout -> db title="Database: {{ type }}"');
  await grouping.getByLabel("Stack rules").fill("function:helper -group");
  await grouping.getByText("there is no key").waitFor({ state: "detached" });
  await grouping.getByRole("button", { name: "Preview" }).click();
  await grouping.getByText("2 events would be grouped otherwise.").waitFor();
  await grouping.getByText("1 merge: events of several issues would go to one").waitFor();
  await grouping.getByText("2 titles would change").waitFor();
  await assertFitsInBoth(page, "a preview of rules");
  await grouping.getByRole("button", { name: "Save rules" }).click();
  await page.getByText("The rules are saved").waitFor();
  await page.reload();
  assert.match(await fingerprint.inputValue(), /^# one database\ntype:DbTimeout -> db/);

  await sendEvents(server, [failing("DbTimeout", "pay"), failing("DbTimeout", "search"), failing("KeyError", "pay")]);
  const issues = await waitForIssues(server, 4);
  const byRule = issues.find(({ title }) => title === "Database: DbTimeout");
  assert.equal(byRule?.count, "2");
  assert.equal(issues.length, 4);
  const events = Events.parse(await server.read(`/projects/${server.organization}/${server.project}/events/`));
  assert.equal(events.filter(({ title }) => title === "Database: DbTimeout").length, 2);
  await page.goto(`${server.url}/organizations/${server.organization}/issues/${byRule?.id}`);
  await page.getByText("Grouped by the fingerprint rule in line 2.").waitFor();
  page.assertQuiet();
});
