import { existsSync } from "node:fs";
import type { Step } from "./steps.ts";
import { runStep } from "./steps.ts";

/**
 * `npm run check`: everything that can be said of the code without running it. All steps run, so that one go shows every
 * problem; it ends with 1 if any failed. Names on the command line choose steps: `npm run check -- lint format`.
 */
const STEPS: readonly Step[] = [
  { name: "types", command: ["tsc", "-p", "tsconfig.json"] },
  ...(existsSync("web/tsconfig.json") ? [{ name: "page types", command: ["tsc", "-p", "web/tsconfig.json"] } as const] : []),
  { name: "lint", command: ["oxlint", "--type-aware"] },
  { name: "format", command: ["oxfmt", "--check", "."] },
  { name: "layout", command: [process.execPath, "scripts/check-layout.ts"] },
  { name: "dead code", command: ["knip", "--no-progress"] },
  { name: "lockfile", command: [process.execPath, "scripts/check-lock.ts"] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(", ")}. There are: ${STEPS.map((step) => step.name).join(", ")}.`);
  process.exit(1);
}

const failed: string[] = [];
for (const step of STEPS) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  if (!runStep(step)) failed.push(step.name);
}
console.log(failed.length === 0 ? "\nAll checks are good." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
