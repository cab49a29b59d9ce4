import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { latestStoreVersion } from "../../src/store/sqlite/migrate.ts";
import { checkStore } from "../../src/store/sqlite/snapshot.ts";

const FIXTURE = "test/fixtures/data-0.1.0/data";

/** Opens the store as the server does, in a process that dies at a stage. Answers the signal that ended it. */
function openStore(directory: string, order?: string): NodeJS.Signals | null {
  const orderFile = path.join(directory, "crash-order");
  rmSync(orderFile, { force: true });
  if (order !== undefined) writeFileSync(orderFile, order);
  const script = `
    import { openSqliteWriter } from "./src/store/sqlite/writer.ts";
    const deps = { secretKey: "k".repeat(64), describe: () => ({}), sketchOf: () => [] };
    openSqliteWriter(${JSON.stringify(path.join(directory, "culprit.db"))}, deps).close();`;
  const args = ["--import=./test/crash/inside-server.ts", "--input-type=module", "--eval", script];
  const { signal, status, stderr } = spawnSync(process.execPath, args, {
    env: { ...process.env, CRASH_ORDER_FILE: orderFile },
    encoding: "utf8",
  });
  assert.ok(signal === "SIGKILL" || status === 0, stderr);
  return signal;
}

test("an upgrade that is killed again and again goes on at the next start, and the way back stays", (context) => {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-migration-"));
  context.after(() => rmSync(directory, { recursive: true }));
  cpSync(FIXTURE, directory, { recursive: true });
  const store = path.join(directory, "culprit.db");
  const before = checkStore(store);
  const steps = latestStoreVersion() - before.version;
  assert.ok(steps > 1);
  for (const order of ["kept-before 1", "migrating 1", `migrating ${Math.ceil(steps / 2)}`, `migrating ${steps}`]) {
    assert.equal(openStore(directory, order), "SIGKILL", order);
    assert.deepEqual(checkStore(store), before, `after ${order}`);
  }
  assert.equal(openStore(directory, "migrated 1"), "SIGKILL");
  assert.equal(openStore(directory), null);
  assert.deepEqual(checkStore(store), { ...before, version: latestStoreVersion() });
  const kept = readdirSync(directory).filter((name) => name.startsWith("culprit.db.v"));
  assert.deepEqual(kept, [`culprit.db.v${before.version}`]);
  assert.deepEqual(checkStore(path.join(directory, kept[0] ?? "")), before);
});
