import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { readGiteaWebhook } from "./webhook.ts";

const SECRET = "a secret of some length";
const BODY = Buffer.from(
  JSON.stringify({
    action: "closed",
    number: 7,
    issue: { number: 7, state: "closed", pull_request: null },
    repository: { id: 11 },
  }),
);
const MAC = createHmac("sha256", SECRET).update(BODY).digest("hex");
const NEWS = { deliveryId: "d-1", repositoryId: "11", issueNumber: 7, state: "closed" };

const signed: readonly { readonly name: string; readonly headers: { readonly [name: string]: string } }[] = [
  { name: "Gitea's header", headers: { "x-gitea-signature": MAC, "x-gitea-event": "issues", "x-gitea-delivery": "d-1" } },
  {
    name: "Forgejo's header",
    headers: { "x-forgejo-signature": MAC, "x-forgejo-event": "issues", "x-forgejo-delivery": "d-1" },
  },
  {
    name: "GitHub's header",
    headers: { "x-hub-signature-256": `sha256=${MAC}`, "x-github-event": "issues", "x-github-delivery": "d-1" },
  },
];
for (const { name, headers } of signed) {
  test(`takes a webhook signed in ${name}`, () => {
    assert.deepEqual(readGiteaWebhook({ headers, body: BODY, secret: SECRET }), { ok: true, value: NEWS });
    const other = readGiteaWebhook({ headers, body: Buffer.concat([BODY, Buffer.from(" ")]), secret: SECRET });
    assert.ok(!other.ok && other.problem.kind === "wrong-signature");
  });
}

test("a hook without a secret has empty signatures, and is unsigned", () => {
  const headers = { "x-gitea-signature": "", "x-hub-signature-256": "sha256=", "x-gitea-event": "issues" };
  const answer = readGiteaWebhook({ headers, body: BODY, secret: SECRET });
  assert.ok(!answer.ok && answer.problem.kind === "unsigned");
});

test("passes over what is not about issues", () => {
  const headers = { "x-gitea-signature": MAC, "x-gitea-event": "pull_request" };
  assert.deepEqual(readGiteaWebhook({ headers, body: BODY, secret: SECRET }), { ok: true, value: "not-about-issues" });
});
