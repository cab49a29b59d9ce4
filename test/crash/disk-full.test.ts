import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";
import { storeProblems } from "./store-checker.ts";

const DISK_BYTES = 40 * 1024 ** 2;
/** Room that is left, so that now one write and now another is what meets the end of it. */
const ROOM_LEFT = [0, 12, 70, 300, 900].map((kib) => kib * 1024);
const REFUSALS_EACH = 12;

const mount = (...args: readonly string[]): boolean => spawnSync("mount", args).status === 0;

/** Whether a disk can be made here: root may, in most containers not. */
function whyNoDisk(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux can make a disk to fill";
  const at = "/tmp/culprit-test-mount";
  spawnSync("mkdir", ["-p", at]);
  if (!mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", at)) return "this machine lets nobody mount a disk";
  spawnSync("umount", [at]);
  return false;
}

test(
  "on a full disk all is refused with 503, nothing that was answered 200 is lost, and it goes on by itself when there is room",
  {
    skip: whyNoDisk(),
  },
  async () => {
    let disk = "";
    const server = await startServer({
      prepare(dataDir) {
        disk = dataDir;
        assert.ok(mount("-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", dataDir));
      },
      env: {
        NODE_OPTIONS: `--import=${new URL("inside-server.ts", import.meta.url).href}`,
        MALLOC_ARENA_MAX: "2",
        CRASH_DISK_SEEMS_EMPTY: "1",
      },
    });
    try {
      const answered: string[] = [];
      for (const left of ROOM_LEFT) await fillOnce(server, answered, left);
      await fullAtStart(server, answered);
      await drained(server.url, 60_000);
      for (const id of answered) assert.equal((await server.api(eventPath(server, id))).status, 200, id);
      await readOnly(server);
      assert.deepEqual(storeProblems(server.dataDir, Number(server.projectId)), []);
    } finally {
      await server.kill9();
      spawnSync("umount", ["-l", disk]);
      await server[Symbol.asyncDispose]();
    }
  },
);

const eventPath = (server: TestServer, id: string): string =>
  `/projects/${server.organization}/${server.project}/events/${id}/`;

/** Fills the disk but for so many bytes, sends until much was refused, gives the room back, and waits until all is taken again. */
async function fillOnce(server: TestServer, answered: string[], left: number): Promise<void> {
  const ballast = path.join(server.dataDir, "ballast");
  const { bavail, bsize } = statfsSync(server.dataDir);
  const fill = (bytes: number): void => writeFileSync(ballast, Buffer.alloc(Math.max(0, bytes)));
  fill(bavail * bsize - left);
  const refused = { events: 0, commands: 0 };
  const isMuchRefused = async (): Promise<boolean> => {
    const answers = await Promise.all([...Array.from({ length: 4 }, () => send(server, answered)), rename(server)]);
    const command = answers.pop();
    refused.events += answers.filter(({ status }) => status === 503).length;
    refused.commands += command?.status === 503 ? 1 : 0;
    for (const { status, retryAfter } of [...answers, ...(command === undefined ? [] : [command])]) {
      assert.ok(status === 200 || (status === 503 && Number(retryAfter) > 0), `${status}, retry after ${retryAfter}`);
    }
    return refused.events >= REFUSALS_EACH && refused.commands > 0;
  };
  await waitFor(isMuchRefused, { what: `refusals with ${left} bytes left`, timeoutMs: 60_000 });
  rmSync(ballast);
  const isTaken = async (): Promise<boolean> =>
    (await send(server, answered)).status === 200 && (await rename(server)).status === 200;
  await waitFor(isTaken, { what: "events to be taken again", timeoutMs: 30_000 });
}

type Answered = { readonly status: number; readonly retryAfter: string | null };

/** An event with a file that is too large for what is left, now and then. */
async function send(server: TestServer, answered: string[]): Promise<Answered> {
  const id = randomBytes(16).toString("hex");
  const items = [{ type: "event" }, { event_id: id, message: "broken" }, { type: "attachment", filename: "noise.txt" }];
  const noise = randomBytes(1 + (answered.length % 5) * 4_000).toString("hex");
  const body = [{ event_id: id }, ...items]
    .map((part) => JSON.stringify(part))
    .concat(noise)
    .join("\n");
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}&sentry_version=7`;
  const answer = await fetch(url, { method: "POST", body });
  await answer.body?.cancel();
  if (answer.status === 200) answered.push(id);
  return { status: answer.status, retryAfter: answer.headers.get("retry-after") };
}

/** A decision of a person. */
async function rename(server: TestServer): Promise<Answered> {
  const body = JSON.stringify({ name: `Shop ${randomBytes(400).toString("hex").slice(0, 50)}` });
  const answer = await server.api(`/projects/${server.organization}/${server.project}/`, { method: "PUT", body });
  await answer.body?.cancel();
  return { status: answer.status, retryAfter: answer.headers.get("retry-after") };
}

/** A backup onto a full disk leaves nothing behind; a server starts on one, refuses, and goes on by itself as well. */
async function fullAtStart(server: TestServer, answered: string[]): Promise<void> {
  const ballast = path.join(server.dataDir, "ballast");
  const freeBytes = (): number => statfsSync(server.dataDir).bavail * statfsSync(server.dataDir).bsize;
  writeFileSync(ballast, Buffer.alloc(freeBytes() - 200_000));
  const backup = path.join(server.dataDir, "a-backup");
  await assert.rejects(server.culprit("backup", backup), /no room for a backup.*Free some/s);
  assert.ok(!existsSync(`${backup}.part`) && !existsSync(backup));
  await server.kill9();
  writeFileSync(`${ballast}-too`, Buffer.alloc(freeBytes()));
  await server.restart();
  assert.equal((await send(server, answered)).status, 503);
  const uploaded = await upload(server);
  assert.deepEqual([uploaded.status, Number(uploaded.retryAfter) > 0], [503, true]);
  for (const file of [ballast, `${ballast}-too`]) rmSync(file);
  await waitFor(async () => (await send(server, answered)).status === 200, { what: "events to be taken again" });
  assert.equal((await upload(server)).status, 200);
}

/** A piece of a build's files. */
async function upload(server: TestServer): Promise<Answered> {
  const piece = randomBytes(100_000);
  const form = new FormData();
  form.set("file", new Blob([piece]), createHash("sha1").update(piece).digest("hex"));
  const request = new Request(server.url, { method: "POST", body: form });
  const answer = await server.api(`/organizations/${server.organization}/chunk-upload/`, {
    method: "POST",
    body: await request.arrayBuffer(),
    headers: { "content-type": request.headers.get("content-type") ?? "" },
  });
  await answer.body?.cancel();
  return { status: answer.status, retryAfter: answer.headers.get("retry-after") };
}

/** The kernel makes a disk read-only that fails. */
async function readOnly(server: TestServer): Promise<void> {
  await server.stop();
  assert.ok(mount("-o", "remount,ro", server.dataDir));
  await assert.rejects(server.restart(), (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, /The data directory .* cannot be used: EROFS.*CULPRIT_DATA_DIR/s);
    return true;
  });
  assert.ok(mount("-o", "remount,rw", server.dataDir));
  await server.restart();
  await drained(server.url);
  await server.stop();
}
