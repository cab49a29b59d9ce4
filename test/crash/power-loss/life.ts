import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { drained } from "../../harness/drained.ts";
import type { TestServer } from "../../harness/server.ts";
import { startServer } from "../../harness/server.ts";
import type { BrokenBuild } from "./builds.ts";
import { buildRecorder } from "./recorder.ts";
import type { Operation } from "./recording.ts";
import { readRecording } from "./recording.ts";
import { differences, unseenAnswers } from "./self-check.ts";

const ENTRY = path.resolve(import.meta.dirname, "../../../bin/culprit.mjs");
const LOAD_BUILD = path.join(import.meta.dirname, "load-build.ts");
const DATA_DIRECTORY = "data";
const IN_FLIGHT = 6;

const Issues = z.array(z.object({ id: z.string() }));

/** A server's life as its disk saw it. */
export type Life = {
  readonly operations: readonly Operation[];
  /** Every event id that was sent, answered or not. */
  readonly sent: ReadonlySet<string>;
  /** The data directory, below what was recorded. */
  readonly dataDirectory: string;
  readonly publicKey: string;
  /** What stood in `secret.key` in the end. */
  readonly secretKey: string;
};

export type LifeSize = {
  /** Requests in each part of the life. */
  readonly requests: number;
  /** True ends the life after its first part, without a restart. */
  readonly isShort?: boolean;
};

/**
 * Records a life: a server makes its data directory, is set up, takes events, dies before a sync, is started again, takes events,
 * ends in order, and does so once more. Throws when the record does not come to what stands on the disk in the end.
 */
export async function recordLife(size: LifeSize, broken: BrokenBuild | undefined): Promise<Life> {
  const scratch = mkdtempSync(path.join(tmpdir(), "culprit-power-loss-"));
  try {
    const root = path.join(scratch, "root");
    const record = path.join(scratch, "record");
    const dieFile = path.join(scratch, "die");
    await using server = await startRecorded(scratch, { root, record, dieFile }, broken);
    const sent: Sent = { all: new Set(), answered: new Set() };
    await takeEvents(server, sent, size);
    if (size.isShort !== true) {
      await die(server, sent, dieFile);
      await server.restart();
      await takeEvents(server, sent, size);
      await server.stop();
      await server.restart();
      await takeEvents(server, sent, size);
    }
    await server.stop();

    const operations = readRecording(record, root);
    const missed = [...differences(operations, root), ...unseenAnswers(operations, sent.answered)];
    if (missed.length > 0) throw new Error(`the recorder missed something:\n${missed.join("\n")}`);
    const secretKey = readFileSync(path.join(root, DATA_DIRECTORY, "secret.key"), "utf8").trim();
    return { operations, sent: sent.all, dataDirectory: DATA_DIRECTORY, publicKey: server.publicKey, secretKey };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function startRecorded(
  scratch: string,
  { root, record, dieFile }: { readonly root: string; readonly record: string; readonly dieFile: string },
  broken: BrokenBuild | undefined,
): Promise<TestServer> {
  mkdirSync(root);
  return startServer({
    // The command line, which the harness runs with the same environment, is not recorded: what it syncs would count for the server.
    command: ["env", `LD_PRELOAD=${buildRecorder(scratch)}`, process.execPath, "--import", LOAD_BUILD, ENTRY, "serve"],
    env: {
      // Made by the server itself, so that the making is recorded too.
      CULPRIT_DATA_DIR: path.join(root, DATA_DIRECTORY),
      // Not the one that servers share: this build is another.
      NODE_COMPILE_CACHE: path.join(scratch, "compiled"),
      UV_USE_IO_URING: "0",
      POWER_LOSS_ROOT: root,
      POWER_LOSS_RECORD: record,
      POWER_LOSS_DIE: dieFile,
      POWER_LOSS_BUILD: broken ?? "",
    },
  });
}

/** Ids of events, as the clients know them. */
type Sent = { readonly all: Set<string>; readonly answered: Set<string> };

/** Sends from several hands at once: new ids, ids again, and what is refused; then resolves an issue, which comes back. */
async function takeEvents(server: TestServer, sent: Sent, { requests }: LifeSize): Promise<void> {
  let left = requests;
  const hand = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await sendOne(server, sent, nextEvent(server, sent, left));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, hand));
  await drained(server.url);
  await resolveFirstIssue(server);
  left = IN_FLIGHT;
  await Promise.all(Array.from({ length: IN_FLIGHT }, hand));
  await drained(server.url);
}

type NextEvent = { readonly id: string; readonly key: string; readonly turn: number };

function nextEvent(server: TestServer, sent: Sent, turn: number): NextEvent {
  const again = turn % 10 === 3 ? [...sent.all][turn % sent.all.size] : undefined;
  const isRefused = turn % 10 === 7;
  return {
    id: again ?? randomUUID().replaceAll("-", ""),
    key: isRefused ? "0".repeat(32) : server.publicKey,
    turn,
  };
}

async function sendOne(server: TestServer, sent: Sent, { id, key, turn }: NextEvent): Promise<void> {
  sent.all.add(id);
  const response = await fetch(`${server.url}/api/${server.projectId}/store/`, {
    method: "POST",
    headers: { "X-Sentry-Auth": `Sentry sentry_version=7, sentry_key=${key}` },
    body: JSON.stringify(eventOf(id, turn)),
  });
  await response.arrayBuffer();
  if (response.status === 200) sent.answered.add(id);
}

function eventOf(id: string, turn: number): object {
  const frames = [{ filename: "shop.py", function: `place_${turn % 5}`, in_app: true, lineno: 3 }];
  return {
    event_id: id,
    platform: "python",
    release: `shop@${turn % 3}`,
    environment: "production",
    tags: { turn: String(turn) },
    user: { id: id.slice(0, 3) },
    exception: { values: [{ type: "PowerError", value: `${id} `.repeat(1 + (turn % 40)), stacktrace: { frames } }] },
  };
}

async function resolveFirstIssue(server: TestServer): Promise<void> {
  const [issue] = Issues.parse(await server.read(`/organizations/${server.organization}/issues/?query=`));
  if (issue === undefined) throw new Error("no issue was made");
  const response = await server.api(`/organizations/${server.organization}/issues/${issue.id}/`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ status: "resolved" }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`resolving answered ${response.status}`);
}

/** Ends the server at its next sync, while requests wait for it. */
async function die(server: TestServer, sent: Sent, dieFile: string): Promise<void> {
  const sending = Array.from({ length: IN_FLIGHT * 2 }, () =>
    sendOne(server, sent, nextEvent(server, sent, 0)).catch(() => {}),
  );
  writeFileSync(dieFile, "");
  await Promise.all(sending);
  await server.kill9();
  rmSync(dieFile);
}
