import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { waitFor } from "../../test/harness/wait-for.ts";
import { watchDisk } from "./disk-watch.ts";

test("below the floor it is low, and above it is not, and each change is told once", async (context) => {
  const disk = { free: 50 };
  const told: (readonly [boolean, number])[] = [];
  const watch = await watchDisk("/", {
    floorBytes: 100,
    everyMs: 5,
    freeBytes: async () => disk.free,
    onChange: (isLow, free) => told.push([isLow, free]),
  });
  context.after(watch.close);
  assert.equal(watch.isLow(), true);
  disk.free = 100;
  await waitFor(() => !watch.isLow(), { what: "room again", timeoutMs: 5_000 });
  assert.deepEqual(told, [
    [true, 50],
    [false, 100],
  ]);
});

test("a disk that cannot be asked is not low", async () => {
  const watch = await watchDisk("/", { freeBytes: () => Promise.reject(new Error("EIO")), onChange: () => {} });
  watch.close();
  assert.equal(watch.isLow(), false);
});

test("the real file system is asked", async () => {
  const watch = await watchDisk(tmpdir(), { floorBytes: Number.MAX_SAFE_INTEGER, onChange: () => {} });
  watch.close();
  assert.equal(watch.isLow(), true);
});
