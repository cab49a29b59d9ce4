import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "../harness/npm-program.ts";
import { installed, MCP_SERVER, SENTRY_CLI_2, SENTRY_CLI_3 } from "../harness/npm-program.ts";
import { BUNDLERS, bundlerTrial } from "./bundlers.ts";
import { MCP_CLIENT, mcpDoorProblems } from "./mcp-door.ts";
import { mcpProblems } from "./mcp-tools.ts";
import { NODE_CLI, nodeCliProblems } from "./node-cli.ts";
import type { Place } from "./place.ts";
import { startPlace } from "./place.ts";
import type { Exchange } from "./recorder.ts";
import { startRecorder } from "./recorder.ts";
import { problemOf, stepsOf } from "./sentry-cli.ts";

/**
 * `npm run test:clients`: the programs that speak Sentry's Web API, as their makers publish them, against a real server. They are
 * installed into `.cache/clients`; one that cannot be had is named and skipped. `--keep` writes down what each asked, for
 * `test/clients/exchanges.test.ts` to ask again where no client can be had. Names choose among them: `npm run test:clients -- @sentry/mcp-server`.
 */
const EXCHANGES = fileURLToPath(new URL("../fixtures/clients", import.meta.url));
const KEPT_HEADERS: ReadonlySet<string> = new Set(["accept", "content-type", "te", "accept-encoding"]);
const isKept = process.argv.includes("--keep");
const chosen = process.argv.slice(2).filter((name) => !name.startsWith("--"));
const counts = { passed: 0, failed: 0, skipped: 0 };

await trial(SENTRY_CLI_2, cliTrial(SENTRY_CLI_2));
await trial(SENTRY_CLI_3, cliTrial(SENTRY_CLI_3));
await trial(NODE_CLI, nodeCliProblems);
await trial(MCP_SERVER, mcpProblems);
await trial(MCP_CLIENT, mcpDoorProblems);
for (const name of BUNDLERS) await bundled(name);

// Alone on its line and in these words, for machines that read test output.
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

type Results = readonly (readonly [what: string, problem: string | undefined])[];

async function trial(client: Client, use: (place: Place, url: string) => Promise<Results>): Promise<void> {
  const { name, version } = client;
  if (chosen.length > 0 && !chosen.includes(name)) return;
  console.log(`${name} ${version}`);
  try {
    await installed(client);
  } catch (error) {
    console.log(`    left out, for it cannot be had here: ${error instanceof Error ? error.message.split("\n")[0] : "?"}`);
    counts.skipped += 1;
    return;
  }
  await using recorder = await startRecorder();
  await using place = await startPlace({ env: { CULPRIT_URL: recorder.url } });
  recorder.passTo(place.url);
  for (const [what, problem] of await use(place, recorder.url)) {
    console.log(`    ${problem === undefined ? "good  " : "FAILED"} ${what}${problem === undefined ? "" : `\n${problem}`}`);
    if (problem === undefined) counts.passed += 1;
    else counts.failed += 1;
  }
  if (isKept) keep(client, place, recorder.take());
}

/** From the build, by the bundler's official plugin, to the readable frame. */
async function bundled(name: string): Promise<void> {
  if (chosen.length > 0 && !chosen.includes(name)) return;
  console.log(`the plugin of ${name}`);
  const result = await bundlerTrial(name);
  if (result.kind === "missing") counts.skipped += 1;
  else if (result.kind === "good") counts.passed += 1;
  else counts.failed += 1;
  console.log(`    ${result.kind === "good" ? "good   a frame of the build is readable" : `${result.kind}: ${result.detail}`}`);
}

function cliTrial(client: Client): (place: Place, url: string) => Promise<Results> {
  return async (place, url) => {
    const program = await installed(client);
    const envelope = path.join(place.dataDir, "envelope");
    writeFileSync(envelope, '{"event_id":"dddddddddddddddddddddddddddddddd"}\n{"type":"event"}\n{"message":"from a file"}\n');
    const results: (readonly [string, string | undefined])[] = [];
    for (const step of stepsOf(envelope)) {
      results.push([step.args.join(" "), await problemOf(program, place, url, step)]);
    }
    return results;
  };
}

/** Who asks again with the tag of an answer gets the same one without its body: here it is asked for whole. */
function statusOf(status: number): number {
  return status === 304 ? 200 : status;
}

/** What was asked and with which status it was answered; secrets and envelopes are made anew when it is asked again. */
function keep({ name, version }: Client, place: Place, exchanges: readonly Exchange[]): void {
  const rows = exchanges.filter(({ path: asked }) => asked.startsWith("/api/0/")).map((exchange) => kept(exchange, place));
  if (rows.length === 0) return;
  const file = `${name.replace(/^@/, "").replace(/\W+/g, "-")}-${version}.json`;
  mkdirSync(EXCHANGES, { recursive: true });
  writeFileSync(path.join(EXCHANGES, file), `${JSON.stringify(rows, null, 1)}\n`);
}

function kept({ method, path: asked, headers, body, status }: Exchange, place: Place): object {
  const by = headers["authorization"]?.includes(place.organizationToken) === true ? "organization" : "user";
  const own = Object.entries(headers).filter(([header]) => KEPT_HEADERS.has(header));
  return {
    by,
    method,
    path: asked.replaceAll(place.publicKey, "{key}"),
    headers: Object.fromEntries(own),
    body,
    status: statusOf(status),
  };
}
