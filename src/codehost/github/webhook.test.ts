import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { readGithubWebhook } from "./webhook.ts";

test("the documented example of a signature is right", () => {
  // docs.github.com, "Validating webhook deliveries", "Testing the webhook payload validation".
  const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const headers = { "x-hub-signature-256": signature, "x-github-event": "issues" };
  const answer = readGithubWebhook({ headers, body: Buffer.from("Hello, World!"), secret: "It's a Secret to Everybody" });
  assert.ok(!answer.ok);
  assert.equal(answer.problem.kind, "broken");
});

const SECRET = "a secret of some length";
const CLOSED = {
  action: "closed",
  issue: { number: 7, state: "closed", title: "An issue" },
  repository: { id: 11, full_name: "o/shop" },
};

function read(json: unknown, event = "issues"): unknown {
  const body = Buffer.from(typeof json === "string" ? json : JSON.stringify(json));
  const headers = {
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    "x-github-event": event,
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  };
  const answer = readGithubWebhook({ headers, body, secret: SECRET });
  return answer.ok ? answer.value : answer.problem.kind;
}

test("reads a closed issue", () => {
  assert.deepEqual(read(CLOSED), {
    deliveryId: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    repositoryId: "11",
    issueNumber: 7,
    state: "closed",
  });
});

const passedOver = [
  { name: "the ping after a webhook was made", json: { zen: "Design for failure.", hook_id: 1 }, event: "ping" },
  { name: "a comment", json: CLOSED, event: "issue_comment" },
  { name: "a pull request", json: { ...CLOSED, issue: { ...CLOSED.issue, pull_request: { url: "x" } } }, event: "issues" },
];
for (const { name, json, event } of passedOver) {
  test(`passes over ${name}`, () => assert.equal(read(json, event), "not-about-issues"));
}

const broken: readonly { readonly name: string; readonly json: unknown }[] = [
  { name: "no JSON", json: "{" },
  { name: "a form, as GitHub sends by default", json: "payload=%7B%7D" },
  { name: "a list", json: [CLOSED] },
  { name: "no issue", json: { repository: CLOSED.repository } },
  { name: "a number of another type", json: { ...CLOSED, issue: { ...CLOSED.issue, number: "7" } } },
  { name: "a number with a fraction", json: { ...CLOSED, issue: { ...CLOSED.issue, number: 7.5 } } },
  { name: "an unknown state", json: { ...CLOSED, issue: { ...CLOSED.issue, state: "merged" } } },
  { name: "a repository without id", json: { ...CLOSED, repository: {} } },
];
for (const { name, json } of broken) test(`refuses ${name} as broken`, () => assert.equal(read(json), "broken"));

test("refuses the older signature alone", () => {
  const body = Buffer.from(JSON.stringify(CLOSED));
  const headers = {
    "x-hub-signature": `sha1=${createHmac("sha1", SECRET).update(body).digest("hex")}`,
    "x-github-event": "issues",
  };
  const answer = readGithubWebhook({ headers, body, secret: SECRET });
  assert.ok(!answer.ok && answer.problem.kind === "unsigned");
});
