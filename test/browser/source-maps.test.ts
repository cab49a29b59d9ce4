import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { after, before, test } from "node:test";
import { buildProject } from "../bundlers/build.ts";
import { serveFolder } from "../bundlers/serve-folder.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { assertFits } from "./axe.ts";
import type { TestBrowser } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
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

const issuePath = (id: string): string => `organizations/${server.organization}/issues/${id}`;

test("a shop built by Vite with the official plugin: its error is read as it was written", async (context) => {
  const env = {
    SENTRY_URL: server.url,
    SENTRY_ORG: server.organization,
    SENTRY_PROJECT: server.project,
    SENTRY_AUTH_TOKEN: server.token,
  };
  const built = await buildProject("vite", env);
  if ("missing" in built) return context.skip(built.missing);
  assert.deepEqual(globSync("**/*.map", { cwd: built.dist }), [], built.output);
  const shop = await serveFolder(built.dist);
  context.after(shop.close);
  const visitor = await browser.visit(`${shop.url}/?dsn=${encodeURIComponent(server.dsn)}`);
  await visitor.getByRole("button", { name: "Pay" }).click();
  const [issue] = await waitForIssues(server, 1);

  const page = await browser.enter(server, issuePath(issue?.id ?? ""));
  const source = page.getByLabel(/^Source of .*src\/checkout\.ts:11/);
  await source.waitFor();
  assert.match((await source.locator(".failing").textContent()) ?? "", /const \{ percent \} = cart\.coupon;/);
  const frames = page.locator("#exception .frame");
  assert.match((await frames.first().textContent()) ?? "", /src\/checkout\.ts.*rateOf/s);
  assert.match((await frames.nth(1).textContent()) ?? "", /src\/checkout\.ts.*payWithCoupon/s);
  assert.equal(await page.getByRole("heading", { name: "Source maps" }).count(), 0);
});

test("a minified error without its files says what is wrong and how to mend it, at any width", async () => {
  const frames = [
    { function: "n", abs_path: "https://shop.example/assets/index-4f2c.js", lineno: 1, colno: 9_342, in_app: true },
  ];
  const event = {
    platform: "javascript",
    release: "shop@7",
    exception: { values: [{ type: "MinifiedError", value: "x", stacktrace: { frames } }] },
  };
  await sendEvents(server, [event]);
  const issues = await waitForIssues(server, 2);
  const id = issues.find(({ title }) => title.startsWith("MinifiedError"))?.id ?? "";
  const page = await browser.enter(server, issuePath(id));
  const doctor = page.locator("#source-maps");
  await doctor.getByText("Nothing is uploaded for the release shop@7", { exact: false }).waitFor();
  assert.match(
    (await doctor.locator("pre").textContent()) ?? "",
    /sentry-cli sourcemaps upload --project shop --release shop@7/,
  );
  await assertFits(page, "the doctor of source maps");
});
