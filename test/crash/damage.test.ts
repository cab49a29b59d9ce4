import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { storeProblems } from "./store-checker.ts";

const ENTRY = path.resolve("bin/culprit.mjs");
const INSIDE = new URL("inside-server.ts", import.meta.url).href;
const Attachments = z.array(z.object({ id: z.string() }));

let server: TestServer;
const ids: string[] = [];
before(async () => {
  server = await startServer();
  for (let n = 0; n < 6; n += 1) ids.push(await send(`file ${n}`));
  await drained(server.url);
  await server.stop();
});
after(() => server[Symbol.asyncDispose]());

/** One event with a file. Answers its id once it was answered 200. */
async function send(file: string): Promise<string> {
  const id = randomBytes(16).toString("hex");
  const items = [{ type: "event" }, { event_id: id, message: "broken" }, { type: "attachment", filename: "log.txt" }];
  const body = [{ event_id: id }, ...items]
    .map((part) => JSON.stringify(part))
    .concat(file)
    .join("\n");
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}&sentry_version=7`;
  assert.equal((await fetch(url, { method: "POST", body })).status, 200);
  return id;
}

const half = (file: string): void => truncateSync(file, Math.floor(statSync(file).size / 2));
const overwrite = (file: string, bytes: number): void => {
  const content = readFileSync(file);
  content.fill(0x55, 0, bytes);
  writeFileSync(file, content);
};
const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const placeOf = (text: string): string =>
  path.join(server.dataDir, "blobs", digestOf(text).slice(0, 2), digestOf(text).slice(2));
const segmentIn = (directory: string): string =>
  path.join(directory, "log", readdirSync(path.join(directory, "log")).toSorted().at(-1) ?? "");

const REFUSED: readonly (readonly [name: string, damage: (directory: string) => void, says: RegExp])[] = [
  ["half a secret key", (at) => half(`${at}/secret.key`), /secret\.key is damaged.*CULPRIT_SECRET_KEY.*openssl/s],
  ["a secret key of zeros", (at) => writeFileSync(`${at}/secret.key`, Buffer.alloc(65)), /secret\.key is damaged/],
  ["no secret key", (at) => rmSync(`${at}/secret.key`), /secret\.key is missing.*Put it back/s],
  ["an empty store", (at) => truncateSync(`${at}/culprit.db`), /culprit\.db is missing or empty.*last backup/s],
  ["no store", (at) => rmSync(`${at}/culprit.db`), /culprit\.db is missing or empty.*last backup/s],
  ["another file for a store", (at) => overwrite(`${at}/culprit.db`, 64), /culprit\.db: it is damaged.*docs\/backup/s],
  ["half a store", (at) => half(`${at}/culprit.db`), /culprit\.db: it is damaged.*docs\/backup/s],
  [
    "a log that cannot be read",
    (at) => {
      const segment = segmentIn(at);
      rmSync(segment);
      mkdirSync(segment);
    },
    /The log in .* cannot be opened: EISDIR.*keep it/s,
  ],
];

for (const [name, damage, says] of REFUSED) {
  test(`a start on ${name} is refused, names the file and the remedy, and changes nothing`, (context) => {
    const directory = mkdtempSync(path.join(tmpdir(), "culprit-damaged-"));
    context.after(() => rmSync(directory, { recursive: true, force: true }));
    cpSync(server.dataDir, directory, { recursive: true, filter: (file) => !file.endsWith(".sock") });
    damage(directory);
    const as = contentsOf(directory);
    const { status, stderr } = spawnSync(process.execPath, [ENTRY, "serve"], {
      env: { ...process.env, CULPRIT_DATA_DIR: directory, CULPRIT_PORT: "0", MALLOC_ARENA_MAX: "2" },
      encoding: "utf8",
      timeout: 60_000,
    });
    assert.match(stderr, says);
    assert.doesNotMatch(stderr, /^\s+at /m, "no stack");
    assert.equal(status, 1);
    assert.deepEqual(contentsOf(directory), as);
  });
}

/** Of every file, its size and bytes; the lock and SQLite's own index hold nothing. */
function contentsOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(-shm|-wal|lock|\.sock)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => `${file} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`)
    .toSorted();
}

test("a start goes on over torn ends and damaged files of events, keeps the rest, and says what is gone", async () => {
  await server.restart();
  ids.push(await send("file late"), await send("file later"));
  await server.kill9();
  writeFileSync(path.join(server.dataDir, "lock"), "no lock of anybody, and longer than a page has for a header".repeat(4));
  half(path.join(server.dataDir, "culprit.db-wal"));
  half(placeOf("file 0"));
  rmSync(placeOf("file 1"));
  writeFileSync(`${placeOf("file 2")}.part`, "half");
  await server.restart();
  await drained(server.url);
  for (const id of ids) assert.equal((await server.api(eventPath(id))).status, 200, id);
  assert.equal(readdirSync(path.dirname(placeOf("file 2"))).filter((name) => name.endsWith(".part")).length, 0);

  const [torn = "", gone = "", whole = ""] = ids;
  for (const id of [torn, gone]) {
    const answered = await download(id);
    assert.equal(answered.status, 404);
    assert.match(await answered.text(), /gone or damaged on the server's disk.*blobs\/.* back from a backup/);
  }
  assert.equal(await (await download(whole)).text(), "file 2");
  // Sent again it is whole again.
  await send("file 0");
  await drained(server.url);
  assert.equal(await (await download(torn)).text(), "file 0");

  // Damage that keeps the size: a backup tells of it, and makes the rest of itself.
  overwrite(placeOf("file 2"), 3);
  const backup = `${server.dataDir}-backup`;
  const made = z.object({ damaged: z.array(z.string()) }).parse(JSON.parse(await server.culprit("backup", backup, "--json")));
  rmSync(backup, { recursive: true });
  assert.deepEqual(
    made.damaged.map((file) => path.join(server.dataDir, file)),
    [placeOf("file 2")],
  );
});

test("a backup that is killed has no name, and the next one takes its place", async () => {
  const place = mkdtempSync(path.join(tmpdir(), "culprit-backup-"));
  const to = path.join(place, "one");
  const orderFile = path.join(place, "order");
  for (const stage of ["backup-log", "backup-store", "backup-whole"]) {
    writeFileSync(orderFile, `${stage} 1`);
    const { signal } = spawnSync(process.execPath, [`--import=${INSIDE}`, ENTRY, "backup", to], {
      env: { ...process.env, CULPRIT_DATA_DIR: server.dataDir, CRASH_ORDER_FILE: orderFile },
    });
    assert.deepEqual([signal, existsSync(to), existsSync(`${to}.part`)], ["SIGKILL", false, true], stage);
  }
  await server.culprit("backup", to);
  await server.culprit("restore", to, "--check");
  assert.deepEqual(readdirSync(place).toSorted(), ["one", "order", "order.done"]);
  rmSync(place, { recursive: true });
});

test("the checker of the crash harness sees what is missing, without a row, or something else, and no more", async () => {
  await server.stop();
  mkdirSync(path.dirname(placeOf("nobody's")), { recursive: true });
  writeFileSync(placeOf("nobody's"), "nobody's");
  assert.deepEqual(
    storeProblems(server.dataDir, Number(server.projectId)).toSorted(),
    [
      `the file ${digestOf("file 1")} has a row and is not there`,
      `the file ${digestOf("file 2")} holds something else`,
      `the file ${digestOf("nobody's")} has no row`,
    ].toSorted(),
  );
});

const eventPath = (id: string): string => `/projects/${server.organization}/${server.project}/events/${id}/`;

async function download(id: string): Promise<Response> {
  const [file] = Attachments.parse(await server.read(`${eventPath(id)}attachments/`));
  return server.api(`${eventPath(id)}attachments/${file?.id}/?download=1`);
}
