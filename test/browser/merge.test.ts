import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { assertFits, assertFitsInBoth } from "./axe.ts";
import type { TestBrowser, VisitedPage } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import type { ListedIssue } from "./send.ts";
import { sendEvents, waitForIssues } from "./send.ts";

let server: TestServer;
let browser: TestBrowser;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** An error of a type of its own, of one user. */
const errorOf = (type: string, user: number): object => ({
  timestamp: Date.now() / 1_000,
  user: { id: `${user}` },
  exception: {
    values: [
      {
        type,
        value: "went wrong",
        stacktrace: {
          frames: [
            { function: "run", filename: "node:internal/run", in_app: false },
            { function: `pay${type}`, filename: "shop.js", in_app: true },
          ],
        },
      },
    ],
  },
});
const listPath = (query: string): string =>
  `organizations/${server.organization}/projects/${server.project}/issues?query=${encodeURIComponent(query)}`;
/** Type, events and users of each row. */
const rowsOf = (page: VisitedPage): Promise<string[]> =>
  page.locator(".issue:not(.leaving)").evaluateAll((rows) =>
    rows.map((row) => {
      const figures = [...row.querySelectorAll(".num:not(.seen)")].map((figure) => figure.getAttribute("title"));
      return [row.querySelector(".title strong")?.textContent, ...figures].join(", ");
    }),
  );
const untilRows = (page: VisitedPage, wanted: readonly string[]): Promise<unknown> =>
  waitFor(async () => JSON.stringify((await rowsOf(page)).toSorted()) === JSON.stringify(wanted.toSorted()), {
    what: `the rows ${wanted.join("; ")}`,
  });
/** Sends events and answers their issues, those with the most events first, once all are counted. */
async function sent(word: string, events: readonly object[]): Promise<readonly ListedIssue[]> {
  await sendEvents(server, events);
  return waitFor(
    async () => {
      const issues = (await waitForIssues(server, 1)).filter(({ title }) => title.startsWith(word));
      const total = issues.reduce((sum, { count }) => sum + Number(count), 0);
      return total === events.length && issues.toSorted((a, b) => Number(b.count) - Number(a.count));
    },
    { what: `the ${events.length} events of ${word}` },
  );
}

test("two issues are merged and split again with exact counts: by undo, and by their signatures", async () => {
  const users = [1, 2, 3, 1, 2];
  await sent("Merge", [...users.map((user) => errorOf("MergeA", user)), ...[3, 4].map((user) => errorOf("MergeB", user))]);
  const apart = ["MergeA, 5 events, 3 users", "MergeB, 2 events, 2 users"];
  const page = await browser.enter(server, listPath("is:unresolved Merge"));
  await untilRows(page, apart);
  const merge = async (): Promise<void> => {
    await page.getByLabel("Select all on this page").check();
    await page.getByRole("group", { name: "Selected issues" }).getByRole("button", { name: "Merge" }).click();
    await waitFor(async () => (await rowsOf(page)).length === 1, { what: "one row" });
    assert.match((await rowsOf(page)).join(), /^Merge[AB], 7 events, 4 users$/);
  };
  await merge();
  await page.getByText(/^Merged 2 issues into SHOP-\w+$/).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await untilRows(page, apart);

  await merge();
  await page.locator(".issue a.title").click();
  const signatures = page.getByRole("region", { name: "Signatures" });
  await signatures.getByText("MergeB: went wrong").waitFor();
  const counts = await signatures.locator("li .n").evaluateAll((all) => all.map((one) => one.getAttribute("title")));
  assert.deepEqual(counts, ["5 events", "2 events"]);
  await signatures.locator("li", { hasText: "MergeB" }).getByRole("checkbox").check();
  await assertFits(page, "signatures");
  await signatures.getByRole("button", { name: "Detach 1 signature" }).click();
  await page.getByText(/^Detached into SHOP-\w+$/).waitFor();
  await waitFor(async () => (await page.locator(".cards dd").first().textContent()) === "5");
  await page.getByRole("heading", { name: "MergeA", level: 1 }).waitFor();
  await page.getByRole("link", { name: /^Open SHOP-/ }).click();
  await page.getByRole("heading", { name: "MergeB", level: 1 }).waitFor();
  assert.deepEqual(await page.locator(".cards dd").evaluateAll((all) => all.slice(0, 2).map((one) => one.textContent)), [
    "2",
    "2",
  ]);
  page.assertQuiet();
});

test("a link to a merged issue leads to the one that it is part of", async () => {
  const [parent, child] = await sent("Link", [errorOf("LinkA", 1), errorOf("LinkA", 1), errorOf("LinkB", 1)]);
  const path = `/organizations/${server.organization}/issues/?id=${parent?.id}&id=${child?.id}`;
  const headers = { "Content-Type": "application/json" };
  const merged = await server.api(path, { method: "PUT", headers, body: JSON.stringify({ merge: true }) });
  assert.equal(merged.status, 200);
  const page = await browser.enter(server, `organizations/${server.organization}/issues/${child?.id}`);
  await waitFor(() => new URL(page.url()).pathname.endsWith(`/issues/${parent?.id}`));
  await page
    .getByText(parent?.shortId ?? "none")
    .first()
    .waitFor();
  page.assertQuiet();
});

