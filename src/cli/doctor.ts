import { findingsOf } from "../checkup/checks.ts";
import type { Finding } from "../checkup/facts.ts";
import { readConfig } from "../config.ts";
import { gatherFacts } from "../gather-facts.ts";
import { readArguments, UsageError } from "./usage.ts";

/** `culprit doctor [--json]`: changes nothing. Ends with 1 if something is wrong; notes alone end with 0. */
export async function doctor(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, []);
  if (args.words.length > 0) throw new UsageError("culprit doctor takes no words");
  const findings = await look();
  const isGood = findings.every(({ level }) => level !== "wrong");
  if (args.has("json")) console.log(JSON.stringify({ ok: isGood, findings }));
  else console.log(findings.length === 0 ? "Nothing is wrong that culprit doctor knows of." : findings.map(linesOf).join("\n"));
  return isGood ? 0 : 1;
}

/** A configuration that stops the start is mended first: what else is looked at depends on it. */
async function look(): Promise<readonly Finding[]> {
  const read = readConfig(process.env);
  if (read.ok) return findingsOf(await gatherFacts({ ...read.value, hasMail: read.value.mail !== undefined }));
  return read.problem.map(({ name, text }) => ({
    check: "configuration",
    level: "wrong",
    text: `${name} ${text}`,
    remedy: "Mend it where the server's environment is set, then ask again: the rest was not looked at.",
  }));
}

function linesOf({ check, level, text, remedy }: Finding): string {
  return `${level.padEnd(5)}  ${check}: ${text}\n       ${remedy}`;
}
