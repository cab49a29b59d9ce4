import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { assertFits } from "./axe.ts";
import { openBrowser } from "./open-page.ts";

const HOUR_MS = 3_600_000;
const PLACES = ["production", "staging"];

async function send(server: TestServer, items: readonly (readonly [header: object, payload: object])[]): Promise<void> {
  const lines = items.flatMap((item) => item.map((part) => JSON.stringify(part)));
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}&sentry_version=7`;
  const response = await fetch(url, { method: "POST", body: ["{}", ...lines].join("\n") });
  assert.equal(response.status, 200);
}

/** Sessions of the last day, and one error. */
async function sendRelease(server: TestServer, release: string, crashed: number): Promise<void> {
  const started = Array.from({ length: 20 }, (_, hour) => new Date(Date.now() - (hour + 1) * HOUR_MS).toISOString());
  for (const environment of PLACES) {
    const aggregates = started.map((at, hour) => ({ started: at, exited: 40 + hour, errored: 2, crashed }));
    await send(server, [[{ type: "sessions" }, { aggregates, attrs: { release, environment } }]]);
  }
  const frames = [{ filename: "app:///src/checkout/pay.ts", function: "submit", lineno: 7, in_app: true }];
  const exception = { values: [{ type: `Broken${release.replace(/\W/g, "")}`, value: "x", stacktrace: { frames } }] };
  await send(server, [[{ type: "event" }, { event_id: randomUUID().replaceAll("-", ""), exception, release }]]);
}

test("releases are shown with health, filtered, opened, and lead to their issues and suspect commits", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const below = `/organizations/${server.organization}/releases/`;
  const post = async (path: string, body: object): Promise<void> => {
    const response = await server.api(path, { method: "POST", body: JSON.stringify(body) });
    assert.ok(response.ok, await response.text());
  };
  const commits = [
    {
      id: "4".repeat(40),
      message: "Pay in cents instead of euros, which rounds no more",
      author_name: "Ada",
      author_email: "ada@example.org",
      timestamp: new Date(Date.now() - 30 * HOUR_MS).toISOString(),
      patch_set: [{ path: "web/src/checkout/pay.ts", type: "M" }],
    },
    { id: "5".repeat(40), message: "", patch_set: [{ path: "README.md", type: "M" }] },
  ];
  await post(below, { version: "shop@1.10.0+77", projects: [server.project], commits, url: "https://ci.example/77" });
  await post(`${below}shop@1.10.0+77/deploys/`, { environment: "production", name: "blue" });
  await post(below, { version: "shop@0.9.0", projects: [server.project], status: "archived" });
  await sendRelease(server, "shop@1.9.0", 0);
  await sendRelease(server, "shop@1.10.0+77", 4);
  await drained(server.url);

  const inside = `organizations/${server.organization}/projects/${server.project}`;
  const page = await browser.enter(server, `${inside}/issues`);
  await page.getByRole("link", { name: "Releases" }).click();
  const row = page.getByRole("row", { name: /1\.10\.0\+77/ });
  await row.waitFor();
  assert.match(await row.innerText(), /9[0-4](\.\d+)? %/);
  assert.match(await row.innerText(), /deployed to production/);
  await page.getByRole("row", { name: /1\.9\.0.*100 %/ }).waitFor();
  assert.equal(await page.getByText("0.9.0").count(), 0, "an archived release is not shown");
  await page.getByLabel("Order").selectOption("semver");
  await page.waitForURL(/sort=semver/);
  await page.getByLabel("Environment").selectOption("staging");
  await page.waitForURL(/environment=staging/);
  await page.getByRole("link", { name: "Archived" }).click();
  await page.getByText("No release fits").waitFor();
  await page.goto(`${server.url}/${inside}/releases?status=archived`);
  await page.getByRole("link", { name: "0.9.0" }).waitFor();
  await page.goto(`${server.url}/${inside}/releases`);
  await assertFits(page, "releases");
  await page.getByRole("link", { name: "1.10.0+77" }).click();

  await page.getByRole("slider", { name: "Sessions a day" }).waitFor();
  await page.getByText("Pay in cents").waitFor();
  await page.getByText("blue").waitFor();
  await assertFits(page, "a release");
  await page.emulateMedia({ colorScheme: "dark" });
  await assertFits(page, "a release, dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("link", { name: "Older" }).click();
  await page.getByRole("heading", { name: "1.9.0" }).waitFor();
  await page.goBack();
  await page.locator(".release-cards dd > a").click();
  await page.getByRole("link", { name: /Brokenshop110077/ }).click();

  await page.getByRole("heading", { name: "Suspect commits" }).waitFor();
  await page.getByText(/Changed web\/src\/checkout\/pay.ts, the file of the innermost frame/).waitFor();
  await assertFits(page, "an issue with suspect commits");
  await page.getByRole("button", { name: "Resolve in a release" }).click();
  await page.getByRole("button", { name: "In the next release" }).click();
  await page.getByText("Resolved in the next release").waitFor();
  await page.locator(".cards").getByRole("link", { name: "1.10.0+77" }).first().click();
  await page.getByRole("heading", { name: "1.10.0+77" }).waitFor();
  page.assertQuiet();
});
