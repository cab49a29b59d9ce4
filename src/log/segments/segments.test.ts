import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { logContract } from "../log.contract.ts";
import type { FileLayer } from "./files.ts";
import { nodeFiles } from "./files.ts";
import { HEADER_BYTES, newHeader, RECORD_HEAD_BYTES, segmentName } from "./format.ts";
import { openLogReader } from "./reader.ts";
import { appendAll, damageFile, freshDirectory, readBack, segmentsIn } from "./test-directory.ts";
import { fail } from "./test-memory-files.ts";
import { openLogWriter } from "./writer.ts";

logContract("log of segments", () => {
  const directory = freshDirectory();
  const maxRecordBytes = 3 * 1024 * 1024;
  return {
    openWriter: (releasedPosition) => openLogWriter({ directory, releasedPosition, segmentBytes: 2_000, maxRecordBytes }),
    openReader: () => openLogReader({ directory }),
    maxRecordBytes,
  };
});

test("a tail torn at any byte is cut, and everything before it stays", async () => {
  const source = freshDirectory();
  const log = await openLogWriter({ directory: source, releasedPosition: 0 });
  await appendAll(log, ["kept one", "kept two"]);
  const keptEnd = log.durableEnd();
  await appendAll(log, ["the torn one"]);
  const wholeEnd = log.durableEnd();
  await log.close();
  const [file = ""] = segmentsIn(source);
  for (let end = keptEnd; end < wholeEnd; end += 1) {
    for (const tail of ["nothing", "zeros"]) {
      const directory = freshDirectory();
      const torn = path.join(directory, path.basename(file));
      writeFileSync(torn, readFileSync(file));
      truncateSync(torn, HEADER_BYTES + end);
      if (tail === "zeros") truncateSync(torn, HEADER_BYTES + wholeEnd + 10_000);
      const again = await openLogWriter({ directory, releasedPosition: 0 });
      assert.deepEqual([again.durableEnd(), statSync(torn).size], [keptEnd, HEADER_BYTES + keptEnd]);
      await appendAll(again, ["after"]);
      assert.deepEqual(readBack(directory, 0, again.durableEnd()).texts, ["kept one", "kept two", "after"]);
      await again.close();
    }
  }
});

test("what arrives together, or while a sync runs, shares one write of at most 1,024 buffers and one sync", async () => {
  const directory = freshDirectory();
  const written: number[] = [];
  let syncs = 0;
  const files: FileLayer = {
    ...nodeFiles,
    writev(fd, buffers, offset) {
      written.push(buffers.length);
      return nodeFiles.writev(fd, buffers, offset);
    },
    fdatasync(fd) {
      syncs += 1;
      return nodeFiles.fdatasync(fd);
    },
  };
  const log = await openLogWriter({ directory, releasedPosition: 0, files });
  const texts = Array.from({ length: 200 }, (_, index) => `${index}`);
  const first = log.append([Buffer.from("first")]);
  await setImmediate();
  await Promise.all([first, appendAll(log, texts)]);
  // The header, the first, all that came meanwhile.
  assert.deepEqual([written, syncs], [[1, 2, 400], 3]);
  const parts = Array.from({ length: 3_000 }, () => Buffer.from("x"));
  await Promise.all(Array.from({ length: 700 }, () => log.append(parts)));
  assert.deepEqual(written.slice(3), [1_024, 376]);
  await log.close();
});

test("records of all sizes are read over the borders of what is read at once", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  const sizes = [1_048_000, 500, 60, 1_048_576 - RECORD_HEAD_BYTES, 0, 1_048_576, 3_000_000, 1, 700_000, 700_000];
  const texts = sizes.map((size, index) => `${index}`.repeat(size));
  await appendAll(log, texts);
  const reader = openLogReader({ directory });
  let position = 0;
  for (const text of texts) {
    const { records, nextPosition } = reader.read(position, log.durableEnd(), 1, 1);
    assert.ok(records[0]?.bytes.toString() === text);
    position = nextPosition;
  }
  reader.close();
  damageFile(segmentsIn(directory)[0] ?? "", (bytes) => bytes.fill(0, 1_048_590 + HEADER_BYTES, 1_048_600 + HEADER_BYTES));
  const { texts: left } = readBack(directory, 0, log.durableEnd());
  assert.deepEqual([left.length, left.every((text) => texts.includes(text))], [texts.length - 1, true]);
  await log.close();
});

test("digested segments are removed, at once and when the log is opened; what cannot be removed is reported", async () => {
  const directory = freshDirectory();
  const problems: string[] = [];
  let isFailing = false;
  const files = {
    ...nodeFiles,
    unlink: (file: string) => (isFailing ? Promise.resolve().then(() => fail("EACCES")) : nodeFiles.unlink(file)),
  };
  const options = { directory, segmentBytes: 1_000, files, onProblem: (text: string) => problems.push(text) };
  const log = await openLogWriter({ ...options, releasedPosition: 0 });
  for (let index = 0; index < 20; index += 1) await appendAll(log, ["x".repeat(400)]);
  const bases = readdirSync(directory).toSorted();
  assert.ok(bases.length > 5);
  isFailing = true;
  log.release(Number(bases[1]?.slice(0, 16)));
  await log.close();
  assert.deepEqual([readdirSync(directory).length, problems.length], [bases.length, 1]);
  isFailing = false;
  const again = await openLogWriter({ ...options, releasedPosition: Number(bases[3]?.slice(0, 16)) - 1 });
  again.release(Number(bases[4]?.slice(0, 16)));
  await again.close();
  assert.deepEqual(readdirSync(directory).toSorted(), bases.slice(4));
});

test("segments that are removed behind the reader do not disturb it", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0, segmentBytes: 100 });
  for (let index = 0; index < 10; index += 1) await appendAll(log, [`${index}`.repeat(90)]);
  const reader = openLogReader({ directory });
  let position = 0;
  for (let index = 0; index < 10; index += 1) {
    const { records, damage, nextPosition } = reader.read(position, log.durableEnd(), 1, 1);
    assert.deepEqual([records[0]?.bytes.toString()[0], damage], [`${index}`, []]);
    position = nextPosition;
    log.release(position);
    await setImmediate();
  }
  reader.close();
  await log.close();
  assert.equal(segmentsIn(directory).length, 1);
});

test("a log of a later version is refused in words, and is left as it is", async () => {
  const directory = freshDirectory();
  const { bytes } = newHeader(0);
  const later = Buffer.from(bytes);
  later.writeUInt32LE(2, 8);
  later.writeUInt32LE(crc32(later.subarray(0, 28)), 28);
  writeFileSync(path.join(directory, segmentName(0)), later);
  await assert.rejects(openLogWriter({ directory, releasedPosition: 0 }), /later version of Culprit/);
  assert.throws(() => openLogReader({ directory }).read(0, 100, 1, 1), /later version of Culprit/);
  assert.deepEqual(readFileSync(path.join(directory, segmentName(0))), later);
});
