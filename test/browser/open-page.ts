import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "../harness/chromium.ts";
import type { TestServer } from "../harness/server.ts";
import { ADMIN_EMAIL, ADMIN_PASSWORD } from "../harness/server.ts";

const WAIT_MS = 15_000;

/** A browser for the tests of one file. */
export type TestBrowser = {
  /** A page of a new visitor, not signed in. What its console says ill is held against it at `assertQuiet`. */
  readonly visit: (url: string, options?: BrowserContextOptions) => Promise<VisitedPage>;
  /** The same, signed in as the owner that the harness made. */
  readonly enter: (server: TestServer, path: string, options?: BrowserContextOptions) => Promise<VisitedPage>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

export type VisitedPage = Page & {
  /** Fails if a script failed, the policy forbade something, or an error was written to the console. */
  readonly assertQuiet: () => void;
};

export async function openBrowser(): Promise<TestBrowser> {
  const browser = await launchChromium();
  return {
    async visit(url, options) {
      const page = await newPage(browser, options);
      await page.goto(url);
      return page;
    },
    async enter(server, path, options) {
      const page = await newPage(browser, options);
      const signedIn = await page.request.post(`${server.url}/api/0/auth/`, {
        data: { email: ADMIN_EMAIL, password: ADMIN_PASSWORD },
        headers: { Origin: server.url },
      });
      assert.equal(signedIn.status(), 200, await signedIn.text());
      await page.goto(`${server.url}/${path}`);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<VisitedPage> {
  const context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // A request that is refused on purpose is written there by the browser itself; so is what another server refuses to ours.
    const isRefusal = /^Failed to load resource: the server responded with a status of (4|50[23])/.test(message.text());
    if (message.type() === "error" && !isRefusal) complaints.push(message.text());
  });
  // Scripts for the page are texts: here, the types of a browser are not known.
  await page.addInitScript(`document.addEventListener("securitypolicyviolation", (event) =>
    console.error("forbidden: " + event.violatedDirective + " " + event.blockedURI))`);
  return Object.assign(page, { assertQuiet: () => assert.deepEqual(complaints, []) });
}

/** Waits until nothing on the page is still loading: no grey shape stands for something, nor for what that has made way for. */
export async function settled(page: Page): Promise<void> {
  for (let look = 0; look < 2; look += 1) {
    await page.locator(".skeleton").first().waitFor({ state: "detached" });
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))");
  }
}

/** Fails if the page is wider than the window. Names what sticks out. */
export async function assertNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const found = await page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return "";
    const isClipped = (one) => one !== null && (getComputedStyle(one).overflowX !== "visible" || isClipped(one.parentElement));
    const wide = [...document.querySelectorAll("#app *")].filter(
      (one) => one.getBoundingClientRect().right > clientWidth + 1 && !isClipped(one.parentElement),
    );
    return scrollWidth + " px in " + clientWidth + ": " + wide.slice(-5).map((one) => one.parentElement.className + " > " + one.tagName + "." + one.className).join(", ");
  })()`);
  assert.equal(found, "", `${what} scrolls sideways`);
}
