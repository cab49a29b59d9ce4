import assert from "node:assert/strict";
import type { HostTest } from "./test-host.ts";
import { problemOf, valueOf } from "./test-host.ts";

const NO_REFS = [
  "",
  ".",
  "..",
  "../x",
  "a..b",
  "-x",
  "no/such/ref",
  "0".repeat(40),
  "x y",
  "a\u0000",
  "x".repeat(300),
  "shop@1.2.3",
];
const NO_PATHS = ["", "/", "no/such.py", "../secret", "src/../../x", "src//x", "src\\shop", "/etc/passwd", "a\u0000b"];

/** Commits and source files. */
export function codeContract(atHost: HostTest): void {
  atHost("finds a commit by its hash, a part of it, and a branch", async ({ shop, commit, branch, origin }, codeHost) => {
    for (const ref of [commit.id, commit.id.slice(0, 10), branch]) {
      const found = valueOf(await codeHost.findCommit(shop, ref));
      assert.equal(found.id, commit.id);
      assert.equal(found.message.split("\n")[0], commit.title);
      assert.deepEqual([found.authorName, found.authorEmail], [commit.authorName, commit.authorEmail]);
      assert.equal(found.url.startsWith(`${origin}/${shop.path}/`) && found.url.endsWith(commit.id), true, found.url);
      assert.ok(found.authoredAtMs > Date.parse("2020-01-01"));
    }
  });

  atHost("lists the commits of a range with the files they changed", async (host, codeHost) => {
    const { shop, commit, before, changes } = host;
    const list = async (base: string | undefined, limit: number) =>
      valueOf(await codeHost.listCommits(shop, { head: commit.id, base, limit }));
    const ids = async (base: string | undefined, limit: number) => (await list(base, limit)).map(({ id }) => id);
    assert.deepEqual(await ids(undefined, 20), [commit.id, ...before]);
    assert.deepEqual(await ids(undefined, 1), [commit.id]);
    assert.deepEqual(await ids(before.at(-1), 20), [commit.id, ...before.slice(0, -1)]);
    assert.deepEqual(await ids(commit.id, 20), []);
    const [newest] = await list(before[0], 20);
    assert.deepEqual([newest?.message.split("\n")[0], newest?.authorEmail], [commit.title, commit.authorEmail]);
    const byPath = (one: { readonly path: string }, other: { readonly path: string }) => (one.path < other.path ? -1 : 1);
    assert.deepEqual(newest?.files.toSorted(byPath), changes.toSorted(byPath));
    for (const head of ["0".repeat(40), "main", "..", "x y"]) {
      assert.equal(problemOf(await codeHost.listCommits(shop, { head, base: undefined, limit: 5 })).kind, "not-found", head);
    }
  });

  atHost("finds no commit for what is none", async ({ shop }, codeHost) => {
    for (const ref of NO_REFS) assert.equal(problemOf(await codeHost.findCommit(shop, ref)).kind, "not-found", ref);
  });

  atHost("reads a source file at a commit and at a branch", async ({ shop, commit, branch, files }, codeHost) => {
    for (const [path, text] of Object.entries(files)) {
      for (const ref of [commit.id, branch]) assert.equal(valueOf(await codeHost.readFile(shop, path, ref)), text);
    }
  });

  atHost("reads no file that is not there, nor a folder, nor outside of the repository", async (host, codeHost) => {
    const { shop, commit, files } = host;
    for (const path of [...NO_PATHS, "src"]) {
      assert.equal(problemOf(await codeHost.readFile(shop, path, commit.id)).kind, "not-found", path);
    }
    for (const ref of NO_REFS) {
      assert.equal(problemOf(await codeHost.readFile(shop, Object.keys(files)[0] ?? "", ref)).kind, "not-found", ref);
    }
  });

  atHost("refuses files that are no text, or large", async ({ shop, branch, binaryFile, largeFile }, codeHost) => {
    assert.equal(problemOf(await codeHost.readFile(shop, binaryFile, branch)).kind, "not-text");
    assert.equal(problemOf(await codeHost.readFile(shop, largeFile, branch)).kind, "too-large");
  });

  atHost("knows the page of a line of source", async ({ shop, commit, files, pageOfLine7 }, codeHost) => {
    for (const path of Object.keys(files)) {
      assert.equal(codeHost.fileUrl(shop, path, commit.id, 7), pageOfLine7(path));
      assert.equal(codeHost.fileUrl(shop, path, commit.id, undefined), pageOfLine7(path).replace("#L7", ""));
    }
    for (const path of ["", "../secret", "/etc/passwd"]) assert.equal(codeHost.fileUrl(shop, path, commit.id, 1), undefined);
    assert.equal(codeHost.fileUrl(shop, "a.py", "..", 1), undefined);
  });
}
