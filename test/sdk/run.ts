import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ensureChromium } from "../../scripts/chromium.ts";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { compare, expectedEvents } from "./compare.ts";
import { observe } from "./observed.ts";
import type { Program } from "./programs.ts";
import { PROGRAMS } from "./programs.ts";

/**
 * `npm run test:sdk`: real programs with real SDKs send to a real server, and what the API then answers is held against
 * expected.json. `npm run test:sdk -- TEXT …` runs the programs alone whose name contains one of the texts.
 */
const MadeProject = z.object({ slug: z.string(), dsn: z.string() });

const wanted = process.argv.slice(2);
const programs = PROGRAMS.filter(({ name }) => wanted.length === 0 || wanted.some((text) => name.includes(text)));
if (programs.some(({ language }) => language === "browser")) ensureChromium();

const leftOut: string[] = [];
let passed = 0;
let failed = 0;
await using server = await startServer();

for (const program of programs) {
  const missing = await program.missing();
  if (missing !== undefined) {
    leftOut.push(`${program.name}: ${missing}`);
    continue;
  }
  try {
    const seconds = await prove(server, program);
    console.log(`✔ ${program.name}: as expected (${seconds.toFixed(1)} s)`);
    passed += 1;
  } catch (error) {
    console.error(`✖ ${program.name}: ${error instanceof Error ? error.message : String(error)}`);
    failed += 1;
  }
}
for (const text of leftOut) console.log(`Left out: ${text}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Runs one program against a project of its own. Throws with the difference; answers the seconds it took. */
async function prove(on: TestServer, program: Program): Promise<number> {
  const startedAt = performance.now();
  const project = MadeProject.parse(JSON.parse(await on.culprit("project", "create", program.name, "--json")));
  await program.prepare();
  const page = await program.run(project.dsn);

  const sum = async (): Promise<number> =>
    (await observe(on, project.slug)).issues.reduce((total, issue) => total + issue.events, 0);
  // In vain is no failure here: the comparison says better what is missing.
  await waitFor(async () => (await sum()) >= expectedEvents(program.language), { what: "the events", timeoutMs: 10_000 }).catch(
    () => sleep(0),
  );
  await drained(on.url);
  compare(program.language, program.major, await observe(on, project.slug), page);
  return (performance.now() - startedAt) / 1000;
}
