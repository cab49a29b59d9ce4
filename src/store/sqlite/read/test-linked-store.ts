import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Commands } from "../../../api/commands.ts";
import { ALL, contractEvent, NOON_MS } from "../../../backend/test-world.ts";
import type { CodeHostConnection } from "../../../codehost/connection.ts";
import type { IssueLink } from "../../../codehost/issue-link.ts";
import type { Issue } from "../../../issue/issue.ts";
import { openSqliteReader } from "./reader.ts";
import type { SqliteReader } from "./reader.ts";
import type { TestStore } from "./test-store.ts";
import { openTestStore } from "./test-store.ts";

type SaveArgs = Parameters<Commands["saveCodeHost"]>[0];

export const REPOSITORY = { id: "7", path: "acme/shop", url: "https://git.example/acme/shop", defaultBranch: "main" };
export const HOST_ISSUE = {
  number: 12,
  url: "https://git.example/acme/shop/-/issues/12",
  title: "Title one",
  state: "open",
} as const;

/** A store whose first project is connected to a repository, with the issue `one` linked to number 12 and `two` not. */
export type LinkedStore = {
  readonly store: TestStore;
  readonly commands: Commands;
  readonly hosts: SqliteReader["codeHosts"];
  readonly releases: SqliteReader["releases"];
  readonly connection: CodeHostConnection;
  readonly one: Issue;
  readonly two: Issue;
  readonly clock: { nowMs: number };
  /** Saves the connection again, with changes. */
  readonly save: (change?: Partial<SaveArgs>) => ReturnType<Commands["saveCodeHost"]>;
  /** A person's decision about `one`. */
  readonly decide: (status: "resolved" | "unresolved" | "ignored") => Promise<void>;
  /** Another event of `one`, now. */
  readonly happen: () => void;
  readonly status: () => Promise<string | undefined>;
  readonly link: () => Promise<IssueLink | undefined>;
  /** What waits, due or not, as `close 12`. */
  readonly jobs: () => Promise<readonly string[]>;
};

export async function openLinkedStore(context: TestContext): Promise<LinkedStore> {
  const clock = { nowMs: NOON_MS };
  const store = await openTestStore(() => clock.nowMs);
  const reader = openSqliteReader(store.path);
  context.after(async () => {
    reader.close();
    await store.close();
  });
  const { commands } = store.writer;
  const save: LinkedStore["save"] = (change = {}) => commands.saveCodeHost({ ...saved(store.first.id), ...change });
  store.record([contractEvent({ issue: "one" }), contractEvent({ issue: "two" })]);
  const find = async (word: string): Promise<Issue | undefined> => {
    const project = (await reader.projects.findProjectById(store.first.id)) ?? store.first;
    const query = { projects: [project], filter: ALL, sort: "last-seen", limit: 10 } as const;
    return (await reader.errors.listIssues(query)).issues.find(({ title }) => title === `Title ${word}`);
  };
  const [one, two] = [await find("one"), await find("two")];
  assert.ok(one !== undefined && two !== undefined);
  const { connection } = await save();
  await commands.linkIssue({ issueId: one.id, connectionId: connection.id, issue: HOST_ISSUE, byUserId: store.owner.id });
  return {
    store,
    commands,
    hosts: reader.codeHosts,
    releases: reader.releases,
    connection,
    one,
    two,
    clock,
    save,
    async decide(status) {
      await commands.updateIssues({ issueIds: [one.id], projectIds: [store.first.id], change: { status }, byUserId: 1 });
    },
    happen: () => store.record([contractEvent({ issue: "one", receivedAtMs: clock.nowMs, timestampMs: clock.nowMs })]),
    status: async () => (await find("one"))?.state.status,
    link: async () => (await reader.codeHosts.listIssueLinks([one.id])).get(one.id),
    jobs: async () =>
      (await reader.codeHosts.listDueJobs(Number.MAX_SAFE_INTEGER, 100)).map(({ action, number }) => `${action} ${number}`),
  };
}

function saved(projectId: number): SaveArgs {
  return {
    projectId,
    kind: "gitlab",
    origin: "https://git.example",
    repository: REPOSITORY,
    sealedToken: "a sealed token",
    tokenHint: "••••1234",
    sealedWebhookSecret: "a sealed secret",
    closesIssues: true,
    resolvesErrors: true,
    polls: false,
  };
}
