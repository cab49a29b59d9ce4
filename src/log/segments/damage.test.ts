import assert from "node:assert/strict";
import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { FileLayer } from "./files.ts";
import { nodeFiles } from "./files.ts";
import { HEADER_BYTES, newHeader, readHeader, RECORD_HEAD_BYTES, segmentName, writeRecordHead } from "./format.ts";
import { appendAll, damageFile, freshDirectory, readBack, segmentsIn } from "./test-directory.ts";
import { fail, memoryFiles } from "./test-memory-files.ts";
import { openLogWriter } from "./writer.ts";

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

test("what was digested is not looked at again when the log is opened", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  await appendAll(log, ["digested", "digested too"]);
  const releasedPosition = log.durableEnd();
  await appendAll(log, ["not yet"]);
  await log.close();
  damageFile(segmentsIn(directory)[0] ?? "", (bytes) => bytes.fill(0, HEADER_BYTES, HEADER_BYTES + 10));
  const problems: string[] = [];
  const again = await openLogWriter({ directory, releasedPosition, onProblem: (text) => problems.push(text) });
  assert.deepEqual([again.durableEnd(), problems], [log.durableEnd(), []]);
  assert.deepEqual(readBack(directory, releasedPosition, again.durableEnd()).texts, ["not yet"]);
  await again.close();
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

test("a search through imitated records reads the log but once, whatever lengths they claim", () => {
  const claimed = Buffer.alloc(1_200_000);
  const bytes = Buffer.alloc(1_500_000);
  for (let position = 1; position < 100 * RECORD_HEAD_BYTES; position += RECORD_HEAD_BYTES) {
    writeRecordHead(bytes, position, { base: 0, headSalt: 0, bodySalt: 0 }, position, [claimed]);
  }
  const memory = memoryFiles(new Map([[segmentName(0), Buffer.concat([newHeader(0).bytes, bytes])]]));
  let bytesRead = 0;
  const files: FileLayer = {
    ...memory,
    read(fd, buffer, offset) {
      bytesRead += buffer.length;
      return memory.read(fd, buffer, offset);
    },
  };
  const { texts, damage } = readBack("/log", 0, bytes.length, files);
  assert.deepEqual([texts, damage], [[], [{ fromPosition: 0, toPosition: bytes.length }]]);
  assert.ok(bytesRead < 2 * bytes.length, `read ${bytesRead} bytes`);
});

test("a record is found wherever its head stands between what is read at once", async () => {
  const chunkBytes = 1_048_576;
  for (let endsBefore = 1; endsBefore <= RECORD_HEAD_BYTES + 2; endsBefore += 1) {
    const memory = memoryFiles();
    const log = await openLogWriter({ directory: "/log", releasedPosition: 0, files: memory });
    const hit = await log.append([Buffer.alloc(chunkBytes + 2 - endsBefore - RECORD_HEAD_BYTES)]);
    await appendAll(log, ["found"]);
    const bytes = Buffer.from(memory.content().get(segmentName(0)) ?? []);
    bytes.fill(0, HEADER_BYTES, HEADER_BYTES + 4);
    const damaged = memoryFiles(new Map([[segmentName(0), bytes]]));
    const { texts, damage } = readBack("/log", 0, log.durableEnd(), damaged);
    assert.deepEqual([texts, damage[0]?.toPosition], [["found"], hit.nextPosition]);
  }
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
  // Listed, and gone when it is opened.
  const files: FileLayer = { ...nodeFiles, list: (from) => [...nodeFiles.list(from), segmentName(base(4))] };
  const { texts, damage } = readBack(directory, 0, log.durableEnd(), files);
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

test("what stands before a segment is never given away again, even if it is damaged and the segment empty", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  await appendAll(log, ["kept", "damaged"]);
  const end = log.durableEnd();
  await log.close();
  const [file = ""] = segmentsIn(directory);
  damageFile(file, (bytes) => bytes.fill(0, bytes.length - 3));
  writeFileSync(path.join(directory, segmentName(end)), "");
  const again = await openLogWriter({ directory, releasedPosition: 0 });
  assert.equal(again.durableEnd(), end);
  await appendAll(again, ["after"]);
  assert.deepEqual(readBack(directory, 0, again.durableEnd()).texts, ["kept", "after"]);
  await again.close();
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
