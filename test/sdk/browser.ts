import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { build } from "vite";
import { launchChromium } from "../harness/chromium.ts";

/**
 * Runs the program on a page of a real Chromium until its crash is sent. The page has another origin than the server, as in
 * life. `folder` has the program's files and the SDK installed. Answers the page's origin, and what the console said.
 */
export async function runInBrowser(folder: string, dsn: string): Promise<{ readonly origin: string; readonly output: string }> {
  await bundleSdk(folder);
  const server = http.createServer((request, response) => serveFile(request.url ?? "/", folder, dsn, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const origin = `http://127.0.0.1:${address.port}`;

  const output: string[] = [];
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.on("console", (message) => output.push(message.text()));
    const crash = page.waitForResponse((response) => (response.request().postData() ?? "").includes("OrderFailed"), {
      timeout: 20_000,
    });
    await page.goto(`${origin}/`);
    await crash;
    // Leaving sends what the SDK still holds.
    await page.goto("about:blank");
  } finally {
    await browser.close();
    server.close();
  }
  return { origin, output: output.join("\n") };
}

/** The SDK as one file, as a page loads it; the program itself stays as written, so that its lines are its lines. */
async function bundleSdk(folder: string): Promise<void> {
  const entry = path.join(folder, "entry.mjs");
  writeFileSync(entry, 'export * from "@sentry/browser";\n');
  await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    build: { lib: { entry, formats: ["es"], fileName: () => "sdk.mjs" }, minify: false, outDir: path.join(folder, "bundle") },
  });
}

function serveFile(url: string, folder: string, dsn: string, response: http.ServerResponse): void {
  const pathname = new URL(url, "http://page").pathname;
  const send = (type: string, body: string | Buffer): void => void response.writeHead(200, { "Content-Type": type }).end(body);
  if (pathname === "/") send("text/html", readFileSync(path.join(folder, "index.html")));
  else if (pathname === "/dsn.mjs") send("text/javascript", `export const dsn = ${JSON.stringify(dsn)};\n`);
  else if (pathname === "/sdk.mjs") send("text/javascript", readFileSync(path.join(folder, "bundle", "sdk.mjs")));
  else if (/^(\/[a-z]+)+\.mjs$/.test(pathname)) send("text/javascript", readFileSync(path.join(folder, pathname)));
  else response.writeHead(404).end();
}
