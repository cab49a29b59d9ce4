import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { z } from "zod";
import { assertNoSidewaysScroll } from "./open-page.ts";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 780 };

const Node = z.object({ html: z.string(), failureSummary: z.string().optional() });
const Results = z.object({ violations: z.array(z.object({ id: z.string(), nodes: z.array(Node) })) });

/** What axe finds against WCAG 2.2 AA, one line each. */
export async function violationsOf(page: Page, within?: string): Promise<readonly string[]> {
  // By the debugger's way in: the page's own policy would forbid the script. Half a megabyte, so once for each page that is loaded.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const { violations } = Results.parse(
    await page.evaluate(
      `axe.run(${JSON.stringify(within) ?? "document"}, { runOnly: ${JSON.stringify(WCAG)}, resultTypes: ["violations"] })`,
    ),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.replace(/\s+/g, " ").slice(0, 260)}`),
  );
}

/** Fails if what is on the screen breaks WCAG 2.2 AA, or scrolls sideways in a window of 360 pixels. In the theme as it is. */
export async function assertFits(page: Page, what: string): Promise<void> {
  await page.setViewportSize(WIDE);
  assert.deepEqual(await violationsOf(page), [], what);
  await page.setViewportSize(PHONE);
  await assertNoSidewaysScroll(page, what);
  assert.deepEqual(await violationsOf(page), [], `${what}, on a phone`);
  await page.setViewportSize(WIDE);
}

/** The same with half the work: dark in the wide window, light on the phone. `within`: a part of the page, by its selector. */
export async function assertFitsInBoth(page: Page, what: string, within?: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await violationsOf(page, within), [], `${what}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  await assertNoSidewaysScroll(page, what);
  assert.deepEqual(await violationsOf(page, within), [], `${what}, on a phone`);
  await page.setViewportSize(WIDE);
}
