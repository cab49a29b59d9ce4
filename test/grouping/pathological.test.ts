import assert from "node:assert/strict";
import { test } from "node:test";
import { sketchOf } from "../../src/grouping/v1/sketch.ts";
import type { GroupingException, GroupingFrame, GroupingInput, GroupingStack } from "../../src/grouping/input.ts";
import { groupingV1 } from "../../src/grouping/v1/v1.ts";
import { PATHOLOGICAL } from "./pathological.ts";

/** As much as grouping may look at. What an event holds beyond costs nothing, since it changes nothing. */
const MAX = {
  text: 2_000,
  field: 512,
  type: 257,
  line: 1_024,
  frames: 250,
  exceptions: 100,
  entries: 100,
  entry: 8_192,
  address: 2_048,
};

function cutFrame({ context_line: line, ...frame }: GroupingFrame): GroupingFrame {
  const fields = Object.entries(frame).map(([key, value]) => [
    key,
    typeof value === "string" ? value.slice(0, MAX.field) : value,
  ]);
  return { ...Object.fromEntries(fields), ...(line !== undefined && { context_line: line.slice(0, MAX.line) }) };
}

const cutStack = ({ frames }: GroupingStack): GroupingStack => ({ frames: frames.slice(-MAX.frames).map(cutFrame) });

function cutException({ type, value, stacktrace, ...rest }: GroupingException): GroupingException {
  return {
    ...rest,
    ...(type !== undefined && { type: type.slice(0, MAX.type) }),
    ...(value !== undefined && { value: value.slice(0, MAX.text) }),
    ...(stacktrace !== undefined && { stacktrace: cutStack(stacktrace) }),
  };
}

/** The event with nothing in it that grouping must not look at. */
function cut({ logentry, exception, fingerprint, csp, ...rest }: GroupingInput): GroupingInput {
  const values = exception?.values.slice(0, MAX.exceptions).map(cutException);
  return {
    ...rest,
    ...(logentry?.formatted !== undefined && { logentry: { formatted: logentry.formatted.slice(0, MAX.text) } }),
    ...(values !== undefined && { exception: { values } }),
    ...(fingerprint !== undefined && {
      fingerprint: fingerprint.slice(0, MAX.entries).map((entry) => entry.slice(0, MAX.entry)),
    }),
    ...(csp !== undefined && {
      csp: {
        effective_directive: csp.effective_directive?.slice(0, 256) ?? "",
        blocked_uri: csp.blocked_uri?.slice(0, MAX.address) ?? "",
      },
    }),
  };
}

test("there are at least fifty pathological events, each of a name of its own", () => {
  assert.ok(PATHOLOGICAL.length >= 50);
  assert.equal(new Set(PATHOLOGICAL.map(({ name }) => name)).size, PATHOLOGICAL.length);
});

for (const { name, event } of PATHOLOGICAL) {
  test(`${name}: grouped without a throw, the same each time, by no more than it may look at`, () => {
    const { signature, explanation } = groupingV1.group(event);
    assert.match(signature, /^[0-9a-f]{32}$/);
    assert.ok(explanation.parts.length <= MAX.exceptions * (MAX.frames + 4));
    assert.equal(groupingV1.group(structuredClone(event)).signature, signature);
    assert.equal(groupingV1.group(cut(event)).signature, signature);
    const sketch = sketchOf(event);
    assert.deepEqual(sketchOf(structuredClone(event)), sketch);
    assert.ok(JSON.stringify(sketch).length < 10_000);
  });
}
