import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const CACHE = fileURLToPath(new URL("../../.cache/sentry-cli", import.meta.url));
const INSTALL_MS = 5 * 60_000;
const execute = promisify(execFile);

/** Versions that are driven for real, a major each. */
export const CLI_VERSIONS = ["2.58.6", "3.8.0"] as const;
export type CliVersion = (typeof CLI_VERSIONS)[number];

/** The program of a real `sentry-cli`, installed once; or why there is none. */
export async function installCli(version: CliVersion): Promise<{ readonly program: string } | { readonly missing: string }> {
  const folder = path.join(CACHE, version);
  mkdirSync(folder, { recursive: true });
  const known = programIn(folder);
  if (known !== undefined) return { program: known };
  const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", `@sentry/cli@${version}`];
  try {
    await execute("npm", args, { cwd: folder, timeout: INSTALL_MS });
  } catch {
    return { missing: `sentry-cli ${version} is not there: \`npm install @sentry/cli@${version}\` failed` };
  }
  const program = programIn(folder);
  return program === undefined ? { missing: `sentry-cli ${version} has no program for this machine` } : { program };
}

/** Each machine's program is in a package of its own. */
function programIn(folder: string): string | undefined {
  const scope = path.join(folder, "node_modules", "@sentry");
  const names = existsSync(scope) ? readdirSync(scope).filter((name) => name.startsWith("cli-")) : [];
  const programs = names.flatMap((name) => ["sentry-cli", "sentry-cli.exe"].map((file) => path.join(scope, name, "bin", file)));
  return programs.find((program) => existsSync(program));
}

export type Ran = { readonly code: number; readonly output: string };

/** Runs it to its end in a folder; answers what it printed on both streams. */
export async function runCli(
  program: string,
  folder: string,
  env: { readonly [name: string]: string },
  args: readonly string[],
): Promise<Ran> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SENTRY_")));
  const options = { cwd: folder, timeout: 60_000, env: { ...own, NO_COLOR: "1", ...env } };
  return await execute(program, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: unknown) => ({ code: codeOf(error), output: textOf(error, "stdout") + textOf(error, "stderr") }),
  );
}

function codeOf(error: unknown): number {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : -1;
}

function textOf(error: unknown, stream: "stdout" | "stderr"): string {
  const text: unknown = error instanceof Error ? Object.entries(error).find(([name]) => name === stream)?.[1] : undefined;
  return typeof text === "string" ? text : "";
}
