import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { readGitlabWebhook } from "./webhook.ts";

const SECRET = "a secret of some length";
const ISSUE = {
  object_kind: "issue",
  event_type: "issue",
  project: { id: 15, path_with_namespace: "group/shop" },
  object_attributes: { id: 301, iid: 23, state: "closed", action: "close" },
};

function read(json: unknown, headers: { readonly [name: string]: string } = { "x-gitlab-token": SECRET }): unknown {
  const body = Buffer.from(typeof json === "string" ? json : JSON.stringify(json));
  const answer = readGitlabWebhook({ headers, body, secret: SECRET });
  return answer.ok ? answer.value : answer.problem.kind;
}

test("reads a closed issue", () => {
  assert.deepEqual(read(ISSUE, { "x-gitlab-token": SECRET, "idempotency-key": "3a427872-00df-429c-9bc9-a9475de2efe4" }), {
    deliveryId: "3a427872-00df-429c-9bc9-a9475de2efe4",
    repositoryId: "15",
    issueNumber: 23,
    state: "closed",
  });
});

test("a repeated delivery of an old GitLab, which gives it no id, is known by its body", () => {
  assert.deepEqual(read(ISSUE), read(ISSUE));
  assert.notDeepEqual(read(ISSUE), read({ ...ISSUE, object_attributes: { iid: 23, state: "closed", action: "close" } }));
});

const told = [
  { name: "a confidential issue", json: { ...ISSUE, event_type: "confidential_issue" }, state: "closed" },
  { name: "an incident, which is a work item", json: { ...ISSUE, object_kind: "work_item" }, state: "closed" },
  {
    name: "a reopened issue",
    json: { ...ISSUE, object_attributes: { iid: 23, state: "opened", action: "reopen" } },
    state: "open",
  },
  {
    name: "a reopened issue of an old GitLab",
    json: { ...ISSUE, object_attributes: { iid: 23, state: "reopened" } },
    state: "open",
  },
];
for (const { name, json, state } of told) {
  test(`tells of ${name}`, () => {
    const news = read(json);
    assert.ok(typeof news === "object" && news !== null && "state" in news);
    assert.equal(news.state, state);
  });
}

const passedOver = [
  { name: "a push", json: { object_kind: "push", project_id: 15, commits: [] } },
  { name: "a comment", json: { object_kind: "note", issue: ISSUE.object_attributes, project: ISSUE.project } },
  { name: "an epic, which has no project", json: { object_kind: "work_item", object_attributes: ISSUE.object_attributes } },
];
for (const { name, json } of passedOver) test(`passes over ${name}`, () => assert.equal(read(json), "not-about-issues"));

const broken: readonly { readonly name: string; readonly json: unknown }[] = [
  { name: "no JSON", json: "{" },
  { name: "a form", json: "payload=%7B%7D" },
  { name: "a list", json: [] },
  { name: "null", json: null },
  { name: "no kind", json: { project: { id: 1 } } },
  { name: "a kind of another type", json: { ...ISSUE, object_kind: ["issue"] } },
  { name: "no project", json: { ...ISSUE, project: undefined } },
  { name: "a project id with a path", json: { ...ISSUE, project: { id: "15/../16" } } },
  { name: "a number that is none", json: { ...ISSUE, object_attributes: { iid: "23", state: "closed" } } },
  { name: "a negative number", json: { ...ISSUE, object_attributes: { iid: -1, state: "closed" } } },
  { name: "an unknown state", json: { ...ISSUE, object_attributes: { iid: 23, state: "locked" } } },
];
for (const { name, json } of broken) test(`refuses ${name} as broken`, () => assert.equal(read(json), "broken"));

test("text that is no UTF-8 is broken", () => {
  const answer = readGitlabWebhook({ headers: { "x-gitlab-token": SECRET }, body: Buffer.from([0xff, 0xfe]), secret: SECRET });
  assert.ok(!answer.ok && answer.problem.kind === "broken");
});

for (const secret of [SECRET, `whsec_${Buffer.from("a key of thirty-two bytes length").toString("base64")}`]) {
  test(`takes the newer signature, made with ${secret.slice(0, 8)}…`, () => {
    const body = Buffer.from(JSON.stringify(ISSUE));
    const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
    const mac = createHmac("sha256", key).update("id-7.1790059812.").update(body).digest("base64");
    const headers = { "webhook-id": "id-7", "webhook-timestamp": "1790059812", "webhook-signature": `v1,AAAA v1,${mac}` };
    const answer = readGitlabWebhook({ headers, body, secret });
    assert.ok(answer.ok && answer.value !== "not-about-issues");
    assert.equal(answer.value.deliveryId, "id-7");

    for (const changed of [
      { "webhook-id": "id-8" },
      { "webhook-timestamp": "1790059813" },
      { "webhook-signature": `v2,${mac}` },
    ]) {
      const refused = readGitlabWebhook({ headers: { ...headers, ...changed }, body, secret });
      assert.ok(!refused.ok && refused.problem.kind === "wrong-signature");
    }
  });
}
