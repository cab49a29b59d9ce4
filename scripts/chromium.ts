import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { findChromium } from "../test/harness/chromium.ts";

/** Finds a Chromium or installs one, saying so. Answers with why there is none, or with nothing. */
export function ensureChromium(): string | undefined {
  if (findChromium() !== undefined) return undefined;
  if (isDebianAsRoot()) {
    console.log("Installing Chromium with apt, for the tests in a browser (once, about a minute) …");
    const isListed = run("apt-get", ["update", "-qq"]);
    // Fonts by name: Chromium only recommends them, and without any the screens under test are blank.
    if (isListed) run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"]);
  }
  if (findChromium() === undefined) {
    console.log("Fetching Chromium with Playwright, for the tests in a browser (once, about a minute) …");
    run("playwright-core", ["install", "chromium"]);
  }
  if (findChromium() !== undefined) return undefined;
  return "no Chromium here, and neither apt nor Playwright brought one; install it, or set CHROMIUM_PATH";
}

function isDebianAsRoot(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/etc/os-release")) return false;
  // Not Ubuntu: its package of this name only points at another installer, which containers lack.
  return /^ID="?debian"?$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function run(program: string, args: readonly string[]): boolean {
  const { status } = spawnSync(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    shell: process.platform === "win32",
    timeout: 10 * 60_000,
  });
  return status === 0;
}
