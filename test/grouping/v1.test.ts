import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digestEvent } from "../../src/digest/event/digest-event.ts";
import { allCapturedEvents, itemOf } from "../../src/digest/event/test-captures.ts";
import { groupingV1 } from "../../src/grouping/v1/v1.ts";
import { DEFAULT_RULES } from "../../src/project/event-rules.ts";
import type { Event, Frame } from "../../src/protocol/event.ts";
import { ALL_CASES } from "./all-cases.ts";
import type { SdkEvent } from "./case.ts";

/** What version 1 gets wrong and has no means to know: browsers do not agree about the class before a method's name. */
const KNOWN = new Set(["second-browser: callbacks of two custom elements in one bundle"]);

const DEPS = { grouping: groupingV1, secretKey: "a secret of tests", rulesOf: () => DEFAULT_RULES };

function stored(payload: SdkEvent): Event {
  const digest = digestEvent(itemOf(payload), DEPS);
  assert.ok(digest.kind === "event");
  return digest.event.event;
}
const signatureOf = (event: Event): string => groupingV1.group(event).signature;

for (const [language, cases] of Object.entries(ALL_CASES)) {
  test(`version 1 tells apart and keeps together: ${language}`, () => {
    const wrong = cases.filter(
      ({ relation, a, b }) => (signatureOf(stored(a)) === signatureOf(stored(b))) !== (relation === "same"),
    );
    const names = wrong.map(({ name }) => `${language}: ${name}`).filter((name) => !KNOWN.has(name));
    assert.deepEqual(names, []);
  });
}

const captured = allCapturedEvents().map(({ name, item }) => {
  const digest = digestEvent(item, DEPS);
  assert.ok(digest.kind === "event");
  return { name, event: digest.event.event };
});

test("a signature depends on nothing but the event: in any order, and again, it is the same", () => {
  const first = new Map(captured.map(({ name, event }) => [name, signatureOf(event)]));
  fc.assert(
    fc.property(fc.shuffledSubarray(captured, { minLength: captured.length }), (shuffled) => {
      for (const { name, event } of shuffled) assert.equal(signatureOf(structuredClone(event)), first.get(name), name);
    }),
    { numRuns: 5 },
  );
});

/** What no signature may depend on, done to every frame. */
const CHANGES: readonly (readonly [name: string, change: (frame: Frame) => Frame])[] = [
  ["lines and columns", (frame) => ({ ...frame, lineno: (frame.lineno ?? 1) + 17, colno: 3 })],
  ["local variables", (frame) => ({ ...frame, vars: { order: "another" } })],
  ["lines around the failing one", (frame) => ({ ...frame, pre_context: ["other"], post_context: ["lines"] })],
  ["addresses of instructions", (frame) => ({ ...frame, instruction_addr: "0xdeadbeef", image_addr: "0x1" })],
];
for (const [name, change] of CHANGES) {
  test(`no captured event changes its signature with its ${name}`, () => {
    for (const { name: capture, event } of captured) {
      const values = event.exception?.values.map((one) =>
        one.stacktrace === undefined
          ? one
          : { ...one, stacktrace: { ...one.stacktrace, frames: one.stacktrace.frames.map(change) } },
      );
      const changed: Event = { ...event, ...(values !== undefined && { exception: { values } }) };
      assert.equal(signatureOf(changed), signatureOf(event), capture);
    }
  });
}

test("another exception type is another signature", () => {
  for (const { name, event } of captured) {
    const [only, ...others] = event.exception?.values ?? [];
    if (only?.type === undefined || others.length > 0 || event.fingerprint !== undefined) continue;
    const changed = { ...event, exception: { values: [{ ...only, type: "SomethingElse" }] } };
    assert.notEqual(signatureOf(changed), signatureOf(event), name);
  }
});
