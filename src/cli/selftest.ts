import { createInterface } from "node:readline/promises";
import { parseDsn } from "../protocol/dsn.ts";
import { attack } from "../selftest/attack.ts";
import type { Check } from "../selftest/check.ts";
import { readArguments, UsageError } from "./usage.ts";

const SAYS = `This sends about a hundred requests to %s, as a stranger would. It guesses fourteen passwords of an account that
there is not, so that this address may have to wait a few seconds to sign in, and stores one event if there is a DSN.
Nothing else is changed. Do it to your own installation alone.
`;

/**
 * `culprit selftest --attack URL [--dsn DSN] [--email E] [--json]`: the harmless part of an attack on one's own installation. Asks
 * for the DSN where a person can answer. Ends with 1 if something is wrong.
 */
export async function selftest(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["attack", "dsn", "email"]);
  const url = URL.parse(args.option("attack") ?? "");
  if (url === null || !/^https?:$/.test(url.protocol) || args.words.length > 0) {
    throw new UsageError("Write: culprit selftest --attack https://errors.example.org [--dsn DSN] [--email you@example.org]");
  }
  const address = `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  console.error(SAYS.replace("%s", () => address));
  const dsn = args.option("dsn") ?? (await askedDsn());
  if (dsn !== undefined && !parseDsn(dsn).ok)
    throw new UsageError(`"${dsn}" is not a DSN such as http://<key>@localhost:9000/1`);
  const email = args.option("email");
  const password = process.env["CULPRIT_PASSWORD"];
  if (email !== undefined && password === undefined) throw new UsageError("Give the password of --email as CULPRIT_PASSWORD.");

  const account = email === undefined || password === undefined ? undefined : { email, password };
  const checks = await attack({ url: address, dsn, account });
  const isGood = checks.every(({ outcome }) => outcome !== "wrong");
  if (args.has("json")) console.log(JSON.stringify({ ok: isGood, checks }));
  else
    console.log(
      `${checks.map(linesOf).join("\n")}\n\n${isGood ? "Nothing is wrong that this can see." : "Something is wrong."}`,
    );
  return isGood ? 0 : 1;
}

async function askedDsn(): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = (await lines.question("DSN of a project, to try the door of events too (empty: leave it out): ")).trim();
  lines.close();
  return answer === "" ? undefined : answer;
}

function linesOf({ name, outcome, text, remedy }: Check): string {
  const line = `${outcome.padEnd(8)}  ${name.padEnd(14)}  ${text}`;
  return remedy === undefined ? line : `${line}\n${" ".repeat(26)}${remedy}`;
}
