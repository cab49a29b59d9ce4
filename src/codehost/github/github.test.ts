import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeGithub } from "../../../test/fakes/codehost/fake-github.ts";
import { fakedHost } from "../../../test/fakes/codehost/faked-host.ts";
import { codeHostContract } from "../codehost.contract.ts";
import { github, githubApiUrl } from "./github.ts";
import { readGithubWebhook } from "./webhook.ts";

codeHostContract("GitHub Enterprise Server", async () => {
  const fake = { open: github, readWebhook: readGithubWebhook, hasPulls: true, filePage: "blob", group: "octo-org" };
  return await fakedHost({ ...fake, serve: fakeGithub });
});

const places = [
  { origin: "https://github.com", api: "https://api.github.com" },
  { origin: "https://octocorp.ghe.com", api: "https://api.octocorp.ghe.com" },
  { origin: "https://github.corp.example:8443", api: "https://github.corp.example:8443/api/v3" },
  { origin: "https://github.com.evil.example", api: "https://github.com.evil.example/api/v3" },
  { origin: "https://notghe.com", api: "https://notghe.com/api/v3" },
];
for (const { origin, api } of places) {
  test(`the API of ${origin} is at ${api}`, () => assert.equal(githubApiUrl(origin), api));
}
