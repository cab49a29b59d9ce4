import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BROKEN_BUILDS, breakSource, isBrokenBuild } from "./broken-builds.ts";
import { runCrashes } from "./run.ts";

test("a server that is killed at the stages of a batch under load loses nothing and counts nothing twice", async () => {
  const report = await runCrashes({ kills: 6 });
  assert.deepEqual(report.problems, []);
  assert.deepEqual([report.kills, report.days, report.lost, report.countedTwice, report.failedStarts], [6, 2, 0, 0, 0]);
  assert.ok(report.minInFlight >= 12 && report.minBacklogBytes > 0);
  assert.ok(report.sentAgain >= report.sent / 10 && report.sentAgainOnLaterDay > 0, JSON.stringify(report));
});

for (const name of Object.keys(BROKEN_BUILDS).filter(isBrokenBuild)) {
  test(`the broken build "${name}" can still be made`, () => {
    const source = readFileSync(new URL(`../../${BROKEN_BUILDS[name].file}`, import.meta.url), "utf8");
    assert.notEqual(breakSource(name, source), source);
    assert.throws(() => breakSource(name, "something else"), /mend/);
  });
}
