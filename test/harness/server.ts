import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import type { Made } from "./set-up.ts";
import { setUp } from "./set-up.ts";
import { waitFor } from "./wait-for.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ENTRY = path.join(ROOT, "bin", "culprit.mjs");
const READY_MS = 60_000;

export const ADMIN_EMAIL = "owner@example.org";
export const ADMIN_PASSWORD = "a long enough password";

export type ServerOptions = {
  /** More environment, over what the harness sets. */
  readonly env?: { readonly [name: string]: string };
  /** False leaves out the owner, the project and the token: the server then waits for its set-up link to be opened. */
  readonly isSetUp?: boolean;
  /** Of the token; all that a test may want by default. */
  readonly scopes?: string;
  readonly platform?: string;
  /** A data directory whose copy it starts on. */
  readonly dataFrom?: string;
  /** Called with the data directory before the first start, to mount something there, say. */
  readonly prepare?: (dataDir: string) => void;
  /** Another way to start it, from the project's root. */
  readonly command?: readonly [string, ...string[]];
};

/** A real server, as a process of its own with a data directory of its own. */
export type TestServer = {
  readonly url: string;
  readonly dataDir: string;
  readonly pid: () => number;
  /** Everything it has written so far, both streams. */
  readonly output: () => string;
  /** The project made for the test; empty strings when it is not set up. */
  readonly organization: string;
  readonly project: string;
  readonly projectId: string;
  readonly dsn: string;
  readonly publicKey: string;
  readonly token: string;
  /** Asks `/api/0` + path with the token. */
  readonly api: (path: string, init?: RequestInit) => Promise<Response>;
  /** The body of a GET that must answer 200. */
  readonly read: (path: string) => Promise<unknown>;
  /** Runs the command line on the server's data directory; answers what it printed. Rejects when it ends with an error. */
  readonly culprit: (...args: readonly string[]) => Promise<string>;
  /** Ends it and answers its exit code. SIGTERM by default. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  readonly kill9: () => Promise<void>;
  /** Waits until it has ended by itself; answers the signal that ended it. */
  readonly ended: () => Promise<NodeJS.Signals | null>;
  /** Starts it again, on the same directory and port, with more environment if given; it must have been stopped or killed. */
  readonly restart: (env?: ServerOptions["env"]) => Promise<void>;
  /** Kills it and removes its directory. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

const ALL_SCOPES = "org:admin project:admin team:admin member:admin event:admin project:releases";

/** Starts a server and waits until it can keep an event. `await using` ends it with the test. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const isSetUp = options.isSetUp ?? true;
  const dataDir = mkdtempSync(path.join(tmpdir(), "culprit-test-"));
  if (options.dataFrom !== undefined) cpSync(options.dataFrom, dataDir, { recursive: true });
  options.prepare?.(dataDir);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...withoutOurs(process.env),
    CULPRIT_PORT: String(port),
    CULPRIT_URL: url,
    CULPRIT_DATA_DIR: dataDir,
    ...(isSetUp ? { CULPRIT_ADMIN_EMAIL: ADMIN_EMAIL, CULPRIT_ADMIN_PASSWORD: ADMIN_PASSWORD } : {}),
    ...options.env,
  };
  const server = await launch(options.command ?? [process.execPath, ENTRY, "serve"], env, url);
  const culprit = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [ENTRY, ...args], { env })).stdout;
  const made = isSetUp
    ? await setUp(env.CULPRIT_DATA_DIR, env.CULPRIT_URL, options.platform, options.scopes ?? ALL_SCOPES)
    : NOT_SET_UP;

  const api = (below: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (typeof init.body === "string" && !headers.has("content-type")) headers.set("content-type", "application/json");
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${made.token}`);
    return fetch(`${url}/api/0${below}`, { ...init, headers });
  };
  return {
    ...made,
    url,
    dataDir,
    culprit,
    api,
    async read(below) {
      const response = await api(below);
      if (response.status !== 200) throw new Error(`GET ${below} answered ${response.status}: ${await response.text()}`);
      return response.json();
    },
    pid: () => server.pid(),
    output: () => server.output(),
    stop: (signal = "SIGTERM") => server.end(signal),
    async kill9() {
      await server.end("SIGKILL");
    },
    ended: () => server.ended(),
    restart: (more) => server.start(more),
    async [Symbol.asyncDispose]() {
      await server.end("SIGKILL");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const NOT_SET_UP: Made = { organization: "", project: "", projectId: "", dsn: "", publicKey: "", token: "" };

type Launched = {
  readonly pid: () => number;
  readonly output: () => string;
  readonly start: (more?: ServerOptions["env"]) => Promise<void>;
  readonly ended: () => Promise<NodeJS.Signals | null>;
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
};

async function launch(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  url: string,
): Promise<Launched> {
  let child: ChildProcess | undefined;
  let output = "";
  const start = async (more: ServerOptions["env"] = {}): Promise<void> => {
    if (child !== undefined && !hasEnded(child)) throw new Error("The server is still running");
    const started = spawn(program, args, { cwd: ROOT, env: { ...env, ...more }, stdio: ["ignore", "pipe", "pipe"] });
    child = started;
    const keep = (chunk: Buffer): void => void (output += chunk.toString());
    started.stdout.on("data", keep);
    started.stderr.on("data", keep);
    killAtExit(started);
    await waitFor(() => isReady(url, started), { what: "the server to be ready", timeoutMs: READY_MS }).catch(
      async (error: unknown) => {
        started.kill("SIGKILL");
        throw new Error(`The server did not start. It wrote:\n${output}`, { cause: error });
      },
    );
    if (hasEnded(started)) throw new Error(`The server ended with ${started.exitCode}. It wrote:\n${output}`);
  };
  await start();
  return {
    pid: () => child?.pid ?? 0,
    output: () => output,
    start,
    async ended() {
      if (child !== undefined && !hasEnded(child)) await once(child, "exit");
      return child?.signalCode ?? null;
    },
    async end(signal) {
      if (child === undefined) return null;
      if (!hasEnded(child)) {
        child.kill(signal);
        await once(child, "exit");
      }
      return child.exitCode;
    },
  };
}

/** Also true when it has ended, so that waiting ends at once. */
async function isReady(url: string, child: ChildProcess): Promise<boolean> {
  if (hasEnded(child)) return true;
  const response = await fetch(`${url}/readyz`);
  await response.body?.cancel();
  return response.status === 200;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A test process that ends early leaves no server behind. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

function killAtExit(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
}

/** What the developer's shell says of Culprit must not reach the servers under test. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("CULPRIT_")));
}
