import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { after, before, test } from "node:test";
import { z } from "zod";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import type { TestBrowser } from "./open-page.ts";
import { openBrowser } from "./open-page.ts";
import { sendEvents, waitForIssues } from "./send.ts";

const EVENT = "9ec79c33ec9942ab8353589fcb2e04dc";
let server: TestServer;
let browser: TestBrowser;
let shop: http.Server;
let shopUrl = "";
before(async () => {
  server = await startServer();
  browser = await openBrowser();
  shop = http.createServer((request, response) =>
    response.writeHead(200, headersOf(request.url ?? "/")).end(bodyOf(request.url ?? "/")),
  );
  shop.listen(0, "127.0.0.1");
  await once(shop, "listening");
  const address = shop.address();
  shopUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
after(async () => {
  shop.closeAllConnections();
  shop.close();
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A shop whose policy lets in scripts of the server of its errors, and nothing inline. */
function headersOf(url: string): http.OutgoingHttpHeaders {
  if (url.endsWith(".js")) return { "Content-Type": "text/javascript" };
  const report = `${server.url}/api/${server.projectId}/security/?sentry_key=${server.publicKey}&sentry_release=shop%401`;
  const policy = `default-src 'self'; script-src 'self' ${server.url}; connect-src ${server.url}; report-uri ${report}`;
  return { "Content-Type": "text/html", "Content-Security-Policy": policy };
}

function bodyOf(url: string): string {
  if (url === "/sdk.js") return "window.Sentry = { init: (options) => (document.title = options.dsn) };";
  if (url === "/blocked") return `<!doctype html><img src="https://cdn.example/x.png" alt="">`;
  if (url === "/loader")
    return `<!doctype html><script src="${server.url}/js-sdk-loader/${server.publicKey}.min.js" data-sdk="/sdk.js"></script>`;
  const query = new URLSearchParams({ dsn: server.dsn, eventId: EVENT, name: "Ada", title: "<b>Oh</b> no" });
  return `<!doctype html><title>Shop</title><body><script src="${server.url}/api/embed/error-page/?${query.toString().replaceAll("&", "&amp;")}"></script>`;
}

const UserReport = z.object({ userReport: z.object({ name: z.string(), email: z.string(), comments: z.string() }) });

test("the crash dialog works under a strict policy, and what is written in it stands at its event", async () => {
  await sendEvents(server, [{ event_id: EVENT, message: "checkout failed" }]);
  await waitForIssues(server, 1);
  const page = await browser.visit(`${shopUrl}/`);
  const dialog = page.getByRole("dialog", { name: "<b>Oh</b> no" });
  await dialog.waitFor();
  assert.equal(await dialog.getByLabel("Name").inputValue(), "Ada");
  await dialog.getByLabel("E-mail").fill("ada@nowhere");
  await dialog.getByLabel("What happened?").fill("It broke <script>");
  await page.evaluate(`addEventListener("message", (event) => (document.title = event.data))`);
  await dialog.getByRole("button", { name: "Send report" }).click();
  await dialog.getByRole("status").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await waitFor(async () => (await page.title()) === "__sentry_reportdialog_closed__", { what: "the message to the SDK" });
  assert.equal(await page.getByRole("dialog").count(), 0);
  page.assertQuiet();
  const { userReport } = await waitFor(
    async () => {
      const parsed = UserReport.safeParse(
        await server.read(`/projects/${server.organization}/${server.project}/events/${EVENT}/`),
      );
      return parsed.success && parsed.data;
    },
    { what: "the report" },
  );
  assert.deepEqual([userReport.name, userReport.email, userReport.comments], ["Ada", "ada@nowhere", "It broke <script>"]);
});

test("what a browser reports of a page's policy becomes an issue", async () => {
  await browser.visit(`${shopUrl}/blocked`);
  const issues = await waitForIssues(server, 2);
  assert.ok(
    issues.some(({ title }) => title === "Blocked 'img' from 'cdn.example'"),
    JSON.stringify(issues),
  );
});

test("the loader starts the SDK that its tag names with the project's DSN", async () => {
  const page = await browser.visit(`${shopUrl}/loader`);
  await waitFor(async () => (await page.title()) === server.dsn, { what: "the SDK to be started" });
  page.assertQuiet();
});
