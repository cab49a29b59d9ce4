import assert from "node:assert/strict";
import type { CodeHost, CodeHostDeps, ReadWebhook } from "../../../src/codehost/codehost.ts";
import type { TestHost } from "../../../src/codehost/test-host.ts";
import type { FakeServer } from "./fake-host.ts";
import type { FakeIssue, FakeRepository, FakeWorld } from "./world.ts";
import { addIssue, COMMIT, DEFAULT_BRANCH, FILES, GOOD_TOKEN, OLDER, OLDEST, READING_TOKEN, shopWorld } from "./world.ts";

export type FakedServer = FakeServer & {
  readonly setState: (repository: FakeRepository, issue: FakeIssue, state: FakeIssue["state"]) => Promise<void>;
};

/** Starts a fake with a shop in it, as what the contract asks for. */
export async function fakedHost(args: {
  readonly serve: (world: FakeWorld) => Promise<FakedServer>;
  readonly open: (deps: CodeHostDeps) => CodeHost;
  readonly readWebhook: ReadWebhook;
  readonly group: string;
  readonly hasPulls: boolean;
  /** What stands between repository and ref in the page of a file. */
  readonly filePage: string;
}): Promise<TestHost> {
  const world = shopWorld(args.group);
  const [shop, archived, withoutIssues] = world.repositories;
  assert.ok(shop !== undefined && archived !== undefined && withoutIssues !== undefined);
  const pull = args.hasPulls ? addIssue(shop, "A pull request", "", true) : undefined;
  const server = await args.serve(world);
  const issueOf = (number: number): FakeIssue => {
    const issue = shop.issues.find((one) => one.number === number);
    assert.ok(issue !== undefined, `there is no issue ${number}`);
    return issue;
  };
  return {
    origin: server.origin,
    open: args.open,
    readWebhook: args.readWebhook,
    token: GOOD_TOKEN,
    readingToken: READING_TOKEN,
    shop: placeOf(shop),
    archived: placeOf(archived),
    withoutIssues: placeOf(withoutIssues),
    commit: { ...COMMIT, title: COMMIT.message.split("\n")[0] ?? "" },
    before: [OLDER.id, OLDEST.id],
    changes: [
      { path: "src/shop/checkout.py", change: "M" },
      { path: "docs/What is new? ü #1.md", change: "A" },
      { path: "docs/new.md", change: "D" },
    ],
    branch: DEFAULT_BRANCH,
    files: textFiles(),
    binaryFile: "logo.png",
    largeFile: "big.txt",
    pageOfLine7: (path) =>
      `${server.origin}/${shop.path}/${args.filePage}/${COMMIT.id}/${path.split("/").map(encodeURIComponent).join("/")}#L7`,
    setState: async (number, state) => await server.setState(shop, issueOf(number), state),
    notesOf: async (number) => await Promise.resolve(issueOf(number).notes),
    pullNumber: pull?.number,
    close: server.close,
  };
}

function placeOf({ id, path }: FakeRepository): { readonly id: string; readonly path: string } {
  return { id: String(id), path };
}

function textFiles(): { readonly [path: string]: string } {
  const texts = [...FILES].filter(([path]) => path !== "logo.png" && path !== "big.txt");
  return Object.fromEntries(texts.map(([path, bytes]) => [path, bytes.toString("utf8")]));
}
