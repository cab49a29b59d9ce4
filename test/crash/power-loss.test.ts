import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { BrokenBuild } from "./power-loss/builds.ts";
import { BROKEN_BUILDS, changedSource } from "./power-loss/builds.ts";
import type { Verdict } from "./power-loss/check.ts";
import { checkLife } from "./power-loss/check.ts";
import { recordLife } from "./power-loss/life.ts";
import { whyNoRecorder } from "./power-loss/recorder.ts";

/** A sample; `npm run crash:power-loss -- --deep` tries every cut. */
const SAMPLE = 80;
const skip = whyNoRecorder() ?? false;

async function lossesOfShortLife(broken: BrokenBuild): Promise<Verdict> {
  const life = await recordLife({ requests: 24, isShort: true }, broken);
  // The first states have no answer yet; what is damaged there is no loss.
  return checkLife(life, { sample: SAMPLE, maxProblems: SAMPLE / 3 });
}

// The servers wait for their disks most of the time.
describe("power loss under a whole server", { concurrency: true }, () => {
  test("what a server answered survives power loss, whatever of its files was not synced", { skip }, async () => {
    const life = await recordLife({ requests: 8 }, undefined);
    const { problems, states } = await checkLife(life, { sample: SAMPLE, maxProblems: 5 });
    assert.deepEqual(problems, []);
    assert.ok(states > SAMPLE / 2, `restarted on ${states} states`);
  });

  for (const broken of BROKEN_BUILDS) {
    test(`the recorder catches a build that is broken by ${broken}`, { skip }, async () => {
      const { problems } = await lossesOfShortLife(broken);
      const lines = problems.flatMap((one) => one.problems);
      assert.ok(
        lines.some((line) => line.endsWith("was answered 200 and is lost")),
        lines.join("\n"),
      );
    });
  }
});

test("a text that is to be replaced and is not there fails the build", () => {
  const replacement = { file: "src/a.ts", text: "await sync()", by: "void sync()" };
  assert.equal(changedSource("a; await sync(); b", [replacement]), "a; void sync(); b");
  assert.throws(() => changedSource("a; await sync(fd); b", [replacement]), /src\/a.ts does not hold/);
  assert.throws(() => changedSource("await sync(); await sync();", [replacement]), /exactly once/);
});
