import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  /** What else it needs, as `name@version`. */
  readonly beside?: readonly string[];
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
/** Makes types of an OpenAPI document; what it is made for calls the API by them. */
export const OPENAPI_TYPESCRIPT: Client = {
  name: "openapi-typescript",
  version: "7.13.0",
  package: "openapi-typescript",
  entry: "openapi-typescript/bin/cli.js",
  beside: ["openapi-fetch@0.17.0", "typescript@5.9.3"],
};

/**
 * The path of the client's program, installed into `.cache/clients` unless it is there. Several tests may ask at once: each
 * installs beside the place and renames, so that nobody starts a program that another still writes. Rejects when it cannot be had.
 */
export async function installed({ name, version, package: npmPackage, entry, beside: more = [] }: Client): Promise<string> {
  const folder = path.join(CACHE, `${name.replace(/\W+/g, "-").replace(/^-/, "")}-${version}`);
  const program = path.join(folder, "node_modules", entry);
  if (existsSync(program)) return program;
  mkdirSync(CACHE, { recursive: true });
  const beside = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(path.join(beside, "package.json"), '{"private":true}');
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `${npmPackage}@${version}`, ...more];
    await promisify(execFile)("npm", args, { cwd: beside, timeout: INSTALL_MS, shell: process.platform === "win32" });
    if (!existsSync(path.join(beside, "node_modules", entry))) throw new Error(`${npmPackage} ${version} holds no ${entry}`);
    if (!existsSync(program)) renameSync(beside, folder);
  } catch (error) {
    // Who asked at the same time was first.
    if (!existsSync(program)) throw error;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return program;
}
