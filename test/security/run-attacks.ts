import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ATTACKS, isAttack } from "./attacks.ts";
import type { Attack } from "./attack.ts";
import type { AttackName } from "./attacks.ts";
import { withTable } from "./attack-table.ts";
import type { Seen } from "./attack-table.ts";

/*
 * `npm run attack [-- --weakened NAME …] [--write]`: runs the test of each attack twice: as it is, when it must pass, and against
 * the weakened build, when it must fail. Ends with 1 when one does not. `--write` puts the result into docs/attacks.md.
 */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOCUMENT = path.join(ROOT, "docs", "attacks.md");
const HOOK = new URL("weaken.ts", import.meta.url).href;
/** A test that a weakened build makes hang has failed too. */
const TEST_TIMEOUT_MS = 180_000;
const Tally = z.object({ passed: z.number(), failed: z.number() });

const { values } = parseArgs({
  options: { weakened: { type: "string", multiple: true }, write: { type: "boolean", default: false } },
});
const names = (values.weakened ?? Object.keys(ATTACKS)).map((name) => {
  if (isAttack(name)) return name;
  throw new Error(`--weakened wants one of ${Object.keys(ATTACKS).join(", ")}`);
});

const seen = new Map<AttackName, Seen>();
for (const name of names) {
  const result = { sound: runTest(name, false), weakened: runTest(name, true) };
  seen.set(name, result);
  if (values.write) writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, "utf8"), seen));
  console.log(`${isGood(result) ? "good " : "WRONG"}  ${name}: as it is ${result.sound}; weakened ${result.weakened}`);
}
process.exitCode = [...seen.values()].every(isGood) ? 0 : 1;

function isGood({ sound, weakened }: Seen): boolean {
  return sound === "passes" && weakened === "fails";
}

function runTest(name: AttackName, isWeakened: boolean): Seen["sound"] {
  const { test }: Attack = ATTACKS[name];
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-attack-"));
  const tallyFile = path.join(directory, "tally.json");
  const loadedFile = path.join(directory, "loaded");
  const hook = { NODE_OPTIONS: `--import=${HOOK}`, ATTACK_WEAKENED: name, ATTACK_LOADED: loadedFile };
  const args = [
    "--test",
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    ...(test.name === undefined ? [] : [`--test-name-pattern=${escaped(test.name)}`]),
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=./scripts/test-tally.ts",
    `--test-reporter-destination=${tallyFile}`,
    test.file,
  ];
  try {
    const { stdout } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...(isWeakened && hook) },
      encoding: "utf8",
      timeout: 3 * TEST_TIMEOUT_MS,
    });
    if (values.weakened !== undefined) console.log(stdout);
    // A server that is not there fails every test, and says nothing of any.
    if (stdout.includes("The server did not start")) return "does not start";
    if (isWeakened && !existsSync(loadedFile)) return "does not load what is weakened";
    const text = existsSync(tallyFile) ? readFileSync(tallyFile, "utf8") : "";
    if (text === "") return "does not end";
    const { passed, failed } = Tally.parse(JSON.parse(text));
    return passed + failed === 0 ? "does not run" : failed > 0 ? "fails" : "passes";
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
