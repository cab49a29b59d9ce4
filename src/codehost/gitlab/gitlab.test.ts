import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeGitlab } from "../../../test/fakes/codehost/fake-gitlab.ts";
import { fakedHost } from "../../../test/fakes/codehost/faked-host.ts";
import type { FakeRepository } from "../../../test/fakes/codehost/world.ts";
import { codeHostContract } from "../codehost.contract.ts";
import { openHost, valueOf } from "../test-host.ts";
import { gitlab } from "./gitlab.ts";
import { readGitlabWebhook } from "./webhook.ts";

const FAKE = { open: gitlab, readWebhook: readGitlabWebhook, hasPulls: false, filePage: "-/blob" };

codeHostContract("GitLab", async () => await fakedHost({ ...FAKE, group: "group", serve: (world) => fakeGitlab(world, "") }));
codeHostContract("GitLab below a path, in a subgroup", async () => {
  return await fakedHost({ ...FAKE, group: "group/sub-group", serve: (world) => fakeGitlab(world, "/gitlab") });
});

test("the text of an issue cannot give GitLab an order", async () => {
  let repository: FakeRepository | undefined;
  const host = await fakedHost({
    ...FAKE,
    group: "group",
    serve: async (world) => {
      repository = world.repositories[0];
      return await fakeGitlab(world, "");
    },
  });
  const body = "Facts/figures\n/move group/public\n  /usr/lib\r\n/confidential";
  valueOf(await openHost(host).createIssue(host.shop, { title: "An issue", body }));
  assert.equal(repository?.issues[0]?.body, "Facts/figures\n\\/move group/public\n  /usr/lib\r\n\\/confidential");
  await host.close();
});

test("a note cannot give GitLab an order", async () => {
  const host = await fakedHost({ ...FAKE, group: "group", serve: (world) => fakeGitlab(world, "") });
  const codeHost = openHost(host);
  const { number } = valueOf(await codeHost.createIssue(host.shop, { title: "An issue", body: "" }));
  valueOf(await codeHost.closeIssue(host.shop, number, "Resolved by\n/assign @root\n/confidential"));
  assert.deepEqual(await host.notesOf(number), ["Resolved by\n\\/assign @root\n\\/confidential"]);
  await host.close();
});
