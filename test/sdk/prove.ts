import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { findChromium } from "../harness/chromium.ts";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { runInBrowser } from "./browser.ts";
import { capturedProblems } from "./captures.ts";
import { compare, expectedEvents, readExpected } from "./compare.ts";
import { CommandFailed, prepare, runProgram, tryCommand } from "./install.ts";
import type { Command, Language } from "./languages.ts";
import type { Observed } from "./observed.ts";
import { observe } from "./observed.ts";
import type { Result } from "./report.ts";

const MadeProject = z.object({ slug: z.string(), dsn: z.string() });
const ARRIVAL_MS = 15_000;

/** Runs one SDK's program against a project of its own; where it cannot be installed, captures stand in. */
export async function prove(
  server: TestServer,
  language: Language,
  version: string,
  show: (observed: Observed) => void,
): Promise<Result> {
  try {
    if (language.run === "in a browser" && findChromium() === undefined)
      throw new CommandFailed("apt-get install chromium", "brought no browser");
    const folder = await prepare(language, version);
    return await ran(server, language, version, folder, show);
  } catch (error) {
    if (!(error instanceof CommandFailed)) return { kind: "failed", comparison: new Map(), problems: [String(error)] };
    const { command, reason } = error;
    const captures = language.captures[version];
    if (captures === undefined) return { kind: "not run", command, reason };
    const problems = await capturedProblems(server, captures);
    return problems.length > 0
      ? { kind: "failed", comparison: new Map(), problems }
      : { kind: "captured", captures, command, reason };
  }
}

/** Tries to install what has no program yet: the day that it can be installed, the run says so. */
export async function tryToInstall(command: Command): Promise<Result> {
  try {
    await tryCommand(command);
    return { kind: "not run", command: command.join(" "), reason: "can be installed by now: write it a program" };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { kind: "not run", command: error.command, reason: error.reason };
  }
}

async function ran(
  server: TestServer,
  language: Language,
  version: string,
  folder: string,
  show: (observed: Observed) => void,
): Promise<Result> {
  const name = `${language.language} ${version}`;
  const project = MadeProject.parse(JSON.parse(await server.culprit("project", "create", name, "--json")));
  const { root, output } =
    language.run === "in a browser"
      ? await runInBrowser(folder, project.dsn).then((page) => ({ root: page.origin, output: page.output }))
      : { root: folder, output: await runProgram(language, folder, project.dsn) };

  const expected = readExpected(language.expected, version);
  const hasAll = async (): Promise<boolean> => {
    const { issues, sessions } = await observe(server, project.slug, root);
    const events = issues.reduce((sum, issue) => sum + issue.events, 0);
    return events >= expectedEvents(expected) && (sessions > 0 || !expected.session);
  };
  // In vain is no failure here: the comparison says better what is missing.
  await waitFor(hasAll, { what: "the events", timeoutMs: ARRIVAL_MS, everyMs: 250 }).catch(() => sleep(0));
  await drained(server.url);
  const observed = await observe(server, project.slug, root);
  show(observed);
  const comparison = compare(expected, observed);
  const problems = [
    ...[...comparison].flatMap(([feature, problem]) => (problem === undefined ? [] : [`${feature}: ${problem}`])),
    ...observed.refused.map((outcome) => `turned away: ${outcome}`),
    ...complaintsIn(output, language.complaint),
  ];
  return problems.length > 0 ? { kind: "failed", comparison, problems } : { kind: "ran", comparison };
}

function complaintsIn(output: string, complaint: RegExp): string[] {
  return output
    .split("\n")
    .filter((line) => complaint.test(line))
    .map((line) => `the SDK logged an error: ${line}`);
}
