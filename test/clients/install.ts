import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const CACHE = fileURLToPath(new URL("../../.cache/clients", import.meta.url));
const INSTALL_MS = 10 * 60_000;

/** A program that speaks Sentry's Web API, as its maker publishes it. */
export type Client = {
  readonly name: string;
  readonly version: string;
  /** The package on npm that holds it. */
  readonly package: string;
  /** What is started, below `node_modules`. */
  readonly entry: string;
};

const platform = `${process.platform}-${process.arch}`;
/** Sentry's command line is a binary in a package of its own for each machine. */
const binary = (version: string): Client => ({
  name: "sentry-cli",
  version,
  package: `@sentry/cli-${platform.replace(/^darwin-.*/, "darwin").replace("win32", "win32")}`,
  entry: `@sentry/cli-${platform.replace(/^darwin-.*/, "darwin")}/bin/sentry-cli${process.platform === "win32" ? ".exe" : ""}`,
});

export const SENTRY_CLI_2 = binary("2.58.6");
export const SENTRY_CLI_3 = binary("3.8.0");
export const MCP_SERVER: Client = {
  name: "@sentry/mcp-server",
  version: "0.39.0",
  package: "@sentry/mcp-server",
  entry: "@sentry/mcp-server/dist/index.js",
};

/** The path of the client's program, installed into `.cache/clients` unless it is there. Rejects when it cannot be had. */
export async function installed({ name, version, package: npmPackage, entry }: Client): Promise<string> {
  const folder = path.join(CACHE, `${name.replace(/\W+/g, "-").replace(/^-/, "")}-${version}`);
  const program = path.join(folder, "node_modules", entry);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{"private":true}');
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `${npmPackage}@${version}`];
  await promisify(execFile)("npm", args, { cwd: folder, timeout: INSTALL_MS, shell: process.platform === "win32" });
  if (!existsSync(program)) throw new Error(`${npmPackage} ${version} holds no ${entry}`);
  return program;
}
