import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../harness/server.ts";
import { openBrowser } from "./open-page.ts";
import { PASSWORD, setUpLinkOf } from "./set-up-link.ts";

test("from the set-up link to an issue that is resolved, reopened, resolved again, undone, and to signing out", async () => {
  await using server = await startServer({ isSetUp: false });
  await using browser = await openBrowser();
  const page = await browser.visit(setUpLinkOf(server));
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const link = (name: string | RegExp) => page.getByRole("link", { name });

  await page.getByLabel("Name", { exact: true }).fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("Password").fill("short");
  await page.getByLabel("Organisation").fill("Acme");
  await page.getByLabel("Project").fill("Till");
  await page.getByLabel("Platform").selectOption({ label: "Python" });
  await button("Create and continue").click();
  await page.getByText(/Use at least \d+ characters/).waitFor();
  await page.getByLabel("Password").fill(PASSWORD);
  await button("Create and continue").click();

  await page.getByRole("heading", { name: "Set up Till" }).waitFor();
  await page.getByText("Waiting for the first event…").waitFor();
  const dsn = await page.locator(".code pre").first().textContent();
  assert.match(dsn ?? "", /^http:\/\/[0-9a-f]{32}@127\.0\.0\.1:\d+\/1$/);
  await page.getByText(`dsn="${dsn}"`).waitFor();
  for (const name of ["Browser JS", "Node", "Go", "Java", "PHP", "Ruby", "Rust"]) {
    await link(name).click();
    await page
      .locator("pre", { hasText: dsn ?? "" })
      .nth(1)
      .waitFor();
  }
  assert.match(page.url(), /platform=rust$/);

  await button("Send a sample error").click();
  await page.getByText("The first event has arrived.").waitFor();
  await link("Open the sample's issue").click();
  await page.getByRole("heading", { name: "KeyError", level: 1 }).waitFor();
  await page.getByLabel("Source of shop/checkout.py:").getByText("total += item.product.price").waitFor();
  await page.getByText("button.pay").waitFor();

  await page.locator(".issue-bar").getByRole("button", { name: "Resolve", exact: true }).click();
  await page.locator(".status.resolved").waitFor();
  await link("Issues").first().click();
  await page.getByText("Nothing is unresolved").waitFor();
  await link(/^Resolved/).click();
  await button("Reopen TILL-1").click();
  await page.getByText("No issue is resolved").waitFor();
  await link(/^Unresolved/).click();
  await button("Resolve TILL-1").click();
  await page.getByText("Nothing is unresolved").waitFor();
  await button("Undo").click();
  await button("Resolve TILL-1").waitFor();
  // The server has it too, and not only the screen.
  await page.reload();
  await button("Resolve TILL-1").waitFor();

  const wasAt = page.url();
  await button(/^Account/).click();
  await button("Sign out").click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto(wasAt);
  await page.getByLabel("E-mail").fill("ada@example.org");
  await page.getByLabel("Password").fill("not this one at all");
  await button("Sign in").click();
  await page.getByText("This e-mail address and password do not match.").waitFor();
  await page.getByLabel("Password").fill(PASSWORD);
  await button("Sign in").click();
  await button("Resolve TILL-1").waitFor();
  assert.equal(page.url(), wasAt);
  page.assertQuiet();
});

test("a set-up link that is used or unknown says what to do instead", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const page = await browser.visit(`${server.url}/setup?token=anything`);
  await page.getByText("Culprit is set up already").waitFor();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  page.assertQuiet();
});
