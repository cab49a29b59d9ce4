import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import type { TestBrowser } from "./open-page.ts";
import { assertNoSidewaysScroll, openBrowser, settled } from "./open-page.ts";
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

const SCRIPT = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
const LONG = "x".repeat(8_000);
/** Turns the direction of what follows: a name that reads as another. */
const TURNED = "cod\u202egnp.exe \u2066\u2067 {{7*7}}";

const everywhere = (text: string): object => ({
  message: text,
  transaction: text.slice(0, 190),
  logger: text.slice(0, 60),
  release: "shop@1",
  environment: "production",
  server_name: text.slice(0, 190),
  tags: { [text.slice(0, 30).replaceAll(/[^\w.:-]/g, "_")]: text.slice(0, 190), note: text.slice(0, 190) },
  user: { id: text.slice(0, 120), username: text, data: { [text.slice(0, 90)]: text } },
  extra: { [text.slice(0, 90)]: text, nested: { [text.slice(0, 90)]: [text] } },
  contexts: { [text.slice(0, 90)]: { name: text, [text.slice(0, 90)]: text } },
  request: {
    url: `https://shop.example/${text}`,
    method: "POST",
    data: text,
    headers: { "X-Odd": text },
    query_string: [["q", text]],
    cookies: { c: text },
  },
  breadcrumbs: {
    values: [{ category: text.slice(0, 100), message: text, level: "error", data: { [text.slice(0, 90)]: text, url: text } }],
  },
});
const raised = (type: string, text: string, frames: readonly object[]): object => ({
  exception: { values: [{ type, value: text, mechanism: { type: "generic", handled: false }, stacktrace: { frames } }] },
});
const frameOf = (text: string, n = 1): object => ({
  filename: text,
  function: text,
  module: text,
  lineno: n,
  in_app: true,
  context_line: text,
  pre_context: [text],
  vars: { [text.slice(0, 90)]: text },
});

const cases: readonly { readonly name: string; readonly event: object; readonly shows: string }[] = [
  {
    name: "script tags in every field",
    event: { ...everywhere(SCRIPT), ...raised("TagError", SCRIPT, [frameOf(SCRIPT)]) },
    shows: "<script>document.title='owned'</script>",
  },
  {
    name: "texts without a blank, thousands of characters long",
    event: { ...everywhere(LONG), ...raised("LongError", LONG, [frameOf(LONG)]) },
    shows: "xxxxxxxx",
  },
  {
    name: "marks that turn the direction of reading",
    event: { ...everywhere(TURNED), ...raised("TurnError", TURNED, [frameOf(TURNED)]) },
    shows: TURNED,
  },
  {
    name: "two hundred frames",
    event: raised(
      "DeepError",
      "too deep",
      Array.from({ length: 200 }, (_, n) => frameOf(`deep/${n}.js`, n + 1)),
    ),
    shows: "Show 160 more frames",
  },
  {
    name: "no frames",
    event: { exception: { values: [{ type: "BareError", value: "nothing" }] } },
    shows: "No stack trace came with this error.",
  },
  {
    name: "a type and a value that are empty",
    event: { level: "info", message: "EmptyError", exception: { values: [{ type: "EmptyError", value: "" }] } },
    shows: "No stack trace came with this error.",
  },
];

for (const { name, event, shows } of cases) {
  test(`${name}: shown as text, and the screens keep their shape`, async () => {
    await sendEvents(server, [{ timestamp: Date.now() / 1_000, ...event }]);
    const type = /"type":"(\w+Error)"/.exec(JSON.stringify(event))?.[1] ?? "";
    const issue = await waitFor(async () => (await waitForIssues(server, 1)).find(({ title }) => title.startsWith(type)), {
      what: type,
    });
    const page = await browser.enter(server, `organizations/${server.organization}/issues/${issue.id}`);
    await page.getByRole("heading", { name: type, level: 1 }).waitFor();
    await page.getByText(shows).first().waitFor();
    await settled(page);
    // Everything opened: what is folded is hostile, too.
    await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
    assert.notEqual(await page.title(), "owned");
    assert.equal(await page.locator("#app img, #app script, #app iframe").count(), 0);
    await assertNoSidewaysScroll(page, "the issue");
    await page.setViewportSize({ width: 360, height: 780 });
    await assertNoSidewaysScroll(page, "the issue on a phone");

    await page.goto(`${server.url}/organizations/${server.organization}/projects/${server.project}/issues`);
    await page.locator(".issue").first().waitFor();
    await assertNoSidewaysScroll(page, "the list on a phone");
    await page.setViewportSize({ width: 1280, height: 800 });
    await assertNoSidewaysScroll(page, "the list");
    const heights = await page
      .locator(".issue")
      .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)));
    assert.deepEqual([...new Set(heights)], [57]);
    assert.notEqual(await page.title(), "owned");
    page.assertQuiet();
  });
}

test("what was taken out or cut says so where it stands", async () => {
  await sendEvents(server, [
    {
      message: "SaysWhy",
      extra: { password: "hunter2", note: "n".repeat(40_000) },
      request: { url: "https://shop.example/", headers: { Authorization: "Bearer 123456789012345678901234567890" } },
    },
  ]);
  const issue = await waitFor(async () => (await waitForIssues(server, 1)).find(({ title }) => title === "SaysWhy"));
  const page = await browser.enter(server, `organizations/${server.organization}/issues/${issue.id}`);
  const extra = page.locator("#extra");
  await extra.getByText("Taken out before it was stored: its name says that it is a secret").waitFor();
  await extra.getByText(/Cut because it is too long; 40,000 characters were sent|left out because it is too large/).waitFor();
  assert.equal(await page.getByText("hunter2").count(), 0);
});
