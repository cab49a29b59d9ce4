import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Command, Language } from "./languages.ts";

const SOURCES = fileURLToPath(new URL("programs", import.meta.url));
const CACHE = fileURLToPath(new URL("../../.cache/sdk", import.meta.url));
const INSTALL_MS = 15 * 60_000;
const RUN_MS = 2 * 60_000;
const execute = promisify(execFile);

/** Files that installing changes: laid down once, so that they keep what was installed. */
const MANIFESTS = new Set(["Cargo.toml", "composer.json", "go.mod"]);

/** A command that could not be done, and why, in a form fit for a report: no paths and no hosts. */
export class CommandFailed extends Error {
  readonly command: string;
  readonly reason: string;
  constructor(command: string, reason: string) {
    super(`\`${command}\`: ${reason}`);
    this.command = command;
    this.reason = reason;
  }
}

/** Lays down the program and installs its SDK unless both are there. Answers its folder; throws CommandFailed. */
export async function prepare(language: Language, version: string): Promise<string> {
  // Not named after the SDK: a program in a folder called sentry-go would be taken for the SDK's own code.
  const folder = path.join(CACHE, `${language.language.toLowerCase().replace(/\W+/g, "-")}-${version}`);
  await runCommand(language.tool, version, CACHE);
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(SOURCES, language.sources), folder, {
    recursive: true,
    filter: (_from, to) => !(MANIFESTS.has(path.basename(to)) && existsSync(to)),
  });
  const marker = path.join(folder, "installed.json");
  const wanted = JSON.stringify(language.install);
  if (!existsSync(marker) || readFileSync(marker, "utf8") !== wanted) {
    for (const command of language.install) await runCommand(command, version, folder);
    writeFileSync(marker, wanted);
  }
  for (const command of language.build) await runCommand(command, version, folder, environment(language, folder));
  return folder;
}

/** Tries to do it, in the cache. Throws CommandFailed. */
export async function tryCommand(command: Command): Promise<void> {
  await runCommand(command, "", CACHE);
}

/** Runs a program to its end and answers all that it wrote. Throws when it ends otherwise than it must. */
export async function runProgram(language: Language, folder: string, dsn: string): Promise<string> {
  if (language.run === "in a browser") throw new Error("not a program of its own");
  const [tool, ...args] = language.run;
  const env = { ...environment(language, folder), SENTRY_DSN: dsn };
  const ran = await execute(located(tool, folder), args, { cwd: folder, env, timeout: RUN_MS }).catch(
    (error: unknown) => error,
  );
  const output = `${textOf(ran, "stdout")}${textOf(ran, "stderr")}`;
  if (isEndedByUs(ran)) throw new Error(`the program hung for ${RUN_MS / 1000} s; it wrote:\n${output}`);
  if (language.crash === undefined && ran instanceof Error) throw new Error(`the program failed:\n${output}`, { cause: ran });
  if (language.crash !== undefined && !(ran instanceof Error && output.includes(language.crash)))
    throw new Error(`the program did not crash by ${language.crash}:\n${output}`);
  return output;
}

function environment(language: Language, folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(language.env).map(([name, value]) => [name, value.replaceAll("{folder}", folder)]);
  return { ...process.env, ...Object.fromEntries(own) };
}

/** A tool with a folder in its name is the program's own. */
function located(tool: string, folder: string): string {
  return tool.includes("/") && !path.isAbsolute(tool) ? path.join(folder, tool) : tool;
}

async function runCommand(command: Command, version: string, folder: string, env = process.env): Promise<void> {
  const [tool, ...args] = command.map((part) => part.replaceAll("{version}", version));
  mkdirSync(folder, { recursive: true });
  const shell = process.platform === "win32" && tool === "npm";
  await execute(located(tool ?? "", folder), args, { cwd: folder, env, timeout: INSTALL_MS, shell, maxBuffer: 1 << 26 }).catch(
    (error: unknown) => {
      const shown = [path.basename(tool ?? ""), ...args].join(" ");
      throw new CommandFailed(shown, reasonOf(error));
    },
  );
}

/** In a few words: the whole output names paths and hosts of one machine, which say nothing to a reader. */
function reasonOf(error: unknown): string {
  const text = `${textOf(error, "stdout")}${textOf(error, "stderr")}`;
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "there is no such command";
  if (/resolve host|getaddrinfo|Name or service not known|nxdomain|ENOTFOUND|Failed to connect/i.test(text))
    return "the registry could not be reached";
  if (isEndedByUs(error)) return `not done after ${INSTALL_MS / 60_000} minutes`;
  const code = error instanceof Error && "code" in error ? String(error.code) : "an error";
  console.error(text.slice(-2000));
  return `ended with ${code}`;
}

function isEndedByUs(error: unknown): boolean {
  return error instanceof Error && "killed" in error && error.killed === true;
}

function textOf(from: unknown, stream: "stdout" | "stderr"): string {
  if (typeof from !== "object" || from === null) return "";
  const streams = new Map(Object.entries(from));
  return String(streams.get(stream) ?? "");
}
