import assert from "node:assert/strict";
import type { LogRecord, LogWriter } from "../log.ts";
import { LogWriteError } from "../log.ts";
import type { FileLayer } from "./files.ts";
import { openLogReader } from "./reader.ts";
import type { Recording } from "./test-recording-files.ts";
import { openLogWriter } from "./writer.ts";

/** Where the test's directory is said to be. */
export const DIRECTORY = "/log";
const SEGMENT_BYTES = 400;

/** Something that happened after so many operations on files. */
type Kept = { readonly text: string; readonly position: number; readonly atOperation: number };

/** What a run of the script was told, and what it gave. */
export type Story = {
  /** Every record that was given to the log, answered or not. */
  readonly given: string[];
  /** Those that were answered. */
  readonly kept: Kept[];
  /** What the digest had made durable: where it stood, and after how many operations. */
  readonly released: { readonly position: number; readonly atOperation: number }[];
  /** The kinds of refusals, in order. */
  readonly refusals: string[];
};

export function emptyStory(): Story {
  return { given: [], kept: [], released: [{ position: 0, atOperation: 0 }], refusals: [] };
}

/**
 * A short life of a log: groups of several sizes over several segments, a digest that follows behind, a restart in the middle.
 * A log that cannot be opened ends it. May be played again on the same story, as after a restart.
 */
export async function playScript(recording: Recording, story: Story): Promise<void> {
  for (const groups of [
    [[10], [60, 0, 120], [30, 30, 30, 200]],
    [[500], [5, 5], [90], [10, 20, 30]],
  ]) {
    const log = await openUnlessDead(recording, story);
    if (log === undefined) return;
    for (const [index, sizes] of groups.entries()) {
      await Promise.all(sizes.map((size) => appendOne(log, recording, story, size)));
      if (index === 1) digestAll(log, recording, story);
    }
    await log.close();
  }
}

async function openUnlessDead(recording: Recording, story: Story): Promise<LogWriter | undefined> {
  try {
    return await openLogWriter({
      directory: DIRECTORY,
      releasedPosition: story.released.at(-1)?.position ?? 0,
      files: recording.files,
      segmentBytes: SEGMENT_BYTES,
    });
  } catch {
    return undefined;
  }
}

async function appendOne(log: LogWriter, recording: Recording, story: Story, size: number): Promise<void> {
  const text = `record ${story.given.length} ${"abcdefghij".repeat(size).slice(0, size)}`;
  story.given.push(text);
  try {
    const { position } = await log.append([Buffer.from(text.slice(0, 7)), Buffer.from(text.slice(7))]);
    story.kept.push({ text, position, atOperation: recording.operations.length });
  } catch (error) {
    assert.ok(error instanceof LogWriteError);
    story.refusals.push(error.kind);
  }
}

/** The digest: reads what is answered so far from the living log, and makes its position durable. */
function digestAll(log: LogWriter, recording: Recording, story: Story): void {
  checkRead(recording.files, story, recording.operations.length, log.durableEnd());
  story.released.push({ position: log.durableEnd(), atOperation: recording.operations.length });
  log.release(log.durableEnd());
}

/**
 * Opens what a power loss after `cut` operations has left, and holds it to the promise: every answered record that was not
 * digested is there, the same and in its place; nothing is there that was never given, or twice; and the log goes on.
 */
export async function checkRestart(files: FileLayer, story: Story, cut: number): Promise<void> {
  const releasedPosition = story.released.findLast(({ atOperation }) => atOperation <= cut)?.position ?? 0;
  const problems: string[] = [];
  const onProblem = (message: string): void => void problems.push(message);
  const log = await openLogWriter({ directory: DIRECTORY, releasedPosition, files, segmentBytes: SEGMENT_BYTES, onProblem });
  assert.doesNotMatch(problems.join(), /header/, "no header is without its sync once a record follows it");
  assert.ok(log.durableEnd() >= releasedPosition);
  const before = checkRead(files, story, cut, log.durableEnd());
  const { position } = await log.append([Buffer.from("after the restart")]);
  const after = readAll(files, releasedPosition, log.durableEnd());
  assert.deepEqual(after.map(textOf), [...before.map(textOf), "after the restart"]);
  assert.equal(after.at(-1)?.position, position);
  await log.close();
}

function checkRead(files: FileLayer, story: Story, cut: number, end: number): readonly LogRecord[] {
  const from = story.released.findLast(({ atOperation }) => atOperation <= cut)?.position ?? 0;
  const records = readAll(files, from, end);
  const textAt = new Map(records.map((record) => [record.position, textOf(record)]));
  for (const { text, position, atOperation } of story.kept) {
    if (atOperation <= cut && position >= from) assert.equal(textAt.get(position), text, `what was answered at ${position}`);
  }
  const texts = records.map(textOf);
  assert.equal(new Set(texts).size, texts.length, "nothing is there twice");
  assert.deepEqual(
    texts.filter((text) => !story.given.includes(text)),
    [],
    "nothing is there that was never given",
  );
  return records;
}

function readAll(files: FileLayer, from: number, end: number): readonly LogRecord[] {
  const reader = openLogReader({ directory: DIRECTORY, files });
  const { records, nextPosition } = reader.read(from, end, 10_000, 1e9);
  assert.equal(nextPosition, Math.max(from, end));
  reader.close();
  return records;
}

function textOf(record: LogRecord): string {
  return Buffer.from(record.bytes).toString();
}
