import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { bombs, neighbour } from "./hostile.ts";
import { pages } from "./pages.ts";
import { retention } from "./retention.ts";
import type { Figure, Scale } from "./scenarios.ts";
import { burst, calm, reading, sustained } from "./scenarios.ts";

/*
 * `npm run bench [-- --quick] [--only NAME]`: the figures of docs/performance.md, as a table, and as JSON below bench/results/.
 * Machines are noisy: trust CPU time and ratios, not rates.
 */
const SCENARIOS = { sustained, burst, calm, reading, bombs, neighbour, retention, pages };
const FULL: Scale = { events: 20_000, rounds: 5, seconds: 20 };
const QUICK: Scale = { events: 4_000, rounds: 1, seconds: 5 };

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, only: { type: "string" } } });
const scale = values.quick ? QUICK : FULL;
const results: { [scenario: string]: readonly Figure[] } = {};
for (const [name, run] of Object.entries(SCENARIOS)) {
  if (values.only !== undefined && values.only !== name) continue;
  console.log(`\n${name} …`);
  results[name] = await run(scale);
  for (const { what, unit, value, ratio, median, cpuMs } of results[name] ?? []) {
    const beside =
      ratio !== undefined
        ? `  (${ratio.toFixed(2)} × the limit server's)`
        : median !== undefined
          ? `  (median ${rounded(median)}${cpuMs === undefined ? "" : `, CPU ${rounded(cpuMs)}`})`
          : "";
    console.log(`  ${what.padEnd(58)} ${rounded(value).padStart(10)} ${unit}${beside}`);
  }
}
const machine = { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version };
const folder = new URL("results/", import.meta.url);
mkdirSync(folder, { recursive: true });
const file = new URL(`${new Date().toISOString().slice(0, 16).replace(":", "-")}.json`, folder);
writeFileSync(file, `${JSON.stringify({ machine, scale, results }, null, 2)}\n`);
console.log(`\nWritten to bench/results/${file.pathname.split("/").at(-1) ?? ""}`);

function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
}
