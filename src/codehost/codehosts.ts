import type { CodeHost, CodeHostDeps, CodeHostKind, ReadWebhook } from "./codehost.ts";
import { gitea } from "./gitea/gitea.ts";
import { readGiteaWebhook } from "./gitea/webhook.ts";
import { github } from "./github/github.ts";
import { readGithubWebhook } from "./github/webhook.ts";
import { gitlab } from "./gitlab/gitlab.ts";
import { readGitlabWebhook } from "./gitlab/webhook.ts";

type Adapter = { readonly open: (deps: CodeHostDeps) => CodeHost; readonly readWebhook: ReadWebhook };

const ADAPTERS: { readonly [kind in CodeHostKind]: Adapter } = {
  gitlab: { open: gitlab, readWebhook: readGitlabWebhook },
  github: { open: github, readWebhook: readGithubWebhook },
  gitea: { open: gitea, readWebhook: readGiteaWebhook },
};

/** The code host of a connection. Opens nothing by itself: each call is one request or a few. */
export function codeHostOf(kind: CodeHostKind, deps: CodeHostDeps): CodeHost {
  return ADAPTERS[kind].open(deps);
}

/** Reads the webhooks of a kind of host; no token and no call is needed for that. */
export function webhookReaderOf(kind: CodeHostKind): ReadWebhook {
  return ADAPTERS[kind].readWebhook;
}
