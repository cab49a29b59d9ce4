import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findChromium } from "../harness/chromium.ts";
import { runInBrowser } from "./browser.ts";
import type { Language } from "./compare.ts";

/** A program with a real SDK in it. Its SDK is installed aside, in an exact version, and is no dependency of ours. */
export type Program = {
  readonly name: string;
  readonly language: Language;
  /** Of the SDK's version. */
  readonly major: number;
  /** Why it cannot run on this machine, if so. */
  readonly missing: () => Promise<string | undefined>;
  /** Installs the SDK unless it is there. */
  readonly prepare: () => Promise<void>;
  /** Runs it to its end. Answers the origin of the page, for a browser. */
  readonly run: (dsn: string) => Promise<string>;
};

const SOURCES = fileURLToPath(new URL("programs", import.meta.url));
const CACHE = fileURLToPath(new URL("../../.cache/sdk", import.meta.url));
const execute = promisify(execFile);

export const PROGRAMS: readonly Program[] = [
  nodeProgram("11.12.0"),
  nodeProgram("10.78.0"),
  nodeProgram("7.120.4"),
  browserProgram("11.12.0"),
  browserProgram("10.78.0"),
  pythonProgram("2.75.0"),
  goProgram("0.50.0"),
];

function nodeProgram(version: string): Program {
  const folder = path.join(CACHE, `node-${version}`);
  return {
    name: `@sentry/node ${version}`,
    language: "node",
    major: Number.parseInt(version, 10),
    missing: async () => undefined,
    prepare: () => installFromNpm(folder, "@sentry/node", version),
    async run(dsn) {
      // Beside its SDK, where the runtime looks for it.
      cpSync(path.join(SOURCES, "javascript"), folder, { recursive: true });
      await execute(process.execPath, ["node.mjs"], { cwd: folder, env: { ...process.env, SENTRY_DSN: dsn } }).then(
        () => Promise.reject(new Error("the program did not crash")),
        (error: unknown) => expectCrash(error, "OrderFailed"),
      );
      return "";
    },
  };
}

function browserProgram(version: string): Program {
  const folder = path.join(CACHE, `browser-${version}`);
  return {
    name: `@sentry/browser ${version}`,
    language: "browser",
    major: Number.parseInt(version, 10),
    missing: async () => (findChromium() === undefined ? "there is no Chromium" : undefined),
    prepare: () => installFromNpm(folder, "@sentry/browser", version),
    run: (dsn) => runInBrowser(folder, path.join(SOURCES, "javascript"), dsn),
  };
}

function pythonProgram(version: string): Program {
  const folder = path.join(CACHE, `python-${version}`);
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  return {
    name: `sentry-sdk ${version} (Python)`,
    language: "python",
    major: Number.parseInt(version, 10),
    missing: () => missingTool("python3", ["-c", "import venv, ensurepip"], "there is no python3 with its venv module"),
    async prepare() {
      if (existsSync(path.join(folder, "installed"))) return;
      await execute("python3", ["-m", "venv", folder]);
      await execute(python, ["-m", "pip", "install", "--quiet", `sentry-sdk==${version}`]);
      mkdirSync(path.join(folder, "installed"));
    },
    async run(dsn) {
      const env = { ...process.env, SENTRY_DSN: dsn, PYTHONDONTWRITEBYTECODE: "1" };
      await execute(python, ["main.py"], { cwd: path.join(SOURCES, "python"), env }).then(
        () => Promise.reject(new Error("the program did not crash")),
        (error: unknown) => expectCrash(error, "OrderFailed"),
      );
      return "";
    },
  };
}

/** The version stands in the program's go.mod; it is named here for the report. */
function goProgram(version: string): Program {
  const binary = path.join(CACHE, `go-${version}`, "shop");
  return {
    name: `sentry-go ${version}`,
    language: "go",
    major: Number.parseInt(version, 10),
    missing: () => missingTool("go", ["version"], "there is no Go"),
    async prepare() {
      await execute("go", ["build", "-o", binary, "."], { cwd: path.join(SOURCES, "go") });
    },
    async run(dsn) {
      await execute(binary, [], { env: { ...process.env, SENTRY_DSN: dsn } });
      return "";
    },
  };
}

async function installFromNpm(folder: string, name: string, version: string): Promise<void> {
  const manifest = path.join(folder, "node_modules", name, "package.json");
  if (existsSync(manifest) && readFileSync(manifest, "utf8").includes(`"version": "${version}"`)) return;
  mkdirSync(folder, { recursive: true });
  const options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"];
  await execute("npm", ["install", "--prefix", folder, ...options, `${name}@${version}`], {
    shell: process.platform === "win32",
  });
}

async function missingTool(tool: string, args: readonly string[], reason: string): Promise<string | undefined> {
  return execute(tool, [...args]).then(
    () => undefined,
    () => reason,
  );
}

/** The programs end by the error they are about; anything else is a fault of the program. */
function expectCrash(error: unknown, name: string): void {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
  if (!stderr.includes(name)) throw error;
}
