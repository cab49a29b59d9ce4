import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { installed, SENTRY_CLI_2, SENTRY_CLI_3 } from "./npm-program.ts";

const execute = promisify(execFile);
const CLIENTS = { [SENTRY_CLI_2.version]: SENTRY_CLI_2, [SENTRY_CLI_3.version]: SENTRY_CLI_3 };

/** Versions that are driven for real, a major each. */
export const CLI_VERSIONS: readonly string[] = Object.keys(CLIENTS);

/** The program of a real `sentry-cli`, installed once; or why there is none. */
export async function installCli(version: string): Promise<{ readonly program: string } | { readonly missing: string }> {
  const client = CLIENTS[version];
  if (client === undefined) throw new Error(`sentry-cli ${version} is none of ${CLI_VERSIONS.join(", ")}`);
  return await installed(client).then(
    (program) => ({ program }),
    () => ({ missing: `sentry-cli ${version} is not there: \`npm install ${client.package}@${version}\` failed` }),
  );
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
