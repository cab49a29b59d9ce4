import assert from "node:assert/strict";
import { test } from "node:test";
import { encodedPath, isFilePath, isRef } from "./git-names.ts";

for (const ref of ["main", "v1.2.3", "feature/a-b", "a".repeat(40), "release/2026.06", "shop-1.0+build.7", "@a", "x@y"]) {
  test(`"${ref.slice(0, 20)}" can be a ref`, () => assert.ok(isRef(ref)));
}
const noRefs = ["", ".", "..", "a..b", "/a", "a/", "a//b", "-a", "a.lock", "a.lock/b", ".a", "a/.b", "a b", "a~1", "a^", "a:b"];
for (const ref of [
  ...noRefs,
  "a?b",
  "a*",
  "a[b",
  "a\\b",
  "a@{1}",
  "@",
  "a%2e",
  "a#b",
  "a&b",
  "ü",
  "a\nb",
  "a.",
  "x".repeat(251),
]) {
  test(`${JSON.stringify(ref.slice(0, 20))} can be no ref`, () => assert.ok(!isRef(ref)));
}

for (const path of ["a.py", "src/shop/checkout.py", "docs/What? ü #1 100%.md", ".env", "a/..b/c...d"]) {
  test(`"${path}" can be a file of a repository, and stays one when encoded`, () => {
    assert.ok(isFilePath(path));
    const url = new URL(`http://host.invalid/raw/${encodedPath(path)}?ref=x`);
    assert.equal(decodeURIComponent(url.pathname), `/raw/${path}`);
    assert.equal(url.search, "?ref=x");
  });
}
for (const path of [
  "",
  "/etc/passwd",
  "../a",
  "a/../b",
  "a/./b",
  "a//b",
  "a/",
  "a\\b",
  "a\u0000b",
  "a\nb",
  "\ud800",
  "x".repeat(1_001),
]) {
  test(`${JSON.stringify(path.slice(0, 20))} can be no file of a repository`, () => assert.ok(!isFilePath(path)));
}
