import type { CodeHost, CodeHostDeps, CodeHostKind, ReadWebhook } from "./codehost.ts";
import { github } from "./github/github.ts";
import { readGithubWebhook } from "./github/webhook.ts";
import { gitlab } from "./gitlab/gitlab.ts";
import { readGitlabWebhook } from "./gitlab/webhook.ts";

type Adapter = { readonly open: (deps: CodeHostDeps) => CodeHost; readonly readWebhook: ReadWebhook };

const ADAPTERS: { readonly [kind in CodeHostKind]?: Adapter } = {
  github: { open: github, readWebhook: readGithubWebhook },
  gitlab: { open: gitlab, readWebhook: readGitlabWebhook },
};

/** The code host of a connection. Opens nothing by itself: each call is one request. */
export function codeHostOf(kind: CodeHostKind, deps: CodeHostDeps): CodeHost {
  return adapterOf(kind).open(deps);
}

/** Reads the webhooks of a kind of host; no token and no call is needed for that. */
export function webhookReaderOf(kind: CodeHostKind): ReadWebhook {
  return adapterOf(kind).readWebhook;
}

function adapterOf(kind: CodeHostKind): Adapter {
  const adapter = ADAPTERS[kind];
  if (adapter === undefined) throw new Error(`There is no adapter for ${kind} yet.`);
  return adapter;
}
