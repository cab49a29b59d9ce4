import assert from "node:assert/strict";
import { test } from "node:test";
import { ok, problem } from "../protocol/result.ts";
import { changeState } from "./change-state.ts";
import type { CodeHostProblem, Found, HostIssue, IssueState } from "./codehost.ts";

const FAILED: CodeHostProblem = { kind: "remote-error", message: "It failed." };

/** A host that keeps one issue, and what was done with it. */
function hostWith(state: IssueState, notes: Found<unknown> = ok(undefined), set?: IssueState) {
  const done: string[] = [];
  let issue: HostIssue = { number: 7, title: "T", url: "", state, updatedAtMs: 0 };
  const step = async <T>(name: string, answer: () => T): Promise<T> => {
    done.push(name);
    return await Promise.resolve(answer());
  };
  const steps = {
    host: "GitLab",
    find: async () => await step("find", () => ok(issue)),
    set: async () => await step("set", () => ok((issue = { ...issue, state: set ?? (state === "open" ? "closed" : "open") }))),
    note: async () => await step("note", () => notes),
  };
  return { done, steps };
}

test("the state goes first, then the note", async () => {
  const { done, steps } = hostWith("open");
  assert.ok((await changeState("closed", steps)).ok);
  assert.deepEqual(done, ["find", "set", "note"]);
});

test("a note that cannot be written is told and not tried again", async () => {
  const { done, steps } = hostWith("open", problem(FAILED));
  const first = await changeState("closed", steps);
  assert.ok(first.ok);
  assert.deepEqual([first.value.changed, first.value.noteProblem], [true, FAILED]);
  assert.ok((await changeState("closed", steps)).ok);
  assert.deepEqual(done, ["find", "set", "note", "find"]);
});

test("a host that takes the change and does not make it has failed, and gets no note", async () => {
  const { done, steps } = hostWith("open", ok(undefined), "open");
  const answer = await changeState("closed", steps);
  assert.ok(!answer.ok && answer.problem.kind === "remote-error");
  assert.deepEqual(done, ["find", "set"]);
});
