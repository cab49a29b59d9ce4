import { parseArgs } from "node:util";
import { makeRequest } from "./make-request.ts";
import { runFuzz } from "./run.ts";
import { readSeeds } from "./seeds.ts";

/*
 * `npm run fuzz [-- --envelopes N --seed S --connections C --json]`: mutated requests of real SDKs against a whole server.
 * `--show N` writes out the request of that number instead. Ends with 1 when the server did anything that it must not. See
 * docs/robustness.md.
 */
const { values } = parseArgs({
  options: {
    envelopes: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    connections: { type: "string", default: "6" },
    json: { type: "boolean", default: false },
    show: { type: "string" },
  },
});
const seed = wholeNumber("seed", values.seed, 0);
if (values.show === undefined) await fuzz();
else {
  const address = { host: "localhost", projectId: "1", publicKey: "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6" };
  const { kinds, bytes } = makeRequest(seed, wholeNumber("show", values.show, 0), readSeeds(), address);
  console.error(kinds.join(", "));
  process.stdout.write(bytes);
}

async function fuzz(): Promise<void> {
  const envelopes = wholeNumber("envelopes", values.envelopes, 1);
  const connections = wholeNumber("connections", values.connections, 1);
  const { problems, ...report } = await runFuzz({ envelopes, seed, connections, onProgress: (text) => console.error(text) });
  for (const text of problems) console.error(text);
  if (values.json) console.log(JSON.stringify({ ...report, problems }));
  else for (const [name, value] of Object.entries(report)) console.log(`${name}: ${JSON.stringify(value)}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) throw new Error(`--${name} wants a whole number from ${least} on`);
  return number;
}
