import assert from "node:assert/strict";
import { test } from "node:test";
import { askThrough, noNginx, publicAddress, startNginx } from "../harness/nginx.ts";
import { startServer } from "../harness/server.ts";
import { openBrowser } from "./open-page.ts";
import { PASSWORD, setUpLinkOf } from "./set-up-link.ts";

test(
  "below a path behind nginx with TLS: set-up, page and reload work, and a new error appears by itself",
  { skip: noNginx() },
  async () => {
    const { port, url } = await publicAddress();
    await using server = await startServer({
      isSetUp: false,
      env: { CULPRIT_URL: url, CULPRIT_TRUSTED_PROXIES: "127.0.0.1" },
    });
    await using nginx = await startNginx(port, server.url);
    await using browser = await openBrowser();
    const page = await browser.visit(setUpLinkOf(server), { ignoreHTTPSErrors: true });
    await page.getByLabel("Name", { exact: true }).fill("Ada");
    await page.getByLabel("E-mail").fill("ada@example.org");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByLabel("Organisation").fill("Acme");
    await page.getByLabel("Project").fill("Till");
    await page.getByRole("button", { name: "Create and continue" }).click();

    await page.getByText("Waiting for the first event…").waitFor();
    const dsn = new URL((await page.locator(".code pre").first().textContent()) ?? "");
    const send = async (message: string): Promise<void> => {
      const address = `${dsn.origin}/errors/api/1/store/?sentry_key=${dsn.username}&sentry_version=7`;
      const { status, text } = await askThrough(address, { method: "POST", body: JSON.stringify({ message }) });
      if (status !== 200) throw new Error(`${status}: ${text}`);
    };
    await send("the till is stuck");
    await page.getByText("The first event has arrived.").waitFor();

    await page.getByRole("link", { name: "Issues" }).first().click();
    await page.getByText("the till is stuck").first().waitFor();
    await page.reload();
    await page.getByText("the till is stuck").first().waitFor();
    await send("the drawer is open");
    await page
      .getByText(/new issue|the drawer is open/i)
      .first()
      .waitFor();
    page.assertQuiet();
    assert.doesNotMatch(nginx.output(), /\[(error|crit|alert|emerg)\]/);
  },
);
