import { test } from "node:test";
import { startServer } from "../harness/server.ts";
import { assertFitsInBoth } from "./axe.ts";
import { openBrowser } from "./open-page.ts";

test("a project is renamed, gets a second key, and the first is switched off", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const page = await browser.enter(server, `organizations/${server.organization}/projects/${server.project}/settings`);
  await page.getByLabel("Name", { exact: true }).fill("Corner shop");
  await page.getByRole("button", { name: "Save name" }).click();
  await page.getByRole("button", { name: /Corner shop/ }).waitFor();

  await page.getByRole("button", { name: "Switch off Default" }).click();
  await page.getByText("This is the only key that is on").waitFor();
  await page.getByRole("button", { name: "Keep it on" }).click();
  await page.getByLabel("Name of a new key").fill("Mobile app");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByRole("button", { name: "Switch off Mobile app" }).waitFor();
  await page.getByRole("button", { name: "Switch off Default" }).click();
  await page.getByRole("button", { name: "Switch on Default" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Switch on Default" }).waitFor();
  page.assertQuiet();
});

test("a project is switched off, its list says so, and it is switched on again", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const place = `organizations/${server.organization}/projects/${server.project}`;
  const page = await browser.enter(server, `${place}/settings`);
  await page.getByRole("button", { name: "Switch the project off" }).click();
  await page.getByText("its keys refuse events").waitFor();
  await assertFitsInBoth(page, "the settings of a project that is switched off");
  await page.goto(`${server.url}/${place}/issues`);
  await page.getByText("is switched off: events are refused").waitFor();
  await assertFitsInBoth(page, "the list of a project that is switched off");
  await page.getByRole("status").getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Switch the project on" }).click();
  await page.getByRole("button", { name: "Switch the project off" }).waitFor();
  page.assertQuiet();
});

test("a theme that was chosen is there before the first paint and after a reload", async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const page = await browser.visit(`${server.url}/signin`, { colorScheme: "light" });
  await page.getByRole("button", { name: "Dark" }).click();
  await page.locator(":root[data-theme=dark]").waitFor();
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.reload();
  await page.locator(":root[data-theme=dark]").waitFor({ state: "attached" });
});
