import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const PAGE_DIRECTORY = path.join(ROOT, "dist", "web");

/** Builds the page when it is missing or older than its sources; says so, since it takes seconds. Throws with the remedy. */
export async function ensurePage(say: (line: string) => void): Promise<void> {
  const built = builtAtMs();
  const sources = path.join(ROOT, "web");
  if (!existsSync(sources)) {
    if (built === undefined) throw new Error("The page is neither built nor are its sources here: install the package again.");
    return;
  }
  if (built !== undefined && built >= newestChangeMs(sources)) return;

  say(built === undefined ? "Building the page (once, some seconds) …" : "Building the page again, its sources are newer …");
  const startedAt = performance.now();
  await runVite();
  say(`Built the page in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function builtAtMs(): number | undefined {
  const index = path.join(PAGE_DIRECTORY, "index.html");
  return existsSync(index) ? statSync(index).mtimeMs : undefined;
}

function newestChangeMs(directory: string): number {
  let newest = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) newest = Math.max(newest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
  }
  return newest;
}

/** In a process of its own: the bundler's memory goes with it. */
async function runVite(): Promise<void> {
  const vite = path.join(ROOT, "node_modules", "vite", "bin", "vite.js");
  if (!existsSync(vite)) throw new Error("The page is not built and the bundler is not installed. Run: npm ci");
  const child = spawn(process.execPath, [vite, "build", "--logLevel", "warn", path.join(ROOT, "web")], {
    stdio: ["ignore", "inherit", "inherit"],
    cwd: ROOT,
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("exit", resolve));
  if (code !== 0) throw new Error("Building the page failed (see above). After mending it, run: npm run build");
}
