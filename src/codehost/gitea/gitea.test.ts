import { fakeGitea } from "../../../test/fakes/codehost/fake-gitea.ts";
import { fakedHost } from "../../../test/fakes/codehost/faked-host.ts";
import { codeHostContract } from "../codehost.contract.ts";
import { gitea } from "./gitea.ts";
import { readGiteaWebhook } from "./webhook.ts";

codeHostContract("Gitea below a path", async () => {
  const fake = { open: gitea, readWebhook: readGiteaWebhook, hasPulls: true, filePage: "src/commit", group: "team" };
  return await fakedHost({ ...fake, serve: (world) => fakeGitea(world, "/git") });
});
