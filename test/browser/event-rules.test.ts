import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFitsInBoth } from "./axe.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const Events = z.array(z.object({ eventID: z.string() }));
const Ledger = z.object({ groups: z.array(z.object({ kind: z.string(), reason: z.string(), quantity: z.number() })) });
const Stored = z.object({ extra: z.record(z.string(), z.unknown()) });

const failing = (type: string): object => ({
  timestamp: Date.now() / 1_000,
  platform: "python",
  exception: { values: [{ type, value: "lost" }] },
  extra: { pin: "1234", author: "Zoë" },
});

test("filters and scrubbing are tried on a stored event, saved, and hold for what comes next", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const inside = `projects/${server.organization}/${server.project}`;
  await sendEvents(server, [failing("HttpTimeout")]);
  await waitForIssues(server, 1);
  const [first] = Events.parse(await server.read(`/${inside}/events/`));
  assert.ok(first);

  const place = `organizations/${server.organization}/projects/${server.project}/settings`;
  const page = await browser.enter(server, place);
  const filters = page.locator("#filters");
  await filters.getByLabel("Web crawlers").check();
  await filters.getByLabel("Internet Explorer").check();
  await filters.getByLabel("Error messages").fill("*Timeout: *\n{a,b}");
  await filters.getByLabel("Senders").fill("not an address");
  await filters.getByRole("button", { name: "Save filters" }).click();
  await filters.getByText("is neither an address nor a range").waitFor();
  await filters.getByLabel("Senders").fill("192.0.2.0/24");
  await filters.getByLabel("Try it on a stored event").fill("nothing");
  await filters.getByRole("button", { name: "Try" }).click();
  await filters.getByText("must be an event's id").waitFor();
  await filters.getByLabel("Try it on a stored event").fill(first.eventID);
  await filters.getByRole("button", { name: "Try" }).click();
  await filters.getByText("The event would be filtered: a message that is filtered.").waitFor();
  await assertFitsInBoth(page, "filters that were tried");
  await filters.getByRole("button", { name: "Save filters" }).click();
  await page.getByText("The filters are saved").waitFor();

  const privacy = page.locator("#privacy");
  await privacy.getByLabel("Sensitive fields").fill("pin");
  await privacy.getByLabel("Safe fields").fill("extra.author");
  await privacy.getByLabel("Try it on a stored event").fill(first.eventID);
  await privacy.getByRole("button", { name: "Try" }).click();
  await privacy.getByRole("listitem").filter({ hasText: "extra.pin is replaced" }).waitFor();
  await assertFitsInBoth(page, "scrubbing that was tried");
  await privacy.getByRole("button", { name: "Save privacy settings" }).click();
  await page.getByText("The privacy settings are saved").waitFor();
  await page.reload();
  assert.equal(await filters.getByLabel("Web crawlers").isChecked(), true);
  assert.equal(await filters.getByLabel("Internet Explorer").isChecked(), true);
  assert.equal(await filters.getByLabel("Error messages").inputValue(), "*Timeout: *\n{a,b}");
  assert.equal(await privacy.getByLabel("Sensitive fields").inputValue(), "pin");

  await sendEvents(server, [failing("DbTimeout"), failing("KeyError")]);
  const issues = await waitForIssues(server, 2);
  assert.deepEqual(issues.map(({ title }) => title).toSorted(), ["HttpTimeout: lost", "KeyError: lost"]);
  await waitFor(
    async () => {
      const { groups } = Ledger.parse(await server.read(`/${inside}/outcomes/?hours=24`));
      return groups.some(({ kind, reason, quantity }) => kind === "filtered" && reason === "error-message" && quantity === 1);
    },
    { what: "the outcome of the filtered event" },
  );
  const second = Events.parse(await server.read(`/${inside}/events/`)).find(({ eventID }) => eventID !== first.eventID);
  const stored = Stored.parse(await server.read(`/${inside}/events/${second?.eventID}/json/`));
  assert.deepEqual(stored.extra, { pin: "[Filtered]", author: "Zoë" });
  page.assertQuiet();
});
