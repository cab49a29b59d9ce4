import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { TestServer } from "../test/harness/server.ts";
import type { Load } from "./generator.ts";
import type { LoudSeen } from "./loud.ts";

/** Ticks a second of /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

/** CPU seconds that a process has used, all its threads together. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident megabytes of a process. Linux only. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
}

/** Bytes of all files below a directory. */
export function bytesBelow(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

export type Target = { readonly url: string; readonly path: string };

/** A load that is ready to go: its bodies are made. `go` sends it and answers what the generator saw. */
export async function prepareLoad(
  target: Target,
  load: { readonly count: number; readonly rate: number; readonly connections: number; readonly seed: number },
): Promise<{ readonly go: () => Promise<Load> }> {
  return prepare<Load>("generator.ts", { ...target, ...load });
}

/** A project that sends as much as it can for so many seconds. */
export async function prepareLoud(
  target: Target,
  load: { readonly seconds: number; readonly connections: number; readonly seed: number },
): Promise<{ readonly go: () => Promise<LoudSeen> }> {
  return prepare<LoudSeen>("loud.ts", { ...target, ...load });
}

/** Starts a program of ours, which says when it is ready to go, and at the end what it saw. */
async function prepare<Seen>(program: string, order: object): Promise<{ readonly go: () => Promise<Seen> }> {
  const child = fork(new URL(program, import.meta.url));
  child.send(order);
  await once(child, "message");
  return {
    async go() {
      child.send("go");
      const [result] = await once(child, "message");
      child.kill();
      return result;
    },
  };
}

export type LimitServer = { readonly target: Target; readonly pid: number; readonly stop: () => void };

export async function startLimitServer(): Promise<LimitServer> {
  const child: ChildProcess = fork(new URL("limit-server.ts", import.meta.url));
  const [address] = await once(child, "message");
  const { port } = z.object({ port: z.number() }).parse(address);
  return { target: { url: `http://127.0.0.1:${port}`, path: "/" }, pid: child.pid ?? 0, stop: () => void child.kill() };
}

/** One figure of `/metrics`; 0 when it is not there. */
export async function metricOf(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}

/** Waits until the server has recorded that many events since its start: what is recorded can be queried. */
export async function recorded(server: TestServer, count: number): Promise<void> {
  while ((await metricOf(server, "culprit_events_recorded_total")) < count)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

export function ingestTarget(server: TestServer): Target {
  return { url: server.url, path: `/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}` };
}