test("an event says why it is here: the decision, what decided, and what was left aside", async () => {
  const [issue] = await sent("Why", [errorOf("Why", 1)]);
  const page = await browser.enter(server, `organizations/${server.organization}/issues/${issue?.id}`);
  await page.getByRole("button", { name: "Why here?" }).click();
  const why = page.getByRole("region", { name: "Why is this here?" });
  await why.getByText(/^Grouped by /).waitFor();
  await why.getByRole("table", { name: "What decided" }).getByText("payWhy").waitFor();
  await why.getByText("did not count").click();
  await why.getByRole("table", { name: "What did not count" }).getByText("not in-app").first().waitFor();
  assert.match((await why.locator(".signature code").textContent()) ?? "", /^[0-9a-f]{32}$/);
  await assertFits(page, "why");
  page.assertQuiet();
});

/** An error that went this way, the innermost function last. */
const errorIn = (type: string, functions: readonly string[]): object => ({
  timestamp: Date.now() / 1_000,
  exception: {
    values: [
      {
        type,
        value: "cart is empty",
        stacktrace: { frames: functions.map((name) => ({ function: name, filename: "shop.js", in_app: true })) },
      },
    ],
  },
});

test("a similar issue is suggested with its reason, merged and split again, and said not to be the same for good", async () => {
  const way = ["openCart", "payNow", "chargeCard", "toCents"];
  const events = [errorIn("Twin", way), errorIn("Twin", way), errorIn("Twin", way.with(1, "payAtOnce"))];
  const [more, fewer] = await sent("Twin", events);
  const page = await browser.enter(server, `organizations/${server.organization}/issues/${more?.id}`);
  const similar = page.getByRole("region", { name: "Similar issues" });
  // It is noted after it was counted, when there is time: whoever asks without a pause leaves none.
  const suggested = async (): Promise<boolean> => {
    if (
      await similar.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      )
    )
      return true;
    await page.reload();
    return false;
  };
  await waitFor(suggested, { what: "a suggestion", timeoutMs: 60_000 });
  await similar.getByText("3 of 4 frames are the same").waitFor();
  await assertFitsInBoth(page, "similar issues");
  await similar.getByRole("button", { name: `Merge with ${fewer?.shortId}` }).click();
  await waitFor(async () => (await page.locator(".cards dd").first().textContent()) === "3");
  await similar.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await waitFor(async () => (await page.locator(".cards dd").first().textContent()) === "2");
  await similar.getByRole("button", { name: `${fewer?.shortId} is not the same` }).click();
  await similar.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await similar.getByRole("button", { name: `${fewer?.shortId} is not the same` }).click();
  await page.getByText(`${fewer?.shortId} is not suggested here again`).waitFor();
  await page.goto(`${server.url}/organizations/${server.organization}/issues/${fewer?.id}`);
  await page.getByRole("region", { name: "Signatures" }).getByText("Twin: cart is empty").waitFor();
  await page.waitForLoadState("networkidle");
  assert.equal(await similar.count(), 0);
  page.assertQuiet();
});
test("an issue is deleted after asking, and kept when one thinks better of it", async () => {
  await sent("Gone", [errorOf("Gone", 1), errorOf("Gone", 2)]);
  const page = await browser.enter(server, listPath("is:unresolved Gone"));
  await page.locator(".issue a.title").click();
  const open = async (): Promise<void> => {
    await page.getByRole("button", { name: "More about this issue" }).click();
    await page.getByRole("button", { name: "Delete issue…" }).click();
    await page.getByText("its 2 events are deleted").waitFor();
  };
  await open();
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await open();
  await assertFits(page, "delete");
  await page.getByLabel("Drop further events like these, too").check();
  await page.getByRole("button", { name: "Delete issue", exact: true }).click();
  await page.getByText(/is deleted, and further events of it are dropped$/).waitFor();
  await page.getByText("No issue matches this search").waitFor();
  await sendEvents(server, [errorOf("Gone", 3), errorOf("Last", 1)]);
  await waitFor(async () => (await waitForIssues(server, 1)).some(({ title }) => title.startsWith("Last")));
  assert.ok(!(await waitForIssues(server, 1)).some(({ title }) => title.startsWith("Gone")));

  await page.goto(`${server.url}/organizations/${server.organization}/projects/${server.project}/settings`);
  const dropped = page.getByRole("region", { name: "Dropped errors" });
  await dropped.getByText("Gone: went wrong").waitFor();
  await assertFits(page, "dropped errors");
  await dropped.getByRole("button", { name: "Take again: Gone: went wrong" }).click();
  await dropped.getByText("Nothing is dropped.").waitFor();
  await sendEvents(server, [errorOf("Gone", 3)]);
  await waitFor(async () => (await waitForIssues(server, 1)).some(({ title }) => title.startsWith("Gone")));
  page.assertQuiet();
});
