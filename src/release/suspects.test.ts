import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Event, Frame } from "../protocol/event.ts";
import type { CommitsOfRelease } from "./release.ts";
import { commonSuffix, suspectCommits } from "./suspects.ts";

const paths = [
  { frame: "src/pay.ts", commit: "src/pay.ts", want: 2 },
  { frame: "app/src/pay.ts", commit: "src/pay.ts", want: 2 },
  { frame: "pay.ts", commit: "web/src/pay.ts", want: 1 },
  { frame: "lib/a/index.js", commit: "lib/b/index.js", want: 0 },
  { frame: "srv/shop/a/index.js", commit: "web/a/index.js", want: 2 },
  { frame: "src/pay.ts", commit: "src/pay.tsx", want: 0 },
  { frame: "pay.ts", commit: "src/repay.ts", want: 0 },
];
for (const { frame, commit, want } of paths) {
  test(`${frame} in the stack and ${commit} in a commit have ${want} parts in common`, () => {
    assert.equal(commonSuffix(frame, commit), want);
    assert.equal(commonSuffix(commit, frame), want);
  });
}

/** Outermost first, as SDKs send them. */
function eventOf(...frames: readonly Frame[]): Event {
  return {
    event_id: "0".repeat(32),
    type: "error",
    timestamp: 0,
    received: 0,
    level: "error",
    platform: "javascript",
    exception: { values: [{ type: "Error", value: "x", stacktrace: { frames } }] },
  };
}

function release(
  version: string,
  ...commits: readonly (readonly [hash: string, ...files: readonly string[]])[]
): CommitsOfRelease {
  return {
    version,
    commits: commits.map(([hash, ...files], index) => ({
      hash,
      repository: undefined,
      message: "",
      name: "Ada",
      email: "",
      atMs: 1_000 - index,
      files: files.map((path) => ({ path, change: "M" as const })),
    })),
  };
}

const hashes = (event: Event, ...releases: readonly CommitsOfRelease[]): readonly string[] =>
  suspectCommits(event, releases).map(({ commit }) => commit.hash);

const STACK = eventOf(
  { filename: "src/server.ts", in_app: true },
  { filename: "node_modules/router/src/pay.ts", in_app: false },
  { filename: "app:///src/pay.ts?v=1", function: "submit", in_app: true },
);

test("the innermost file counts more than one further out, and the nearer release more than one before", () => {
  const now = release("2.0", ["outer", "src/server.ts"], ["inner", "src/pay.ts"], ["other", "README.md"]);
  assert.deepEqual(hashes(STACK, now), ["inner", "outer"]);
  assert.deepEqual(hashes(STACK, release("2.0", ["outer", "src/server.ts"]), release("1.0", ["inner", "src/pay.ts"])), [
    "outer",
    "inner",
  ]);
});

test("of two commits to one file the newer one is first", () => {
  assert.deepEqual(hashes(STACK, release("2.0", ["new", "src/pay.ts"], ["old", "src/pay.ts"])), ["new", "old"]);
});

test("a file that matches better leaves out others of the same name", () => {
  assert.deepEqual(hashes(STACK, release("2.0", ["wrong", "pay.ts"], ["right", "web/src/pay.ts"])), ["right"]);
});

test("libraries are not suspected, whoever changed their copy", () => {
  const event = eventOf({ filename: "node_modules/x/a.js" }, { filename: "b.js", in_app: false });
  assert.deepEqual(hashes(event, release("1", ["c", "node_modules/x/a.js", "b.js"])), []);
});

test("a JVM's file is found by its module, a Windows path by its end, an absolute one too", () => {
  const files = ["core/src/main/java/com/acme/Cart.java", "app/Views/Pay.cs", "lib/shop/pay.rb"];
  const frames = [
    { filename: "Cart.java", module: "com.acme.Cart" },
    { filename: "C:\\build\\app\\Views\\Pay.cs" },
    { filename: "/srv/releases/7/lib/shop/pay.rb" },
  ];
  for (const [index, frame] of frames.entries()) {
    assert.deepEqual(hashes(eventOf(frame), release("1", ["c", files[index] ?? ""])), ["c"]);
  }
});

test("the reason names file, frame and release", () => {
  const [suspect] = suspectCommits(STACK, [release("1"), release("0.9", ["c", "src/pay.ts"])]);
  assert.equal(
    suspect?.reason,
    "Changed src/pay.ts, the file of the innermost frame of your code (submit). Came with 0.9, one release before.",
  );
});

test("whatever paths say, each commit comes once, likeliest first", () => {
  const path: fc.Arbitrary<string> = fc.oneof(
    fc.string(),
    fc.constantFrom("a.js", "src/a.js", "x/src/a.js", "../a.js", "/", "C:\\a.js"),
  );
  const frames = fc.array(fc.record({ filename: path, in_app: fc.boolean() }), { maxLength: 40 });
  const commits = fc.array(fc.array(path, { maxLength: 5 }), { maxLength: 10 });
  fc.assert(
    fc.property(frames, commits, (stack, files) => {
      const found = suspectCommits(eventOf(...stack), [
        release("1", ...files.map((some, index) => [`c${index}`, ...some] as const)),
      ]);
      assert.equal(new Set(found.map(({ commit }) => commit.hash)).size, found.length);
      for (const [index, { score }] of found.entries()) assert.ok(score <= (found[index - 1]?.score ?? 1) && score > 0);
    }),
  );
});
