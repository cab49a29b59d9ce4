import assert from "node:assert/strict";
import { test } from "node:test";
import type { IssueState } from "./issue.ts";
import { actionAtHost, changeFromHost } from "./issue-at-host.ts";

const open: IssueState = { status: "unresolved", substatus: "ongoing", sinceMs: 1 };
const regressed: IssueState = { status: "unresolved", substatus: "regressed", sinceMs: 2 };
const resolved: IssueState = { status: "resolved", sinceMs: 1, byUserId: 1 };
const ignored: IssueState = { status: "ignored", substatus: "archived_forever", sinceMs: 1, byUserId: 1, until: undefined };

const decisions = [
  { name: "resolving closes the issue", before: open, after: resolved, want: "close" },
  { name: "resolving what was ignored closes the issue", before: ignored, after: resolved, want: "close" },
  { name: "a regression reopens the issue", before: resolved, after: regressed, want: "reopen" },
  { name: "ignoring leaves the issue alone", before: open, after: ignored, want: undefined },
  { name: "ignoring what was resolved leaves the issue closed", before: resolved, after: ignored, want: undefined },
  { name: "an end of ignoring leaves the issue alone", before: ignored, after: open, want: undefined },
  { name: "another kind of unresolved is no change", before: open, after: regressed, want: undefined },
] as const;
for (const { name, before, after, want } of decisions) {
  test(name, () => assert.equal(actionAtHost(before, after), want));
}

const news = [
  { name: "closing the issue resolves the error", state: open, host: "closed", want: { status: "resolved" } },
  { name: "reopening the issue unresolves the error", state: resolved, host: "open", want: { status: "unresolved" } },
  { name: "an ignored error stays ignored when its issue is closed", state: ignored, host: "closed", want: undefined },
  { name: "an ignored error stays ignored when its issue is reopened", state: ignored, host: "open", want: undefined },
  { name: "a resolved error is not resolved again", state: resolved, host: "closed", want: undefined },
] as const;
for (const { name, state, host, want } of news) {
  test(name, () => assert.deepEqual(changeFromHost(state, host), want));
}
