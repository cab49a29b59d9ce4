import { setTimeout as sleep } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { remoteCommands } from "../api/remote-commands.ts";
import { BackendProblem } from "../backend/backend.ts";
import { openRemoteLines } from "../backend/sentry/remote-line.ts";
import type { PartsData } from "../open-parts.ts";
import { openParts } from "../open-parts.ts";
import { ok, problem } from "../protocol/result.ts";
import { callsOver } from "../threads/calls.ts";
import type { JobsDeps } from "./jobs.ts";
import { createJobs } from "./jobs.ts";
import { openHost } from "./open-host.ts";

/** What the main thread hands over at the start. */
export type CodeHostThreadData = PartsData & {
  readonly publicUrl: string;
  /** The line to the writer. */
  readonly commandPort: MessagePort;
};

/** Told to the main thread when issues of ours changed. */
export type FollowedIssues = { readonly projectId: number; readonly issueIds: readonly number[] };

/** How soon a decision is carried out. Looking for jobs is two look-ups in small tables. */
const ROUND_EVERY_MS = 1_000;
/** After the store was out of order. */
const REST_MS = 10_000;
/** What a Sentry says that has no integration or plugin for the code host, or a token without the scope. */
const UNABLE: ReadonlySet<string> = new Set(["not-found", "bad-request", "missing-scope"]);

/** Does the jobs at code hosts, and asks those that cannot call. Runs only where a project is connected to one. */
async function runCodeHostThread(port: MessagePort, data: CodeHostThreadData): Promise<void> {
  const main = callsOver(port, {});
  const writer = callsOver(data.commandPort, {});
  const commands = remoteCommands((name, args) => writer.call("command", { name, args }));
  const { reader, outbound, backends, ways } = openParts(data, commands);
  const lines = openRemoteLines(ways);

  const decide: JobsDeps["decide"] = async (projectId, issueId, status) => {
    const project = await reader.projects.findProjectById(projectId);
    if (project === undefined) return problem({ message: "The project is gone." });
    try {
      await backends.of(project).updateIssues([project], [issueId], { status }, undefined);
      return ok(undefined);
    } catch (error) {
      if (error instanceof BackendProblem) return problem({ message: error.message });
      throw error;
    }
  };
  const linkBack: JobsDeps["linkBack"] = async ({ kind, repository, projectId }, { issueId, number }) => {
    const project = await reader.projects.findProjectById(projectId);
    const issue = project && (await reader.errors.findIssue([project], { kind: "id", id: issueId }));
    const remoteId = issue?.remote?.id;
    if (remoteId === undefined || kind === "gitea") return problem({ message: "No Sentry shows this.", isHopeless: true });
    const external = { host: kind, repositoryId: repository.id, repositoryPath: repository.path, number };
    const line = await lines.lineOf(projectId).catch((error: unknown) => {
      if (error instanceof BackendProblem) return undefined;
      throw error;
    });
    if (line === undefined) return problem({ message: "The project is not connected to a Sentry.", isHopeless: true });
    const linked = await line.ask((client, place) => client.linkExternalIssue(place, remoteId, external));
    if (linked.ok) return ok(undefined);
    return problem({ message: linked.problem.message, isHopeless: UNABLE.has(linked.problem.kind) });
  };
  const jobs = createJobs({
    reader: reader.codeHosts,
    releases: reader.releases,
    commands,
    hostOf: (connection) => openHost(connection, { send: outbound.send, secretKey: data.secretKey }),
    publicUrl: data.publicUrl,
    decide,
    linkBack,
    now: Date.now,
    onChanged: (projectId, issueIds) => main.note("changed", { projectId, issueIds } satisfies FollowedIssues),
  });
  while (true) {
    let pauseMs = ROUND_EVERY_MS;
    const round = jobs.round().catch((error: unknown) => {
      main.note("problem", error);
      pauseMs = REST_MS;
    });
    // A round that waits for a slow host goes on beside the next.
    await Promise.race([round, sleep(ROUND_EVERY_MS)]);
    await sleep(pauseMs);
  }
}

if (parentPort !== null) await runCodeHostThread(parentPort, workerData);
