import { parseArgs } from "node:util";
import { BROKEN_BUILDS, isBrokenBuild } from "./power-loss/builds.ts";
import type { BrokenBuild } from "./power-loss/builds.ts";
import type { Verdict } from "./power-loss/check.ts";
import { checkLife } from "./power-loss/check.ts";
import { recordLife } from "./power-loss/life.ts";
import { whyNoRecorder } from "./power-loss/recorder.ts";

/*
 * `npm run crash:power-loss -- [--deep] [--json] [--broken NAME]`: records everything that a server does to its data directory,
 * loses power at every write and sync of it, and restarts on what may then be there. See docs/power-loss.md.
 */
const QUICK = { requests: 16, sample: 600 };
const DEEP = { requests: 24, sample: undefined };
const SHOWN_PROBLEMS = 5;

process.exitCode = await run();

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      deep: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      broken: { type: "string" },
    },
  });
  const { broken } = values;
  if (broken !== undefined && !isBrokenBuild(broken)) {
    console.error(`There is no broken build "${broken}"; there are: ${BROKEN_BUILDS.join(", ")}.`);
    return 2;
  }
  const reason = whyNoRecorder();
  if (reason !== undefined) {
    console.error(`Power loss cannot be tried here: ${reason}.`);
    return 2;
  }
  const { requests, sample } = values.deep ? DEEP : QUICK;
  const startedAt = performance.now();
  const life = await recordLife({ requests }, broken);
  const verdict = await checkLife(life, { sample, maxProblems: SHOWN_PROBLEMS });
  const isGood = broken === undefined ? verdict.problems.length === 0 : verdict.problems.length > 0;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (values.json) console.log(JSON.stringify({ build: broken ?? "whole", isGood, seconds, ...verdict }));
  else tell(verdict, broken, seconds);
  return isGood ? 0 : 1;
}

function tell({ cuts, states, problems }: Verdict, broken: BrokenBuild | undefined, seconds: number): void {
  console.log(`${cuts} cuts, restarted on ${states} states of the disk, ${seconds} s`);
  for (const { cut, loss, problems: lines } of problems.slice(0, SHOWN_PROBLEMS)) {
    console.log(`\ncut ${cut}, ${loss}:`);
    for (const line of lines) console.log(`  ${line}`);
  }
  if (broken === undefined) console.log(problems.length === 0 ? "0 problems" : `\n${problems.length} states with problems`);
  else console.log(problems.length === 0 ? `\n${broken} was NOT caught` : `\n${broken} was caught, as it must be`);
}
