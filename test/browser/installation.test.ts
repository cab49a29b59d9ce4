import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { z } from "zod";
import { encodeLoggedRequest } from "../../src/protocol/logged-request.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { assertFitsInBoth } from "./axe.ts";
import type { TestBrowser } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const Findings = z.object({ findings: z.array(z.object({ check: z.string(), level: z.string(), text: z.string() })) });

let server: TestServer;
let browser: TestBrowser;
before(async () => {
  server = await startServer({ env: { CULPRIT_SMTP_URL: "smtp://127.0.0.1:25" } });
  browser = await openBrowser();
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test("the operator sees how the installation is as the doctor does, and has a request digested again", async () => {
  await sendEvents(server, [{ message: "Out of beans" }]);
  await waitForIssues(server, 1);
  await setAside("b".repeat(32), { message: "Out of milk" });
  const page = await browser.enter(server, `organizations/${server.organization}/settings/members`);
  await page.getByRole("link", { name: "Installation" }).click();
  await page.getByText("are kept").waitFor();
  await page.getByText("it broke on a Tuesday").waitFor();

  const seen = Findings.parse(await server.read("/installation/"));
  const told = Findings.parse(JSON.parse(await server.culprit("doctor", "--json")));
  assert.deepEqual(seen.findings, told.findings);
  assert.deepEqual(
    seen.findings.map(({ check }) => check),
    ["quarantine", "backup"],
  );
  // Figures change in their places: what is below them stays where it is.
  const top = async () => (await page.locator("#versions-title").boundingBox())?.y;
  const atFirst = await top();
  await page.waitForResponse(/\/installation\/$/);
  assert.equal(await top(), atFirst);

  await page.getByRole("button", { name: "Look at it" }).click();
  await page.getByText("event (").waitFor();
  await assertFitsInBoth(page, "the installation, with a request in quarantine");

  await page.getByRole("button", { name: /^Try again/ }).click();
  await page.getByText("Every request that was kept could be digested.").waitFor();
  const titles = (await waitForIssues(server, 2)).map(({ title }) => title);
  assert.deepEqual(titles.toSorted(), ["Out of beans", "Out of milk"]);
  page.assertQuiet();
});

test("the page of the API's document needs no script, and keeps WCAG 2.2 AA in light and dark", async () => {
  const page = await browser.visit(`${server.url}/api/docs`);
  await page.getByText("An issue").first().waitFor();
  assert.equal(await page.locator("script").count(), 0);
  await page.locator("#getIssuesByIssue summary").click();
  await page.locator("#putProjectsByOrganizationByProject summary").click();
  // The others are alike, and axe looks long at three hundred of them.
  await page.evaluate(`document.querySelectorAll("details:not([open]) ~ details:not([open])").forEach((one) => one.remove())`);
  await assertFitsInBoth(page, "the API's document");
  page.assertQuiet();
});

/** A request of one event, as if it could not be digested: beside the server, which is stopped meanwhile. */
async function setAside(eventId: string, event: object): Promise<void> {
  await server.stop();
  const db = new DatabaseSync(path.join(server.dataDir, "culprit.db"));
  const head = {
    kind: "event",
    projectId: Number(server.projectId),
    keyId: 1,
    receivedAtMs: 1,
    eventId,
    coding: "identity",
  } as const;
  const bytes = Buffer.concat(encodeLoggedRequest({ ...head, body: Buffer.from(JSON.stringify(event)) }));
  db.prepare("INSERT INTO quarantine VALUES (?, ?, ?, ?)").run(999_999, Date.now(), "it broke on a Tuesday", bytes);
  db.close();
  await server.restart();
}
