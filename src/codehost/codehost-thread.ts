import { setTimeout as sleep } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { remoteCommands } from "../api/remote-commands.ts";
import { BackendProblem } from "../backend/backend.ts";
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

/** Does the jobs at code hosts, and asks those that cannot call. Runs only where a project is connected to one. */
async function runCodeHostThread(port: MessagePort, data: CodeHostThreadData): Promise<void> {
  const main = callsOver(port, {});
  const writer = callsOver(data.commandPort, {});
  const commands = remoteCommands((name, args) => writer.call("command", { name, args }));
  const { reader, outbound, backends } = openParts(data, commands);

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
  const jobs = createJobs({
    reader: reader.codeHosts,
    commands,
    hostOf: (connection) => openHost(connection, { send: outbound.send, secretKey: data.secretKey }),
    publicUrl: data.publicUrl,
    decide,
    now: Date.now,
    onChanged: (projectId, issueIds) => main.note("changed", { projectId, issueIds } satisfies FollowedIssues),
  });
  while (true) {
    try {
      await jobs.round();
      await sleep(ROUND_EVERY_MS);
    } catch (error) {
      main.note("problem", error);
      await sleep(REST_MS);
    }
  }
}

if (parentPort !== null) await runCodeHostThread(parentPort, workerData);
