import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../protocol/event.ts";
import { commitHashIn } from "../release/version.ts";
import { linesAround, repositoryPathOf } from "./source-lines.ts";

const HASH = "3f2a9c17b6d54e8f90a1b2c3d4e5f60718293a4b";

const releases = [
  { release: HASH, want: HASH },
  { release: `shop@${HASH}`, want: HASH },
  { release: "shop@1.4.0+3f2a9c1", want: "3f2a9c1" },
  { release: "v1.4-3-g3f2a9c1", want: "3f2a9c1" },
  { release: "shop@1.4.0", want: undefined },
  { release: "2026112", want: undefined },
  { release: "shop@20261125", want: undefined },
  { release: "feature-deadbeef", want: undefined },
  { release: "3F2A9C1", want: undefined },
  { release: "", want: undefined },
];
for (const { release, want } of releases) {
  test(`the commit in "${release}"`, () => assert.equal(commitHashIn(release), want));
}

const frames: readonly { readonly frame: Frame; readonly want: string | undefined }[] = [
  { frame: { filename: "shop/checkout.py", in_app: true }, want: "shop/checkout.py" },
  { frame: { filename: "app:///src/pay.ts" }, want: "src/pay.ts" },
  { frame: { filename: "webpack://shop/./src/pay.ts?1a2b" }, want: "src/pay.ts" },
  { frame: { filename: "src\\Pay\\Card.cs" }, want: "src/Pay/Card.cs" },
  { frame: { filename: "shop/checkout.py", in_app: false }, want: undefined },
  { frame: { filename: "node_modules/x/index.js" }, want: undefined },
  { frame: { filename: "/app/src/pay.ts" }, want: undefined },
  { frame: { filename: "../../etc/passwd" }, want: undefined },
  { frame: { filename: "https://cdn.example/app.js" }, want: undefined },
  { frame: { filename: "node:internal/process" }, want: undefined },
  { frame: { filename: "C:\\shop\\pay.cs" }, want: undefined },
  { frame: { filename: "<anonymous>" }, want: undefined },
  { frame: { function: "main" }, want: undefined },
];
for (const { frame, want } of frames) {
  test(`the path of ${JSON.stringify(frame)}`, () => assert.equal(repositoryPathOf(frame), want));
}

test("lines are numbered around the one that is meant", () => {
  const text = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join("\r\n");
  assert.deepEqual(linesAround(text, 2)[0], [1, "line 1"]);
  assert.deepEqual(linesAround(text, 2).length, 7);
  assert.deepEqual(linesAround(text, 20).at(-1), [20, "line 20"]);
  assert.deepEqual(linesAround(text, 21), []);
  assert.equal(linesAround("x".repeat(9_000), 1)[0]?.[1].length, 500);
});
