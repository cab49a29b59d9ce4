import { fakeGitlab } from "../../../test/fakes/codehost/fake-gitlab.ts";
import { fakedHost } from "../../../test/fakes/codehost/faked-host.ts";
import { codeHostContract } from "../codehost.contract.ts";
import { gitlab } from "./gitlab.ts";
import { readGitlabWebhook } from "./webhook.ts";

const FAKE = { open: gitlab, readWebhook: readGitlabWebhook, hasPulls: false, filePage: "-/blob" };

codeHostContract("GitLab", async () => await fakedHost({ ...FAKE, group: "group", serve: (world) => fakeGitlab(world, "") }));
codeHostContract("GitLab below a path, in a subgroup", async () => {
  return await fakedHost({ ...FAKE, group: "group/sub-group", serve: (world) => fakeGitlab(world, "/gitlab") });
});
