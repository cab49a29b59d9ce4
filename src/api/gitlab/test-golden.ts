import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Answered } from "../test-world.ts";

const FOLDER = new URL("../../../test/fixtures/gitlab/", import.meta.url);

/** What was written from the reference before anything was built. */
export function golden(name: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
}

/** The whole body, key for key. `publicKey` stands where the golden text says PUBLIC_KEY. */
export function assertGolden(answered: Answered, name: string, publicKey?: string): void {
  assert.equal(answered.status, 200, answered.text);
  assertSame(answered, golden(name), publicKey);
}

export function assertSame(answered: Answered, want: unknown, publicKey = "PUBLIC_KEY"): void {
  assert.deepEqual(answered.json, JSON.parse(JSON.stringify(want).replaceAll("PUBLIC_KEY", publicKey)));
}

/** The frames of the golden stack trace: text of a source line is hostile. */
const FRAMES = [
  { filename: "framework.js", function: "dispatch", lineno: 9, in_app: false },
  {
    filename: "pay.ts",
    abs_path: "https://shop.example/pay.ts",
    function: "submit",
    lineno: 3,
    colno: 7,
    in_app: true,
    pre_context: ["one", '<two> & "2"'],
    context_line: "three()",
    post_context: ["four"],
  },
];

/** What was thrown in the error of the golden answers; the first of a chain has no stack trace. */
export const EXCEPTION = {
  values: [
    { type: "Wrapper", value: "has no frames" },
    { type: "TypeError", value: "x", stacktrace: { frames: FRAMES } },
  ],
};
