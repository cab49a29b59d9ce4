import assert from "node:assert/strict";
import { hash } from "node:crypto";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { DigestedAttachment } from "./attachment/normalise.ts";
import type { DigestedCheckIn } from "./check-in/normalise.ts";
import type { RecorderWorld } from "./test-recorder.ts";
import { digestOf, eventOf, record, recordItems, START_MS } from "./test-recorder.ts";
import type { DigestedReport } from "./user-report/normalise.ts";

type Open = (context: TestContext) => RecorderWorld;

const EVENT = digestOf("event it is about");
const from = { projectId: 1, keyId: 10, receivedAtMs: START_MS };

/** What every Recorder keeps to where user reports, check-ins and attachments are stored. */
export function recorderItemsContract(open: Open): void {
  reports(open);
  checkIns(open);
  attachments(open);

  for (const stage of ["rows", "before-commit"] as const) {
    test(`items of a batch that fails at "${stage}" are stored once when it is offered again`, (context) => {
      const world = open(context);
      const before = world.view();
      const items = {
        reports: [reportOf({ comments: "x" })],
        checkIns: [checkInOf({})],
        attachments: [attachmentOf("a.txt", "x")],
      };
      world.failAt(stage);
      assert.throws(() => recordItems(world, items));
      assert.deepEqual(world.view(), before);
      recordItems(world, items);
      const { reports: stored, monitors, attachments: files } = world.view();
      assert.deepEqual([stored.length, monitors.length, files.length], [1, 1, 1]);
      assert.deepEqual(outcomesOf(world), ["attachment accepted  1", "feedback accepted  1", "monitor accepted  1"]);
    });
  }
}

function reports(open: Open): void {
  test("a second user report about an event takes the place of the first", (context) => {
    const world = open(context);
    recordItems(world, { reports: [reportOf({ comments: "first" }), reportOf({ comments: "second" })] });
    recordItems(world, { reports: [reportOf({ comments: "of another project", projectId: 2 })] });
    assert.deepEqual(world.view().reports, [`1|user-report|${EVENT}|second`, `2|user-report|${EVENT}|of another project`]);
    assert.deepEqual(outcomesOf(world), ["feedback accepted  2", "feedback accepted  1"]);
  });

  test("a feedback that comes again is stored and counted once, and is no user report", (context) => {
    const world = open(context);
    const feedback = reportOf({ kind: "feedback", reportId: digestOf("feedback"), comments: "said once" });
    recordItems(world, { reports: [feedback, reportOf({ comments: "dialog" })] });
    world.restart();
    recordItems(world, { reports: [{ ...feedback, comments: "said again" }] });
    assert.deepEqual(world.view().reports, [`1|feedback|${EVENT}|said once`, `1|user-report|${EVENT}|dialog`]);
    assert.deepEqual(outcomesOf(world), ["feedback accepted  2", "feedback invalid duplicate 1"]);
    assert.equal(world.view().issues.length, 0);
  });
}

function checkIns(open: Open): void {
  test("a job's last state is kept for each environment", (context) => {
    const world = open(context);
    const run = digestOf("run");
    recordItems(world, {
      checkIns: [checkInOf({ status: "in_progress", checkInId: run }), checkInOf({ environment: "staging" })],
    });
    assert.deepEqual(world.view().monitors, [`1|nightly|production|in_progress|${run}|${START_MS}`, "1|nightly|staging|ok||"]);
    const later = { receivedAtMs: START_MS + 5_000 };
    recordItems(world, { checkIns: [checkInOf({ checkInId: run, durationSeconds: 5, ...later })] });
    assert.equal(world.view().monitors[0], `1|nightly|production|ok|${run}|${START_MS}`, "it began when it said so");
    const next = digestOf("next run");
    recordItems(world, { checkIns: [checkInOf({ status: "in_progress", checkInId: next, ...later })] });
    assert.equal(world.view().monitors[0], `1|nightly|production|in_progress|${next}|${START_MS + 5_000}`);
    recordItems(world, { checkIns: [checkInOf({ status: "error", receivedAtMs: START_MS + 9_000 })] });
    const ended = `1|nightly|production|error|${next}|${START_MS + 5_000}`;
    assert.equal(world.view().monitors[0], ended, "a check-in without an id is of the run under way");
  });

  test("slugs and environments that a sender makes up do not fill the store", (context) => {
    const world = open(context);
    const slugs = Array.from({ length: 1_010 }, (_, index) => checkInOf({ slug: `made-up-${index}` }));
    recordItems(world, { checkIns: slugs });
    const places = Array.from({ length: 110 }, (_, index) => checkInOf({ slug: "made-up-1", environment: `e${index}` }));
    recordItems(world, { checkIns: [...places, checkInOf({ slug: "made-up-1" }), checkInOf({ projectId: 2 })] });
    assert.equal(world.view().monitors.length, 1_000 + 99 + 1);
    assert.ok(outcomesOf(world).includes("monitor invalid too_many_monitors 21"), outcomesOf(world).join());
  });
}

function attachments(open: Open): void {
  test("files of an event are stored before or after it, each once, and counted by their bytes", (context) => {
    const world = open(context);
    recordItems(world, { attachments: [attachmentOf("a.txt", "12345"), attachmentOf("empty", "")] });
    record(world, eventOf({ id: "it is about" }));
    world.restart();
    recordItems(world, {
      attachments: [attachmentOf("b.txt", "12345"), attachmentOf("a.txt", "12345"), attachmentOf("a.txt", "other")],
    });
    const line = (name: string, text: string): string => `1|${EVENT}|${name}|${hash("sha256", text, "hex")}`;
    assert.deepEqual(world.view().attachments, [
      line("a.txt", "12345"),
      line("empty", ""),
      line("b.txt", "12345"),
      line("a.txt", "other"),
    ]);
    assert.deepEqual(
      outcomesOf(world).filter((outcome) => outcome.startsWith("attachment")),
      ["attachment accepted  16", "attachment invalid duplicate 5"],
    );
  });
}

function outcomesOf(world: RecorderWorld): readonly string[] {
  return world.view().outcomes.map(({ category, kind, reason, quantity }) => `${category} ${kind} ${reason} ${quantity}`);
}

function reportOf(fields: Partial<DigestedReport>): DigestedReport {
  return { ...from, kind: "user-report", reportId: EVENT, eventId: EVENT, comments: "", ...fields };
}

function checkInOf(fields: Partial<DigestedCheckIn>): DigestedCheckIn {
  return { ...from, slug: "nightly", status: "ok", environment: "production", ...fields };
}

function attachmentOf(name: string, text: string): DigestedAttachment {
  const bytes = Buffer.from(text);
  const digest = hash("sha256", bytes, "hex");
  return { ...from, eventId: EVENT, name, contentType: "text/plain", type: "event.attachment", bytes, digest };
}
