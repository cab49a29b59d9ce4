import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { openAdmission } from "../../project/admission.ts";
import type { OutcomeCount } from "../../protocol/outcome.ts";
import type { SqliteWriter } from "./writer.ts";
import { describeEvent } from "../../digest/event/describe-event.ts";
import { sketchOf } from "../../grouping/v1/sketch.ts";
import { openSqliteWriter } from "./writer.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const HOUR = Math.floor(NOW_MS / 3_600_000);
const DAY = 24;

async function openStore(context: TestContext): Promise<{
  readonly writer: SqliteWriter;
  readonly projectId: number;
  readonly count: (outcome: Partial<OutcomeCount>) => void;
}> {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-admission-"));
  const writer = openSqliteWriter(path.join(directory, "culprit.db"), {
    secretKey: "k".repeat(32),
    describe: describeEvent,
    sketchOf,
    now: () => NOW_MS,
  });
  context.after(() => {
    writer.close();
    rmSync(directory, { recursive: true });
  });
  const setUp = {
    tokenHash: undefined,
    email: "a@example.org",
    name: "",
    passwordHash: "",
    organizationName: "A",
    project: { name: "Web" },
  };
  await writer.commands.completeSetup(setUp);
  const projectId = writer.listAllClientKeys()[0]?.projectId ?? 0;
  const count = (outcome: Partial<OutcomeCount>): void =>
    writer.flushOutcomes([
      { projectId, keyId: 1, category: "error", kind: "accepted", reason: "", hour: HOUR, quantity: 1, ...outcome },
    ]);
  return { writer, projectId, count };
}

test("settings are kept whole, and what is not named stays", async (context) => {
  const { writer, projectId } = await openStore(context);
  assert.deepEqual(writer.listAdmissions(), []);
  const rateLimits = [{ categories: ["session"], count: 1, windowSeconds: 60 }] as const;
  await writer.commands.updateAdmission({ projectId, rateLimits, monthlyQuota: 9 });
  await writer.commands.updateAdmission({ projectId, isSpikeProtected: true, allowedOrigins: ["a.example"] });
  const whole = { projectId, rateLimits, monthlyQuota: 9, isSpikeProtected: true, allowedOrigins: ["a.example"] };
  assert.deepEqual(writer.listAdmissions(), [whole]);
  await writer.commands.updateAdmission({ projectId, monthlyQuota: undefined });
  assert.equal(writer.listAdmissions()[0]?.monthlyQuota, undefined);
  await assert.rejects(writer.commands.updateAdmission({ ...openAdmission(99) }), /FOREIGN KEY/);
});

test("what is used is what was accepted of errors, in the calendar month and the hour", async (context) => {
  const { writer, projectId, count } = await openStore(context);
  count({ quantity: 3 });
  count({ quantity: 4, category: "security" });
  count({ quantity: 50, category: "session" });
  count({ quantity: 50, kind: "filtered", reason: "legacy-browsers" });
  count({ quantity: 20, hour: HOUR - 23 * DAY - 12 }); // The month's first hour.
  count({ quantity: 90, hour: HOUR - 23 * DAY - 13 });
  assert.deepEqual(writer.listUsages(NOW_MS), []);
  await writer.commands.updateAdmission({ projectId, monthlyQuota: 100 });
  assert.deepEqual(writer.listUsages(NOW_MS), [{ projectId, monthErrors: 27, hourErrors: 7, habit: undefined }]);
});

test("a habit is that of the week that ended a day ago", async (context) => {
  const { writer, projectId, count } = await openStore(context);
  await writer.commands.updateAdmission({ projectId, isSpikeProtected: true });
  const habit = (): unknown => writer.listUsages(NOW_MS)[0]?.habit;
  count({ hour: HOUR - DAY, quantity: 1 });
  assert.equal(habit(), undefined);
  count({ hour: HOUR - 2 * DAY, quantity: 48 });
  assert.deepEqual(habit(), { errorsPerHour: 2, busiestHourErrors: 48 });
  // A spike of since yesterday, and what is older than eight days, are no habit.
  count({ hour: HOUR - 3, quantity: 1_000_000 });
  count({ hour: HOUR - 9 * DAY, quantity: 1_000_000 });
  count({ hour: HOUR - 8 * DAY, quantity: 120, category: "security" });
  assert.deepEqual(habit(), { errorsPerHour: 1, busiestHourErrors: 120 });
});
