import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ensurePage } from "../src/cli/build-page.ts";
import { ensureChromium } from "./chromium.ts";
import { ensureNginx } from "./nginx.ts";

/**
 * `npm test`: everything that this machine can run, and at the end what was left out and why.
 * `npm test -- TEXT …` runs the files alone whose path contains one of the texts.
 */
type Suite = {
  readonly name: string;
  readonly files: readonly string[];
  /** A process for each file: what the worlds of one leave in memory goes with it. */
  readonly options: readonly string[];
};

const Tally = z.object({ passed: z.number(), failed: z.number(), skipped: z.array(z.string()) });
/** A test that waits for what never comes fails, and a suite that something holds open is ended: a run always ends. */
const TEST_TIMEOUT_MS = 10 * 60_000;
const SUITE_TIMEOUT_MS = 28 * 60_000;
const TALLY_FILE = path.resolve(".cache/test-tally.json");
/**
 * The one that servers use: each file is a process, and to erase the types of all that it imports is a third of its work. What the units
 * leave there spares the servers of the suites after them a cold start; most of those are killed, and leave nothing.
 */
const COMPILE_CACHE = path.resolve(".cache/compile");
/** Files that take half a minute and more; the first of them spends it waiting for a client's patience to end. */
const LONG = [
  "slow-clients.test.ts",
  "power-loss.test.ts",
  "crash.test.ts",
  "browser/access.test.ts",
  "browser/people.test.ts",
];

const wanted = process.argv.slice(2);
const leftOut = ["programs with real SDKs: npm run test:sdk runs them"];
const browserFiles = longestFirst(testFiles(["test/browser/**/*.test.ts"]));
const serverFiles = longestFirst(testFiles(["test/**/*.test.ts"]).filter((file) => !/^test[\\/]browser[\\/]/.test(file)));

if (browserFiles.length + serverFiles.length > 0 && existsSync("web/index.html")) await ensurePage((line) => console.log(line));
const noBrowser = browserFiles.length > 0 ? ensureChromium() : undefined;
if ([...browserFiles, ...serverFiles].some((file) => file.endsWith("proxy.test.ts"))) ensureNginx();
if (noBrowser !== undefined) leftOut.push(`${browserFiles.length} files of tests in a browser: ${noBrowser}`);

const suites: readonly Suite[] = [
  {
    name: "units",
    files: testFiles(["src/**/*.test.ts", "web/**/*.test.ts"]),
    options: ["--test-concurrency=2", "--test-reporter=dot"],
  },
  { name: "whole servers", files: serverFiles, options: ["--test-concurrency=2", "--test-reporter=spec"] },
  {
    name: "screens in a browser",
    files: noBrowser === undefined ? browserFiles : [],
    options: ["--test-concurrency=2", "--test-reporter=spec"],
  },
];

let passed = 0;
let failed = 0;
for (const suite of suites) {
  if (suite.files.length === 0) continue;
  const tally = runSuite(suite);
  passed += tally.passed;
  failed += tally.failed;
  leftOut.push(...tally.skipped);
}

console.log("\nLeft out:");
for (const text of leftOut) console.log(`  ${text}`);
// Alone on its line and in these words, for machines that read test output.
console.log(`\n${passed} passed, ${failed} failed`);
if (passed === 0) console.error("No test ran.");
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function testFiles(patterns: readonly string[]): string[] {
  const files = globSync(patterns, { exclude: ["**/node_modules/**"] }).toSorted();
  return wanted.length === 0 ? files : files.filter((file) => wanted.some((text) => file.includes(text)));
}

/** So that none of them is what a suite still waits for at its end. */
function longestFirst(files: readonly string[]): readonly string[] {
  const isLong = (file: string): boolean => LONG.some((name) => file.endsWith(name));
  return [...files.filter(isLong), ...files.filter((file) => !isLong(file))];
}

function runSuite(suite: Suite): z.infer<typeof Tally> {
  console.log(`\n── ${suite.name}: ${suite.files.length} files`);
  const startedAt = performance.now();
  mkdirSync(path.dirname(TALLY_FILE), { recursive: true });
  rmSync(TALLY_FILE, { force: true });
  const reporters = [
    "--test-reporter-destination=stdout",
    "--test-reporter=./scripts/test-tally.ts",
    `--test-reporter-destination=${TALLY_FILE}`,
  ];
  const limit = `--test-timeout=${TEST_TIMEOUT_MS}`;
  const { status, error } = spawnSync(process.execPath, ["--test", limit, ...suite.options, ...reporters, ...suite.files], {
    stdio: ["ignore", "inherit", "inherit"],
    timeout: SUITE_TIMEOUT_MS,
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  if (error !== undefined) console.error(`${suite.name} did not end well: ${error.message}`);
  const text = existsSync(TALLY_FILE) ? readFileSync(TALLY_FILE, "utf8") : "";
  const tally = text === "" ? { passed: 0, failed: 1, skipped: [] } : Tally.parse(JSON.parse(text));
  console.log(
    `   ${suite.name}: ${tally.passed} passed, ${tally.failed} failed (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`,
  );
  // A crash outside of any test fails the run, though no test says so.
  return status !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
