import { spawnSync } from "node:child_process";
import { globSync, mkdirSync } from "node:fs";
import path from "node:path";
import { findNginx } from "../test/harness/nginx.ts";

const PLACE = path.resolve(".cache/nginx");

/**
 * Finds an nginx, or unpacks Debian's package into `.cache/nginx`, saying so. It is not installed: that would start a server on
 * port 80 of this machine. Where that cannot be done, the tests that need one say themselves that they are left out.
 */
export function ensureNginx(): void {
  if (findNginx() !== undefined || process.platform !== "linux") return;
  console.log("Fetching nginx with apt, for the tests behind a proxy (once, some seconds) …");
  mkdirSync(PLACE, { recursive: true });
  // Lists may be missing, as in a fresh container, or may be there although we may not renew them.
  if (process.getuid?.() === 0) run("apt-get", ["update", "-qq"]);
  if (!run("apt-get", ["download", "-qq", "nginx"])) return;
  for (const file of globSync("nginx_*.deb", { cwd: PLACE })) run("dpkg-deb", ["-x", file, "."]);
}

function run(program: string, args: readonly string[]): boolean {
  const { status } = spawnSync(program, args, { cwd: PLACE, stdio: "ignore", timeout: 5 * 60_000 });
  return status === 0;
}
