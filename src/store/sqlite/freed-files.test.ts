import assert from "node:assert/strict";
import { hash } from "node:crypto";
import path from "node:path";
import { test } from "node:test";
import { diskBlobSweeper, diskBlobWriter } from "../blob/disk/disk.ts";
import { removeFreed } from "./freed-files.ts";
import { openSqliteWorld } from "./test-store.ts";

test("a file whose row went just before a crash goes after it, unless another row has it by then", (context) => {
  const world = openSqliteWorld(context);
  const [{ file } = { file: "" }] = world.db().prepare("SELECT file FROM pragma_database_list").all() as { file: string }[];
  const blobs = path.join(path.dirname(file), "blobs");
  const bytes = (name: string) => ({ digest: hash("sha256", name), bytes: Buffer.from(name) });
  const add = (id: number, name: string): void =>
    world.db().exec(`
      INSERT INTO attachment (id, project_id, event_id, name, content_type, type, size_bytes, digest, received_ms)
      VALUES (${id}, 1, X'', '${id}', '', '', 0, '${bytes(name).digest}', 0)`);
  diskBlobWriter(blobs).put([bytes("gone"), bytes("shared")]);
  add(1, "gone");
  add(2, "shared");
  world.db().exec("DELETE FROM attachment");
  add(3, "shared");
  world.restart();
  removeFreed(world.db(), diskBlobSweeper(blobs));
  assert.deepEqual(world.files(), [bytes("shared").digest]);
  assert.equal(world.db().prepare("SELECT count(*) AS n FROM freed_file").get()?.["n"], 0);
});
