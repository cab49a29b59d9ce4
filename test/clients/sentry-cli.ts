import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Place } from "./place.ts";

/** One command and what it must print. Each builds on those before it. */
export type Step = {
  readonly args: readonly string[];
  readonly prints: RegExp;
  /** Whom it acts as; the owner unless said otherwise. */
  readonly as?: "organization" | "nobody";
};

/** What `sentry-cli` is held to, in both versions. Releases and uploads have suites of their own. */
export function stepsOf(envelope: string): readonly Step[] {
  return [
    { args: ["info"], prints: /User: owner@example\.org[\s\S]*event:admin/ },
    { args: ["info"], prints: /Method: Auth Token/, as: "organization" },
    { args: ["organizations", "list"], prints: /\| culprit \|/ },
    { args: ["projects", "list"], prints: /\| shop \|/ },
    { args: ["projects", "list"], prints: /\| shop \|/, as: "organization" },
    { args: ["repos", "list"], prints: /No repos found/ },
    { args: ["issues", "list"], prints: /SHOP-2[\s\S]*SHOP-1/ },
    { args: ["issues", "resolve", "-i", "1"], prints: /new status: resolved/ },
    { args: ["issues", "list", "--query", "is:resolved"], prints: /\| SHOP-1 [\s\S]*\| resolved/ },
    { args: ["issues", "mute", "-i", "1"], prints: /new status: muted/ },
    { args: ["issues", "list", "--query", "is:ignored price"], prints: /\| SHOP-1 [\s\S]*\| ignored/ },
    { args: ["issues", "unresolve", "-i", "1"], prints: /new status: unresolved/ },
    { args: ["issues", "resolve", "-s", "unresolved"], prints: /new status: resolved/ },
    { args: ["issues", "list", "--query", "is:unresolved"], prints: /No issues found/ },
    { args: ["issues", "unresolve", "--all"], prints: /new status: unresolved/ },
    { args: ["issues", "list", "--query", "is:unresolved"], prints: /SHOP-2[\s\S]*SHOP-1/ },
    { args: ["events", "list", "--show-tags", "--show-user"], prints: /customer: gold/ },
    { args: ["logs", "list"], prints: /No logs found/ },
    { args: ["send-event", "-m", "sent by hand", "-t", "from:cli"], prints: /Event dispatched/, as: "nobody" },
    { args: ["send-envelope", envelope], prints: /Envelope from file .* dispatched/, as: "nobody" },
    { args: ["monitors", "run", "nightly", "--", process.execPath, "--version"], prints: /^v\d+/, as: "nobody" },
    { args: ["monitors", "list"], prints: /\| nightly \|/ },
  ];
}

/** What is wrong with one step, in words; undefined: nothing. */
export async function problemOf(program: string, place: Place, url: string, step: Step): Promise<string | undefined> {
  const token = step.as === "nobody" ? undefined : step.as === "organization" ? place.organizationToken : place.userToken;
  const env = {
    PATH: process.env["PATH"],
    HOME: place.dataDir,
    NO_COLOR: "1",
    SENTRY_DISABLE_UPDATE_CHECK: "1",
    ...(token === undefined ? { SENTRY_DSN: place.dsn } : { SENTRY_AUTH_TOKEN: token, SENTRY_PROJECT: place.project }),
    // An organisation's token says itself where it is good and for whom.
    ...(step.as === undefined ? { SENTRY_URL: url, SENTRY_ORG: place.organization } : {}),
  };
  const ran = await promisify(execFile)(program, step.args, { env, timeout: 60_000 }).then(
    ({ stdout, stderr }) => ({ isGood: true, output: `${stdout}${stderr}` }),
    (error: unknown) => ({ isGood: false, output: textOf(error) }),
  );
  return ran.isGood && step.prints.test(ran.output) ? undefined : `\`${step.args.join(" ")}\` wrote: ${ran.output.trim()}`;
}

/** All that a program wrote before it failed. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const streams = new Map(Object.entries(error));
  return `${String(streams.get("stdout") ?? "")}${String(streams.get("stderr") ?? "")}${error.message}`;
}
