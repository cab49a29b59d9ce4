import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Client } from "../harness/npm-program.ts";
import { installed } from "../harness/npm-program.ts";
import { EVENT_IDS } from "./place.ts";
import type { Place } from "./place.ts";
import { textOf } from "./sentry-cli.ts";

/** Sentry's command line for Node, made after `sentry-cli`. */
export const NODE_CLI: Client = { name: "sentry", version: "0.49.0", package: "sentry", entry: "sentry/dist/bin.cjs" };

/** What it is asked, and what it must print. Each builds on those before it. */
const stepsOf = ({ organization, project }: Place): readonly (readonly [args: readonly string[], prints: RegExp])[] => {
  const place = `${organization}/${project}`;
  return [
    [["auth", "whoami"], /owner@example\.org/],
    [["org", "list"], /culprit/],
    [["project", "list", organization], /shop +│ Shop/],
    [["issue", "list", place], /SHOP-2[\s\S]*SHOP-1/],
    [["issue", "view", "SHOP-1"], /PriceError: no price/],
    [["issue", "events", "SHOP-1"], new RegExp(EVENT_IDS[0] ?? "")],
    [["event", "view", place, EVENT_IDS[2] ?? ""], /at taxerror \(shop\/cart\.py:12/],
    [["issue", "resolve", "SHOP-1"], /✓ Resolved/],
    [["issue", "unresolve", "SHOP-1"], /Unresolved/],
    [["issue", "archive", "SHOP-2"], /Archived/],
    [["explore", place, "--dataset", "errors", "--field", "title", "--field", "count()"], /PriceError: no price +│ +2/],
    [["release", "create", "shop@2.0.0", "--project", project], /Release Created: shop@2\.0\.0/],
    [["release", "finalize", "shop@2.0.0"], /2\.0\.0/],
    [["release", "list", organization], /2\.0\.0[\s\S]*1\.4\.0/],
    [["team", "list", organization], /No teams/],
    [["dsn", "list", place], /Default +│ Enabled/],
  ];
};

/** Runs each command; answers what was wrong, by command. */
export async function nodeCliProblems(
  place: Place,
  url: string,
): Promise<readonly (readonly [command: string, problem: string | undefined])[]> {
  const program = await installed(NODE_CLI);
  const env = {
    PATH: process.env["PATH"],
    HOME: place.dataDir,
    NO_COLOR: "1",
    CI: "1",
    SENTRY_URL: url,
    SENTRY_AUTH_TOKEN: place.userToken,
    SENTRY_CLI_NO_TELEMETRY: "1",
    SENTRY_CLI_NO_UPDATE_CHECK: "1",
  };
  const results: (readonly [string, string | undefined])[] = [];
  for (const [args, prints] of stepsOf(place)) {
    const ran = await promisify(execFile)(process.execPath, [program, ...args], { env, timeout: 60_000 }).then(
      ({ stdout, stderr }) => ({ isGood: true, output: `${stdout}${stderr}` }),
      (error: unknown) => ({ isGood: false, output: textOf(error) }),
    );
    results.push([args.join(" "), ran.isGood && prints.test(ran.output) ? undefined : ran.output]);
  }
  return results;
}
