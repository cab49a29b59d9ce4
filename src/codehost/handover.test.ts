import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../issue/issue.ts";
import type { Event } from "../protocol/event.ts";
import { handOver } from "./handover.ts";

const issue: Issue = {
  id: 7,
  projectId: 1,
  shortId: "SHOP-7",
  title: "PriceError: no price",
  culprit: "checkout in pay",
  level: "error",
  platform: "node",
  logger: undefined,
  type: "error",
  metadata: {},
  isUnhandled: true,
  state: { status: "unresolved", substatus: "new", sinceMs: 0 },
  assignee: undefined,
  noteCount: 0,
  eventCount: 12,
  userCount: 3,
  firstSeenMs: 0,
  lastSeenMs: 0,
  firstRelease: undefined,
  lastRelease: undefined,
  remote: undefined,
};
const event: Event = {
  event_id: "a".repeat(32),
  type: "error",
  timestamp: 0,
  received: 0,
  level: "error",
  platform: "node",
  user: { id: "hidden-user", email: "hidden@example.org" },
  exception: {
    values: [
      {
        type: "PriceError",
        value: "no price",
        stacktrace: { frames: [{ filename: "pay.ts", function: "submit", in_app: true, vars: { key: "hidden-local" } }] },
      },
    ],
  },
  request: {
    url: "https://me:hidden-word@shop.example/pay?token=hidden-query",
    method: "POST",
    headers: [["Authorization", "hidden-header"]],
    data: "hidden-body",
  },
  breadcrumbs: {
    values: [{ type: "default", category: "ui.click", level: "warning", message: "pay", data: { a: "hidden-data" } }],
  },
};

test("an event is handed over with its place, request and steps, and without what may be a secret", () => {
  const text = handOver(issue, "https://errors.example.org/issues/7/", event);
  assert.match(text, /^# PriceError: no price\n/);
  assert.match(text, /submit/);
  assert.match(text, /`POST https:\/\/shop.example\/pay`/);
  assert.match(text, /ui.click warning: pay/);
  assert.doesNotMatch(text, /hidden/);
});
