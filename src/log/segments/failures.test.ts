import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { LogWriter } from "../log.ts";
import { LogWriteError } from "../log.ts";
import { nodeFiles } from "./files.ts";
import { HEADER_BYTES, segmentName } from "./format.ts";
import { appendAll, freshDirectory, readBack, segmentsIn } from "./test-directory.ts";
import type { FaultOf, Recording } from "./test-recording-files.ts";
import { recordingFiles } from "./test-recording-files.ts";
import { openLogWriter } from "./writer.ts";

type Failing = {
  readonly directory: string;
  readonly log: LogWriter;
  readonly recording: Recording;
  readonly problems: string[];
};

/** A log on a real disk that holds two records, and whose calls fail from now on as told. */
async function failingLog(faultOf: FaultOf): Promise<Failing> {
  const directory = freshDirectory();
  const recording = recordingFiles(nodeFiles, directory);
  const problems: string[] = [];
  const onProblem = (message: string): void => void problems.push(message);
  const log = await openLogWriter({ directory, releasedPosition: 0, files: recording.files, onProblem });
  await appendAll(log, ["one", "two"]);
  recording.failWith(faultOf);
  return { directory, log, recording, problems };
}

/** Appends three records that share a group, all of which must be refused; the kinds of their refusals. */
async function refusedKinds(log: LogWriter): Promise<readonly string[]> {
  const answers = await Promise.allSettled(["x", "y", "z"].map((text) => log.append([Buffer.from(text.repeat(100))])));
  return answers.map((answer) => {
    assert.ok(answer.status === "rejected" && answer.reason instanceof LogWriteError);
    return answer.reason.kind;
  });
}

const same = (kind: string): string[] => [kind, kind, kind];

const writeFaults = [
  { name: "a disk that is full", fault: { kind: "fails", code: "ENOSPC" }, kind: "disk-full" },
  { name: "a disk that fills up on the way", fault: { kind: "short" }, kind: "disk-full" },
  { name: "a quota that is used up", fault: { kind: "fails", code: "EDQUOT" }, kind: "disk-full" },
  { name: "a write that fails", fault: { kind: "fails", code: "EIO" }, kind: "io" },
  { name: "a write that fails though it was done", fault: { kind: "fails", code: "EIO", isDoneAllTheSame: true }, kind: "io" },
] as const;

for (const { name, fault, kind } of writeFaults) {
  test(`${name} refuses the group as ${kind}, gives its space back, and goes on in the same segment when it can`, async () => {
    const { directory, log, recording, problems } = await failingLog((call) => (call === "writev" ? fault : undefined));
    const end = log.durableEnd();
    for (let times = 0; times < 4; times += 1) assert.deepEqual(await refusedKinds(log), same(kind));
    assert.equal(log.durableEnd(), end);
    assert.equal(statSync(path.join(directory, segmentName(0))).size, HEADER_BYTES + end);
    recording.failWith(() => undefined);
    await appendAll(log, ["three"]);
    assert.deepEqual(readBack(directory, 0, log.durableEnd()).texts, ["one", "two", "three"]);
    assert.equal(segmentsIn(directory).length, 1);
    // A full disk must not be filled with lines about it.
    assert.deepEqual(
      problems.map((text) => text.replace(/:.*/, "")),
      ["the log refuses records", "the log takes records again, after 12 were refused"],
    );
    await log.close();
  });
}

test("a failed sync refuses the group, and the log goes on in a new segment", async () => {
  let isFirst = true;
  const { directory, log } = await failingLog((call) => {
    if (call !== "fdatasync" || !isFirst) return undefined;
    isFirst = false;
    return { kind: "fails", code: "EIO" };
  });
  const end = log.durableEnd();
  assert.deepEqual(await refusedKinds(log), same("io"));
  await appendAll(log, ["three"]);
  await appendAll(log, ["four"]);
  assert.deepEqual(
    segmentsIn(directory).map((file) => path.basename(file)),
    [segmentName(0), segmentName(end)],
  );
  assert.deepEqual(readBack(directory, 0, log.durableEnd()), {
    texts: ["one", "two", "three", "four"],
    damage: [],
    nextPosition: log.durableEnd(),
  });
  await log.close();
});

test("what could not be cut off a segment is left behind, and is not read", async () => {
  const { directory, log, recording } = await failingLog((call) => {
    if (call === "writev") return { kind: "fails", code: "EIO", isDoneAllTheSame: true };
    return call === "truncate" ? { kind: "fails", code: "EIO" } : undefined;
  });
  const end = log.durableEnd();
  assert.deepEqual(await refusedKinds(log), same("io"));
  recording.failWith(() => undefined);
  await appendAll(log, ["three"]);
  assert.equal(path.basename(segmentsIn(directory)[1] ?? ""), segmentName(end));
  assert.ok(statSync(segmentsIn(directory)[0] ?? "").size > HEADER_BYTES + end);
  await log.close();
  const again = await openLogWriter({ directory, releasedPosition: 0 });
  assert.deepEqual(readBack(directory, 0, again.durableEnd()).texts, ["one", "two", "three"]);
  await again.close();
});

for (const failing of ["create", "writev", "fdatasync", "syncDirectory"] as const) {
  test(`a segment that cannot be begun because ${failing} fails leaves nothing in the way`, async () => {
    const directory = freshDirectory();
    const recording = recordingFiles(nodeFiles, directory);
    const log = await openLogWriter({ directory, releasedPosition: 0, files: recording.files });
    recording.failWith((call) => (call === failing ? { kind: "fails", code: "ENOSPC" } : undefined));
    assert.deepEqual(await refusedKinds(log), same("disk-full"));
    // Not even what failed can be removed.
    recording.failWith((call) => (call === failing || call === "unlink" ? { kind: "fails", code: "EIO" } : undefined));
    assert.deepEqual(await refusedKinds(log), same("io"));
    assert.deepEqual(await refusedKinds(log), same("io"));
    recording.failWith(() => undefined);
    await appendAll(log, ["one"]);
    assert.deepEqual(readBack(directory, 0, log.durableEnd()).texts, ["one"]);
    await log.close();
  });
}
