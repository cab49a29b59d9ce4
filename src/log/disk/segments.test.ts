import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { LogWriter } from "../log.ts";
import { LogWriteError } from "../log.ts";
import { HEADER_BYTES, readHeader, RECORD_HEAD_BYTES, recordHead } from "./format.ts";
import { openLogReader } from "./reader.ts";
import { openLogWriter } from "./writer.ts";

const place = mkdtempSync(path.join(tmpdir(), "culprit-log-"));
after(() => rmSync(place, { recursive: true, force: true }));

function freshDirectory(): string {
  return mkdtempSync(path.join(place, "log-"));
}

function textsIn(directory: string, from: number, end: number): { texts: string[]; damaged: number; nextPosition: number } {
  const reader = openLogReader({ directory });
  try {
    const batch = reader.read(from, end, 10_000, 1e9);
    return {
      texts: batch.records.map((record) => record.bytes.toString()),
      damaged: batch.damage.length,
      nextPosition: batch.nextPosition,
    };
  } finally {
    reader.close();
  }
}

async function appendAll(log: LogWriter, texts: readonly string[]): Promise<void> {
  await Promise.all(texts.map((text) => log.append([Buffer.from(text)])));
}

function onlySegment(directory: string): string {
  return path.join(directory, readdirSync(directory)[0] ?? "");
}

test("what was appended is read in order, over a restart and over many segments", async () => {
  const directory = freshDirectory();
  const texts = Array.from({ length: 200 }, (_, index) => `entry ${index} ${"x".repeat(index * 7)}`);
  const first = await openLogWriter({ directory, releasedPosition: 0, segmentBytes: 4_096 });
  for (let at = 0; at < 100; at += 10) await appendAll(first, texts.slice(at, at + 10));
  await first.close();
  const second = await openLogWriter({ directory, releasedPosition: 0, segmentBytes: 4_096 });
  for (let at = 100; at < 200; at += 10) await appendAll(second, texts.slice(at, at + 10));
  assert.deepEqual(textsIn(directory, 0, second.durableEnd()), { texts, damaged: 0, nextPosition: second.durableEnd() });
  assert.ok(readdirSync(directory).length > 5);
  await second.close();
});

test("a tail torn at any byte is cut, and everything before it stays", async () => {
  const source = freshDirectory();
  const log = await openLogWriter({ directory: source, releasedPosition: 0 });
  await appendAll(log, ["kept one", "kept two"]);
  const keptEnd = log.durableEnd();
  await log.append([Buffer.from("the torn one")]);
  const wholeEnd = log.durableEnd();
  await log.close();
  const bytes = readFileSync(onlySegment(source));
  for (let end = keptEnd; end < wholeEnd; end += 1) {
    const directory = freshDirectory();
    const file = path.join(directory, path.basename(onlySegment(source)));
    writeFileSync(file, bytes);
    truncateSync(file, HEADER_BYTES + end);
    const again = await openLogWriter({ directory, releasedPosition: 0 });
    assert.equal(again.durableEnd(), keptEnd);
    await again.append([Buffer.from("after")]);
    assert.deepEqual(textsIn(directory, 0, again.durableEnd()).texts, ["kept one", "kept two", "after"]);
    await again.close();
  }
});

test("damage in the middle costs only the record it hit, also when the log is opened again", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  await appendAll(log, ["one", "two"]);
  const place2 = await log.append([Buffer.from("three is hit")]);
  await log.append([Buffer.from("four")]);
  await log.close();
  const file = onlySegment(directory);
  const bytes = readFileSync(file);
  bytes[HEADER_BYTES + place2.position + RECORD_HEAD_BYTES + 2] = 0xff;
  writeFileSync(file, bytes);

  const problems: string[] = [];
  const again = await openLogWriter({ directory, releasedPosition: 0, onProblem: (text) => problems.push(text) });
  assert.equal(problems.length, 1);
  const { texts, damaged } = textsIn(directory, 0, again.durableEnd());
  assert.deepEqual([texts, damaged], [["one", "two", "four"], 1]);
  await again.close();
});

test("a body that imitates a record is not taken for one when the log is searched", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0 });
  const start = log.durableEnd();
  // The attacker guesses the position, but not the salt of the segment.
  const forgedAt = start + RECORD_HEAD_BYTES + 4;
  const forged = Buffer.concat([Buffer.from("body"), recordHead(0, forgedAt, [Buffer.from("forged")]), Buffer.from("forged")]);
  await log.append([forged]);
  await log.append([Buffer.from("honest")]);
  await log.close();
  const file = onlySegment(directory);
  const bytes = readFileSync(file);
  assert.notEqual(readHeader(bytes)?.salt, 0);
  bytes[HEADER_BYTES + start + 16] = (bytes[HEADER_BYTES + start + 16] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  const again = await openLogWriter({ directory, releasedPosition: 0 });
  assert.deepEqual(textsIn(directory, 0, again.durableEnd()).texts, ["honest"]);
  await again.close();
});

test("digested segments are removed, and the log never ends below what was digested", async () => {
  const directory = freshDirectory();
  const log = await openLogWriter({ directory, releasedPosition: 0, segmentBytes: 1_000 });
  for (let index = 0; index < 20; index += 1) await log.append([Buffer.alloc(400, 97)]);
  const end = log.durableEnd();
  log.release(end);
  assert.equal(log.depthBytes(), 0);
  await log.close();
  const again = await openLogWriter({ directory, releasedPosition: end + 5_000 });
  assert.equal(again.durableEnd(), end + 5_000);
  await again.append([Buffer.from("goes on")]);
  assert.deepEqual(textsIn(directory, end + 5_000, again.durableEnd()).texts, ["goes on"]);
  await again.close();
});

test("a closed log refuses", async () => {
  const log = await openLogWriter({ directory: freshDirectory(), releasedPosition: 0 });
  await log.close();
  await assert.rejects(log.append([Buffer.from("late")]), (error) => error instanceof LogWriteError && error.kind === "closed");
});
