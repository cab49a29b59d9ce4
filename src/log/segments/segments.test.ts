import assert from "node:assert/strict";
import { readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { logContract } from "../log.contract.ts";
import { nodeFiles } from "./files.ts";
import { HEADER_BYTES, newHeader, readHeader, RECORD_HEAD_BYTES, segmentName, writeRecordHead } from "./format.ts";
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
      assert.equal(again.durableEnd(), keptEnd);
      await appendAll(again, ["after"]);
      assert.deepEqual(readBack(directory, 0, again.durableEnd()).texts, ["kept one", "kept two", "after"]);
      await again.close();
    }
  }
});

test("damage at any byte of a record costs that record alone, is reported, and does not hide what follows", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  await appendAll(log, ["one", "two"]);
  const hit = await log.append([Buffer.from("three is hit")]);
  await appendAll(log, ["four"]);
  const end = log.durableEnd();
  await log.close();
  const [file = ""] = segmentsIn(directory);
  for (let at = hit.position; at < hit.nextPosition; at += 1) {
    const flip = (bytes: Buffer): void => void (bytes[HEADER_BYTES + at] = (bytes[HEADER_BYTES + at] ?? 0) ^ 0x55);
    damageFile(file, flip);
    const problems: string[] = [];
    const again = await openLogWriter({ directory, releasedPosition: 0, onProblem: (text) => problems.push(text) });
    assert.deepEqual([again.durableEnd(), problems.length], [end, 1]);
    assert.deepEqual(readBack(directory, 0, end), {
      texts: ["one", "two", "four"],
      damage: [{ fromPosition: hit.position, toPosition: hit.nextPosition }],
      nextPosition: end,
    });
    await again.close();
    damageFile(file, flip);
  }
});

test("a body that imitates a record is not taken for one when the log is searched", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  // Whoever forges it knows the format and guesses the position, but not the salts. With them it would be taken.
  const forge = (header: { base: number; headSalt: number; bodySalt: number }): Buffer => {
    const head = Buffer.alloc(RECORD_HEAD_BYTES);
    writeRecordHead(head, 0, header, RECORD_HEAD_BYTES + 4, [Buffer.from("forged")]);
    return Buffer.concat([Buffer.from("body"), head, Buffer.from("forged")]);
  };
  const body = forge({ base: 0, headSalt: 0, bodySalt: 0 });
  await log.append([body]);
  await appendAll(log, ["honest"]);
  await log.close();
  const [file = ""] = segmentsIn(directory);
  const header = readHeader(readFileSync(file), 0);
  assert.ok(header !== undefined && header.headSalt !== 0);
  damageFile(file, (bytes) => bytes.fill(0, HEADER_BYTES, HEADER_BYTES + RECORD_HEAD_BYTES));
  const again = await openLogWriter({ directory, releasedPosition: 0 });
  assert.deepEqual(readBack(directory, 0, again.durableEnd()).texts, ["honest"]);
  damageFile(file, (bytes) => forge(header).copy(bytes, HEADER_BYTES + RECORD_HEAD_BYTES));
  assert.deepEqual(readBack(directory, 0, again.durableEnd()).texts, ["forged", "honest"], "the test's forgery is well made");
  await again.close();
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

test("a reader passes over segments that are missing or have no readable header, and reports them as one region", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0, segmentBytes: 100 });
  for (let index = 0; index < 6; index += 1) await appendAll(log, [`${index}`.repeat(90)]);
  const bases = segmentsIn(directory).map((file) => Number(path.basename(file).slice(0, 16)));
  const base = (index: number): number => bases[index] ?? 0;
  const file = (index: number): string => path.join(directory, segmentName(base(index)));
  const [first, second] = [0, 1].map(file);
  unlinkSync(first ?? "");
  damageFile(second ?? "", (bytes) => bytes.fill(0, 0, 4));
  unlinkSync(file(4));
  const { texts, damage } = readBack(directory, 0, log.durableEnd());
  assert.deepEqual(
    texts.map((text) => text[0]),
    ["2", "3", "5"],
  );
  assert.deepEqual(damage, [
    { fromPosition: 0, toPosition: base(2) },
    { fromPosition: base(4), toPosition: base(5) },
  ]);
  await log.close();
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

test("a last segment with a damaged header is kept for the operator, and its positions are not used again", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  await appendAll(log, ["lost one", "lost two"]);
  const end = log.durableEnd();
  await log.close();
  damageFile(segmentsIn(directory)[0] ?? "", (bytes) => bytes.fill(0, 8, 12));
  const problems: string[] = [];
  const again = await openLogWriter({ directory, releasedPosition: 0, onProblem: (text) => problems.push(text) });
  assert.deepEqual([again.durableEnd(), problems.length], [end, 1]);
  await appendAll(again, ["goes on"]);
  const { texts, damage } = readBack(directory, 0, again.durableEnd());
  assert.deepEqual([texts, damage], [["goes on"], [{ fromPosition: 0, toPosition: end }]]);
  await again.close();
});

test("a segment of which only the name or a part of the header became durable is removed", async () => {
  for (const size of [0, 1, HEADER_BYTES - 1, HEADER_BYTES]) {
    const directory = freshDirectory();
    const log = await openLogWriter({ directory, releasedPosition: 0 });
    await appendAll(log, ["kept"]);
    const end = log.durableEnd();
    await log.close();
    writeFileSync(path.join(directory, segmentName(end)), Buffer.alloc(size));
    const again = await openLogWriter({ directory, releasedPosition: 0 });
    await appendAll(again, ["after"]);
    assert.deepEqual(readBack(directory, 0, again.durableEnd()), {
      texts: ["kept", "after"],
      damage: [],
      nextPosition: again.durableEnd(),
    });
    await again.close();
  }
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

test("a sector that cannot be read costs the records in it alone", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  const texts = Array.from({ length: 40 }, (_, index) => `${index}`.padStart(1_000));
  await appendAll(log, texts);
  const badFrom = 8_192;
  const files = {
    ...nodeFiles,
    read: (fd: number, buffer: Uint8Array, offset: number): number =>
      offset < badFrom + 4_096 && offset + buffer.length > badFrom ? fail("EIO") : nodeFiles.read(fd, buffer, offset),
  };
  const { texts: left, damage } = readBack(directory, 0, log.durableEnd(), files);
  assert.deepEqual([left.length, damage.length], [35, 1]);
  assert.ok(left.every((text) => texts.includes(text)));
  await log.close();
});
