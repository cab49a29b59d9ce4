import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { LogReader, LogRecord, LogWriter } from "./log.ts";
import { LogWriteError } from "./log.ts";

/** One log that does not exist yet. Its parts are small, so that a test's records fill several. */
export type LogUnderTest = {
  readonly openWriter: (releasedPosition: number) => Promise<LogWriter>;
  readonly openReader: () => LogReader;
  /** A record larger than this is refused. */
  readonly maxRecordBytes: number;
};

/** What every log keeps to. Each adapter's test file calls this with logs on a real engine. */
export function logContract(name: string, make: () => LogUnderTest): void {
  const it: It = (says, run) => void test(`${name}: ${says}`, () => run(make()));
  reading(it);
  ends(it);
  openedAgain(it);
  refusals(it);
  test(`${name}: any records in any groups, over any restarts and releases, come back as they were`, () => anySteps(make));
}

type It = (says: string, run: (log: LogUnderTest) => Promise<void>) => void;

function reading(it: It): void {
  it("what was appended is read as it was, in order, at the places that were answered", async (log) => {
    const { writer, reader } = await openBoth(log);
    const texts = Array.from({ length: 50 }, (_, index) => `entry ${index} ${"x".repeat(index * 5)}`);
    const places = await appendAll(writer, texts);
    const records = readAll(reader, 0, writer.durableEnd());
    assert.deepEqual(records.map(textOf), texts);
    assert.deepEqual(
      records.map(({ position, nextPosition }) => ({ position, nextPosition })),
      places,
    );
    await closeBoth(writer, reader);
  });

  it("parts are joined, and a record may be empty", async (log) => {
    const { writer, reader } = await openBoth(log);
    const manyParts = Array.from({ length: 3_000 }, (_, index) => Buffer.from(`${index},`));
    await writer.append([Buffer.from("a"), Buffer.alloc(0), Buffer.from("bc")]);
    await writer.append([]);
    await writer.append(manyParts);
    const want = ["abc", "", Buffer.concat(manyParts).toString()];
    assert.deepEqual(readAll(reader, 0, writer.durableEnd()).map(textOf), want);
    await closeBoth(writer, reader);
  });

  it("where a record ends, the next one begins, and reading goes on from there", async (log) => {
    const { writer, reader } = await openBoth(log);
    await appendAll(
      writer,
      Array.from({ length: 60 }, (_, index) => `${index}`.repeat(20)),
    );
    const end = writer.durableEnd();
    let position = 0;
    for (const record of readAll(reader, 0, end)) {
      assert.equal(record.position, position);
      assert.deepEqual(reader.read(position, end, 1, 1).records.map(textOf), [textOf(record)]);
      position = record.nextPosition;
    }
    assert.equal(position, end);
    await closeBoth(writer, reader);
  });
}

function ends(it: It): void {
  it("an answered append stands before the durable end, and nothing is read beyond the end that was asked for", async (log) => {
    const { writer, reader } = await openBoth(log);
    const first = await writer.append([Buffer.from("first")]);
    assert.equal(writer.durableEnd(), first.nextPosition);
    await writer.append([Buffer.from("second")]);
    const batch = reader.read(0, first.nextPosition, 10, 1e6);
    assert.deepEqual([batch.records.map(textOf), batch.nextPosition], [["first"], first.nextPosition]);
    assert.deepEqual(reader.read(first.nextPosition, first.nextPosition, 10, 1e6).records, []);
    await closeBoth(writer, reader);
  });

  it("a batch is bounded in records and bytes, but is never empty", async (log) => {
    const { writer, reader } = await openBoth(log);
    await appendAll(writer, ["a".repeat(100), "b".repeat(100), "c".repeat(100)]);
    const end = writer.durableEnd();
    assert.equal(reader.read(0, end, 2, 1e6).records.length, 2);
    assert.equal(reader.read(0, end, 10, 150).records.length, 2);
    assert.equal(reader.read(0, end, 10, 1).records.length, 1);
    await closeBoth(writer, reader);
  });
}

