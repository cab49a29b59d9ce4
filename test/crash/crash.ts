import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BROKEN_BUILDS, isBrokenBuild } from "./broken-builds.ts";
import { runCrashes } from "./run.ts";

/*
 * `npm run crash -- --kills N [--json] [--broken NAME]`: kills a real server again and again under load, at each stage of a batch
 * in turn, and asks it over HTTP alone what it kept. Ends with 1 when something was lost or counted wrongly: with a broken
 * build, that is as it should be. Ends with 2 when it could not be tried. `--power-loss` is a program of its own. See
 * docs/crash.md.
 */
const MAX_SHOWN = 10;

const [first, ...rest] = process.argv.slice(2);
process.exitCode = first === "--power-loss" ? runPowerLoss(rest) : await runKills().catch(failed);

function runPowerLoss(args: readonly string[]): number {
  const program = fileURLToPath(new URL("power-loss.ts", import.meta.url));
  return spawnSync(process.execPath, [program, ...args], { stdio: "inherit" }).status ?? 1;
}

function failed(error: unknown): number {
  console.error(error instanceof Error ? error.message : error);
  return 2;
}

async function runKills(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "20" },
      json: { type: "boolean", default: false },
      broken: { type: "string" },
    },
  });
  const kills = Number(values.kills);
  const { broken } = values;
  if (!Number.isInteger(kills) || kills < 1) throw new Error("--kills wants a whole number from 1 on");
  if (broken !== undefined && !isBrokenBuild(broken)) {
    throw new Error(`--broken wants one of ${Object.keys(BROKEN_BUILDS).join(", ")}`);
  }
  const { problems, ...report } = await runCrashes({ kills, broken, onProgress: (text) => console.error(text) });
  for (const text of problems.slice(0, MAX_SHOWN)) console.error(text);
  if (problems.length > MAX_SHOWN) console.error(`… and ${problems.length - MAX_SHOWN} more`);
  if (values.json) console.log(JSON.stringify({ ...report, problems: problems.length }));
  else for (const [name, value] of Object.entries(report)) console.log(`${name}: ${JSON.stringify(value)}`);
  return problems.length === 0 ? 0 : 1;
}
