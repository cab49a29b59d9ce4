import assert from "node:assert/strict";
import { test } from "node:test";
import { ok } from "../../protocol/result.ts";
import type { HostIssue } from "../codehost.ts";
import type { Window } from "./changed-issues.ts";
import { changedInWindow } from "./changed-issues.ts";

const NOW = Date.parse("2026-06-01T00:00:00Z");
const PAGE = 50;

/** A Gitea whose issues were made in the order given, and changed at these times. `beforeRead` may change them. */
function hostWith(updatedAtMs: readonly number[], size = PAGE) {
  const host = {
    calls: 0,
    issues: updatedAtMs.map((ms, index) => issueAt(index + 1, ms)),
    beforeRead: (_calls: number): void => undefined,
    read: async (window: Window, page: number) => {
      host.beforeRead((host.calls += 1));
      const { sinceMs, beforeMs = Number.POSITIVE_INFINITY } = window;
      const rows = host.issues.filter((issue) => issue.updatedAtMs >= sinceMs && issue.updatedAtMs <= beforeMs).toReversed();
      const issues = rows.slice((page - 1) * size, page * size);
      return await Promise.resolve(ok({ issues, count: issues.length, total: rows.length }));
    },
  };
  return host;
}

function issueAt(number: number, updatedAtMs: number): HostIssue {
  return { number, title: "", url: "", state: "open", updatedAtMs };
}

async function readAll(host: ReturnType<typeof hostWith>, fromMs: number): Promise<{ numbers: Set<number>; rounds: number }> {
  const numbers = new Set<number>();
  for (let sinceMs = fromMs, rounds = 1; rounds < 100; rounds++) {
    const changed = await changedInWindow(sinceMs, NOW, host.read);
    assert.ok(changed.ok);
    for (const { number } of changed.value.issues) numbers.add(number);
    if (changed.value.complete) return { numbers, rounds };
    assert.ok(changed.value.untilMs > sinceMs, "it does not get on");
    sinceMs = changed.value.untilMs;
  }
  throw new Error("it does not end");
}

const seconds = (count: number): number[] => Array.from({ length: count }, (_, index) => NOW - 4_000_000 + index * 1_000);

test("reads all pages, wherever on them the newest change stands", async () => {
  const host = hostWith([...seconds(200), NOW - 5_000_000]);
  const changed = await changedInWindow(NOW - 4_000_000, NOW, host.read);
  assert.ok(changed.ok);
  assert.deepEqual([changed.value.issues.length, changed.value.complete, host.calls], [200, true, 4]);
  assert.equal(changed.value.untilMs, NOW - 4_000_000 + 199_000);
});

test("a server that gives fewer rows than asked for hides none", async () => {
  assert.equal((await readAll(hostWith(seconds(200), 20), NOW - 4_000_000)).numbers.size, 200);
});

test("catches up in several calls with more than it reads in one", async () => {
  const { numbers, rounds } = await readAll(hostWith(seconds(3_000)), NOW - 4_000_000);
  assert.equal(numbers.size, 3_000);
  assert.ok(rounds > 5);
});

test("a long quiet time before many changes is passed over at once", async () => {
  const { numbers, rounds } = await readAll(hostWith(seconds(900)), 0);
  assert.equal(numbers.size, 900);
  assert.ok(rounds < 8, `${rounds} rounds`);
});

test("more changes in one second than it reads in one call end it all the same", async () => {
  const { numbers } = await readAll(hostWith([...Array.from({ length: 2_000 }, () => NOW - 9_000), NOW - 1_000]), NOW - 20_000);
  assert.ok(numbers.has(2_001));
});

test("an issue that changes while pages are read hides no other", async () => {
  const host = hostWith(seconds(1_500));
  // One after the other the newest are changed again and leave the stretch that is being read.
  host.beforeRead = (calls) => {
    const at = 1_500 - calls * 40;
    if (at >= 0) host.issues[at] = issueAt(at + 1, NOW - 1);
  };
  assert.equal((await readAll(host, NOW - 4_000_000)).numbers.size, 1_500);
});

test("asks from where it asked before, if nothing changed", async () => {
  assert.deepEqual(await changedInWindow(NOW, NOW, hostWith([]).read), ok({ issues: [], untilMs: NOW, complete: true }));
});

test("a server that tells no total is read until a page is empty", async () => {
  const host = hostWith(seconds(120));
  const changed = await changedInWindow(NOW - 4_000_000, NOW, async (window, page) => {
    const answer = await host.read(window, page);
    return ok({ ...answer.value, total: undefined });
  });
  assert.ok(changed.ok && changed.value.issues.length === 120);
});
