import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Placed } from "./order.ts";
import { compareReleases, newestFirst } from "./order.ts";

/** Oldest first, of one date. */
const ASCENDING: readonly { readonly name: string; readonly versions: readonly string[] }[] = [
  {
    name: "semver.org's own example",
    versions: [
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1",
      "1.0.0",
    ],
  },
  { name: "numbers are numbers", versions: ["shop@1.9.0", "shop@1.10.0", "shop@2.0.0", "shop@10.0.0"] },
  { name: "a build counts up", versions: ["app@1.0.0", "app@1.0.0+9", "app@1.0.0+10", "app@1.0.1+1"] },
  { name: "two numbers, three, four", versions: ["v1.2", "v1.2.1", "v1.2.1.1", "v1.2.1.2", "v1.3"] },
];
for (const { name, versions } of ASCENDING) {
  test(`in order of version: ${name}`, () => {
    const placed = versions.map((version) => ({ version, atMs: 0 }));
    assert.deepEqual(
      newestFirst(placed).map(({ version }) => version),
      versions.toReversed(),
    );
  });
}

test("what is no version goes by date, and so do two packages", () => {
  const older = { version: "9f3c2ab", atMs: 1 };
  assert.ok(compareReleases(older, { version: "1a2b3c4", atMs: 2 }) < 0);
  assert.ok(compareReleases({ version: "20260101", atMs: 1 }, { version: "20250101", atMs: 2 }) < 0);
  assert.ok(compareReleases({ version: "ios@2.0.0", atMs: 1 }, { version: "android@1.0.0", atMs: 2 }) < 0);
});

test("a patch of an old version that comes later is no newer than the new version", () => {
  const releases = [
    { version: "shop@2.0.0", atMs: 1 },
    { version: "shop@1.9.1", atMs: 2 },
  ];
  assert.equal(newestFirst(releases)[0]?.version, "shop@2.0.0");
});

test("a project that has gone over to hashes is ordered by date", () => {
  const releases = [
    { version: "shop@2.0.0", atMs: 1 },
    { version: "9f3c2ab", atMs: 2 },
  ];
  assert.equal(newestFirst(releases)[0]?.version, "9f3c2ab");
});

test("one that has gone over from hashes to versions is ordered by version, the hashes behind", () => {
  const hashes = Array.from({ length: 3 }, (_, index) => ({ version: `9f3c2a${index}`, atMs: index }));
  const versions = Array.from({ length: 12 }, (_, index) => ({ version: `shop@1.${index}.0`, atMs: 100 - index }));
  const ordered = newestFirst([...hashes, ...versions]).map(({ version }) => version);
  assert.equal(ordered[0], "shop@1.11.0");
  assert.deepEqual(ordered.slice(-3), ["9f3c2a2", "9f3c2a1", "9f3c2a0"]);
});

const number = fc.nat(12);
const semantic = fc
  .record({
    numbers: fc.array(number, { minLength: 2, maxLength: 4 }),
    pre: fc.option(fc.constantFrom("alpha", "alpha.1", "beta", "rc.2", "rc.10", "0"), { nil: undefined }),
    build: fc.option(fc.constantFrom("1", "2", "10", "abc", "007"), { nil: undefined }),
  })
  .map(({ numbers, pre, build }) => `shop@${numbers.join(".")}${pre ? `-${pre}` : ""}${build ? `+${build}` : ""}`);
const placedVersion: fc.Arbitrary<Placed> = fc.record({ version: semantic, atMs: number });
const anyRelease: fc.Arbitrary<Placed> = fc.record({
  version: fc.oneof(semantic, fc.string(), fc.stringMatching(/^[0-9a-f]{7}$/)),
  atMs: number,
});

test("two releases are never each newer than the other", () => {
  fc.assert(
    fc.property(anyRelease, anyRelease, (a, b) => {
      assert.equal(Math.sign(compareReleases(a, b)) + Math.sign(compareReleases(b, a)), 0);
      assert.equal(compareReleases(a, a), 0);
    }),
  );
});

test("versions of one package go in no circle", () => {
  fc.assert(
    fc.property(placedVersion, placedVersion, placedVersion, (a, b, c) => {
      if (compareReleases(a, b) <= 0 && compareReleases(b, c) <= 0) assert.ok(compareReleases(a, c) <= 0);
    }),
  );
});

test("the order of a project's releases does not depend on how they came, and leaves none out", () => {
  const releases = fc.uniqueArray(anyRelease, { selector: ({ version }) => version, maxLength: 30 });
  fc.assert(
    fc.property(releases, (some) => {
      const ordered = newestFirst(some);
      assert.deepEqual(newestFirst(some.toReversed()), ordered);
      assert.deepEqual(newestFirst(ordered), ordered);
      assert.deepEqual(new Set(ordered), new Set(some));
    }),
  );
});
