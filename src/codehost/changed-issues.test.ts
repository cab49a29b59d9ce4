import assert from "node:assert/strict";
import { test } from "node:test";
import { ok, problem } from "../protocol/result.ts";
import { changedSince } from "./changed-issues.ts";
import type { CodeHostProblem, HostIssue } from "./codehost.ts";

const PAGE = 100;
const NOW = Date.parse("2026-06-01T00:00:00Z");

/** A host with issues, each changed at a second of its own, or all at once. */
function hostWith(updatedAtMs: readonly number[]): {
  issues: HostIssue[];
  calls: number;
  read: Parameters<typeof changedSince>[2];
} {
  const host = {
    calls: 0,
    issues: updatedAtMs.map((ms, index) => issueAt(index + 1, ms)),
    read: async (sinceMs: number, page: number) => {
      host.calls += 1;
      const rows = host.issues
        .filter((issue) => issue.updatedAtMs >= sinceMs)
        .toSorted((a, b) => a.updatedAtMs - b.updatedAtMs);
      const issues = rows.slice((page - 1) * PAGE, page * PAGE);
      return await Promise.resolve(ok({ issues, newestMs: issues.at(-1)?.updatedAtMs, full: issues.length === PAGE }));
    },
  };
  return host;
}

function issueAt(number: number, updatedAtMs: number): HostIssue {
  return { number, title: "", url: "", state: "open", updatedAtMs };
}

test("reads over several pages what changed, each once", async () => {
  const host = hostWith(Array.from({ length: 350 }, (_, index) => NOW - 500_000 + index * 1_000));
  const changed = await changedSince(NOW - 500_000, NOW, host.read);
  assert.ok(changed.ok);
  assert.equal(new Set(changed.value.issues.map(({ number }) => number)).size, 350);
  assert.deepEqual([changed.value.complete, changed.value.untilMs], [true, NOW - 500_000 + 349_000]);
});

test("an issue that changes while pages are read hides no other", async () => {
  const host = hostWith(Array.from({ length: 250 }, (_, index) => NOW - 500_000 + index * 1_000));
  const changed = await changedSince(NOW - 500_000, NOW, async (sinceMs, page) => {
    const answer = await host.read(sinceMs, page);
    // The first issue moves to the end, and all others one place to the front.
    if (host.calls === 1) host.issues[0] = issueAt(1, NOW);
    return answer;
  });
  assert.ok(changed.ok);
  assert.equal(new Set(changed.value.issues.map(({ number }) => number)).size, 250);
});

test("stops after ten pages and goes on from there", async () => {
  const host = hostWith(Array.from({ length: 2_000 }, (_, index) => NOW - 5_000_000 + index * 1_000));
  const first = await changedSince(NOW - 5_000_000, NOW, host.read);
  assert.ok(first.ok);
  assert.deepEqual([first.value.complete, host.calls], [false, 10]);
  const numbers = new Set(first.value.issues.map(({ number }) => number));
  for (let untilMs = first.value.untilMs, rounds = 0; rounds < 5; rounds++) {
    const more = await changedSince(untilMs, NOW, host.read);
    assert.ok(more.ok);
    for (const { number } of more.value.issues) numbers.add(number);
    untilMs = more.value.untilMs;
  }
  assert.equal(numbers.size, 2_000);
});

test("more changes in one second than are read at once do not hold up what follows", async () => {
  const host = hostWith([...Array.from({ length: 1_500 }, () => NOW - 9_000), NOW - 1_000]);
  const first = await changedSince(NOW - 10_000, NOW, host.read);
  assert.ok(first.ok && !first.value.complete);
  const next = await changedSince(first.value.untilMs, NOW, host.read);
  assert.ok(next.ok);
  assert.deepEqual([next.value.complete, next.value.issues.map(({ number }) => number)], [true, [1_501]]);
});

test("a change said to be far in the future does not end the polling", async () => {
  const changed = await changedSince(NOW, NOW, hostWith([Date.parse("9999-01-01T00:00:00Z")]).read);
  assert.ok(changed.ok && changed.value.untilMs <= NOW + 86_400_000);
});

test("asks from where it asked before, if nothing changed", async () => {
  const changed = await changedSince(NOW + 999, NOW, hostWith([]).read);
  assert.deepEqual(changed, { ok: true, value: { issues: [], untilMs: NOW, complete: true } });
});

test("passes on a problem", async () => {
  const what: CodeHostProblem = { kind: "refused", message: "No." };
  assert.deepEqual(await changedSince(0, NOW, async () => await Promise.resolve(problem(what))), problem(what));
});
