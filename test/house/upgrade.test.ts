import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/** Data directories of released versions, made by test/harness/make-data-fixture.ts. */
const FIXTURES = "test/fixtures";
const VERSIONS = readdirSync(FIXTURES).filter((name) => name.startsWith("data-"));

const Issue = z.object({
  id: z.string(),
  shortId: z.string(),
  title: z.string(),
  culprit: z.string(),
  status: z.string(),
  count: z.string(),
});
const Meaning = z.object({
  organization: z.string(),
  project: z.string(),
  projectId: z.string(),
  publicKey: z.string(),
  token: z.string(),
  issues: z.array(Issue),
  event: z.looseObject({}),
});

test("there is a data directory of a released version to start on", () => assert.ok(VERSIONS.length > 0));

for (const version of VERSIONS) {
  test(`this version starts on ${version}, killed at work, shows every issue as it was, and leads back`, async () => {
    const meaning = Meaning.parse(JSON.parse(readFileSync(`${FIXTURES}/${version}/meaning.json`, "utf8")));
    const { organization, project, projectId, publicKey, token } = meaning;
    await using server = await startServer({ dataFrom: `${FIXTURES}/${version}/data`, isSetUp: false });
    await drained(server.url);
    assert.equal(
      readdirSync(server.dataDir).filter((name) => /^culprit\.db\.v\d+$/.test(name)).length,
      1,
      "the old store is kept",
    );
    const list = async (): Promise<readonly z.infer<typeof Issue>[]> => {
      const response = await server.api(`/projects/${organization}/${project}/issues/?query=&limit=100`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return z.array(Issue).parse(await response.json());
    };
    assert.deepEqual(await list(), meaning.issues);

    // The same error once more is the same issue.
    const sent = await fetch(`${server.url}/api/${projectId}/store/?sentry_key=${publicKey}&sentry_version=7`, {
      method: "POST",
      body: JSON.stringify({ ...meaning.event, event_id: "e".repeat(32) }),
    });
    assert.equal(sent.status, 200);
    await drained(server.url);
    const after = await list();
    const grown = after.filter(({ id, count }) =>
      meaning.issues.some((old) => old.id === id && Number(old.count) + 1 === Number(count)),
    );
    assert.equal(after.length, meaning.issues.length);
    assert.equal(grown.length, 1);

    // A store of a later version is refused before anything is changed.
    await server.stop();
    const file = path.join(server.dataDir, "culprit.db");
    const current = setVersion(file, 99);
    const before = contentsOf(server.dataDir);
    await assert.rejects(server.restart(), /written by a newer Culprit \(store version 99/);
    assert.deepEqual(contentsOf(server.dataDir), before);
    setVersion(file, current);

    // Back, as docs/backup.md says; what stood in the store before the upgrade is there again, and new errors are taken.
    const kept = readdirSync(server.dataDir).find((name) => /^culprit\.db\.v\d+$/.test(name)) ?? "";
    for (const end of ["-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    renameSync(path.join(server.dataDir, kept), file);
    assert.equal(`culprit.db.v${setVersion(file)}`, kept);
    await server.restart();
    await drained(server.url);
    const ids = (issues: readonly z.infer<typeof Issue>[]): readonly string[] => issues.map(({ id }) => id).toSorted();
    const back = await list();
    assert.deepEqual(ids(back), ids(meaning.issues));
    const again = await fetch(`${server.url}/api/${projectId}/store/?sentry_key=${publicKey}&sentry_version=7`, {
      method: "POST",
      body: JSON.stringify({ ...meaning.event, event_id: "d".repeat(32) }),
    });
    assert.equal(again.status, 200);
    const total = (issues: readonly z.infer<typeof Issue>[]): number =>
      issues.reduce((sum, { count }) => sum + Number(count), 0);
    await waitFor(async () => total(await list()) === total(back) + 1, { what: "an error after the way back" });
  });
}

/** Answers the version that a store had, and gives it another one if asked to. */
function setVersion(file: string, version?: number): number {
  const db = new DatabaseSync(file);
  try {
    const found = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
    if (version !== undefined) db.exec(`PRAGMA user_version = ${version}; PRAGMA wal_checkpoint(TRUNCATE)`);
    return found;
  } finally {
    db.close();
  }
}

/** Of every file of the store and the log, its size and bytes; SQLite's own files beside the store hold nothing then. */
function contentsOf(directory: string): readonly string[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/(-wal|-shm|lock|\.sock)$/.test(file))
    .toSorted()
    .map((file) => `${file} ${createHash("sha256").update(readFileSync(file)).digest("hex")}`);
}