function openedAgain(it: It): void {
  it("a log that is opened again goes on where it ended", async (log) => {
    const { writer, reader } = await openBoth(log);
    await writer.append([Buffer.from("before")]);
    const end = writer.durableEnd();
    await writer.close();
    const again = await log.openWriter(0);
    assert.equal(again.durableEnd(), end);
    assert.equal((await again.append([Buffer.from("after")])).position, end);
    assert.deepEqual(readAll(reader, 0, again.durableEnd()).map(textOf), ["before", "after"]);
    await closeBoth(again, reader);
  });

  it("what is released no longer counts as backlog, and the rest is read on", async (log) => {
    const { writer, reader } = await openBoth(log);
    const places = await appendAll(
      writer,
      Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(200)),
    );
    assert.equal(writer.depthBytes(), writer.durableEnd());
    const middle = places[20]?.position ?? 0;
    writer.release(middle);
    assert.equal(writer.depthBytes(), writer.durableEnd() - middle);
    writer.release(5);
    assert.equal(writer.depthBytes(), writer.durableEnd() - middle, "a release never goes back");
    await writer.close();
    const again = await log.openWriter(middle);
    assert.equal(again.depthBytes(), again.durableEnd() - middle);
    assert.equal(readAll(reader, middle, again.durableEnd()).length, 20);
    await closeBoth(again, reader);
  });

  it("the log never ends below what was released, even if it was lost", async (log) => {
    const { writer, reader } = await openBoth(log);
    await appendAll(writer, ["one", "two"]);
    const beyond = writer.durableEnd() + 12_345;
    await writer.close();
    const again = await log.openWriter(beyond);
    assert.equal(again.durableEnd(), beyond);
    assert.equal(again.depthBytes(), 0);
    assert.equal((await again.append([Buffer.from("goes on")])).position, beyond);
    assert.deepEqual(readAll(reader, beyond, again.durableEnd()).map(textOf), ["goes on"]);
    await closeBoth(again, reader);
  });
}

function refusals(it: It): void {
  it("a record that is too large is refused, and costs only itself", async (log) => {
    const { writer, reader } = await openBoth(log);
    const around = [writer.append([Buffer.from("before")]), writer.append([Buffer.from("after")])];
    await assert.rejects(writer.append([Buffer.alloc(log.maxRecordBytes), Buffer.alloc(1)]), LogWriteError);
    await Promise.all(around);
    const largest = await writer.append([Buffer.alloc(log.maxRecordBytes, "l")]);
    const records = readAll(reader, 0, writer.durableEnd());
    assert.deepEqual(records.slice(0, 2).map(textOf), ["before", "after"]);
    assert.deepEqual([records[2]?.position, records[2]?.bytes.length], [largest.position, log.maxRecordBytes]);
    await closeBoth(writer, reader);
  });

  it("closing keeps what was given before, and refuses what comes after", async (log) => {
    const { writer, reader } = await openBoth(log);
    const given = appendAll(writer, ["one", "two", "three"]);
    const closed = writer.close();
    await assert.rejects(
      writer.append([Buffer.from("late")]),
      (error) => error instanceof LogWriteError && error.kind === "closed",
    );
    await Promise.all([closed, writer.close()]);
    const end = writer.durableEnd();
    assert.equal(end, (await given).at(-1)?.nextPosition);
    const again = await log.openWriter(0);
    assert.deepEqual(readAll(reader, 0, again.durableEnd()).map(textOf), ["one", "two", "three"]);
    await closeBoth(again, reader);
  });
}

async function anySteps(make: () => LogUnderTest): Promise<void> {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.array(fc.uint8Array({ maxLength: 700 }), { minLength: 1, maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constant("restart" as const) },
    { weight: 1, arbitrary: fc.constant("release" as const) },
  );
  const property = fc.asyncProperty(fc.array(step, { maxLength: 14 }), (steps) => playSteps(make(), steps));
  await fc.assert(property, { numRuns: 40 });
}

type Step = readonly Uint8Array[] | "restart" | "release";

/** Plays steps with a digest beside them that reads all there is at each release. */
async function playSteps(log: LogUnderTest, steps: readonly Step[]): Promise<void> {
  let writer = await log.openWriter(0);
  const reader = log.openReader();
  const appended: string[] = [];
  const digested: string[] = [];
  let position = 0;
  const digest = (): void => {
    for (const record of readAll(reader, position, writer.durableEnd())) {
      digested.push(hexOf(record.bytes));
      position = record.nextPosition;
    }
  };
  for (const step of steps) {
    if (step === "restart") {
      await writer.close();
      writer = await log.openWriter(position);
    } else if (step === "release") {
      digest();
      writer.release(position);
    } else {
      appended.push(...step.map(hexOf));
      await Promise.all(step.map((bytes) => writer.append([bytes])));
    }
  }
  digest();
  assert.deepEqual(digested, appended);
  await closeBoth(writer, reader);
}

async function openBoth(log: LogUnderTest): Promise<{ writer: LogWriter; reader: LogReader }> {
  return { writer: await log.openWriter(0), reader: log.openReader() };
}

function appendAll(writer: LogWriter, texts: readonly string[]): Promise<{ position: number; nextPosition: number }[]> {
  return Promise.all(texts.map((text) => writer.append([Buffer.from(text)])));
}

/** All records of a log without damage. */
function readAll(reader: LogReader, from: number, end: number): LogRecord[] {
  const records: LogRecord[] = [];
  let position = from;
  while (position < end) {
    const batch = reader.read(position, end, 7, 100_000);
    assert.deepEqual(batch.damage, []);
    assert.ok(batch.nextPosition > position);
    records.push(...batch.records);
    position = batch.nextPosition;
  }
  return records;
}

function textOf(record: LogRecord): string {
  return Buffer.from(record.bytes).toString();
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

async function closeBoth(writer: LogWriter, reader: LogReader): Promise<void> {
  reader.close();
  await writer.close();
}
