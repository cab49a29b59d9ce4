import assert from "node:assert/strict";
import { test } from "node:test";
import { groupingV1 } from "../../grouping/v1/v1.ts";
import type { Event, Stacktrace } from "../../protocol/event.ts";
import type { EventItem } from "./digest-event.ts";
import { flagFrames } from "./flag-frames.ts";
import { normaliseEvent, withNotes } from "./normalise.ts";
import { newNotes } from "./notes.ts";
import { parseEventJson } from "./parse.ts";
import { scrubEvent } from "./scrub.ts";
import { allCapturedEvents, digested, digestedPayload } from "./test-captures.ts";

const flagsOf = (stack: Stacktrace | undefined): readonly unknown[] => (stack?.frames ?? []).map(({ in_app: flag }) => flag);

const cases = [
  {
    name: "the SDK's word counts, against what the place says",
    platform: "node",
    frames: [
      { filename: "/app/node_modules/a/index.js", in_app: true },
      { filename: "/app/pay.js", in_app: false },
    ],
    want: [true, false],
  },
  {
    name: "of silent frames those of libraries are not in-app",
    platform: "node",
    frames: [{ filename: "node:internal/process" }, { filename: "/app/node_modules/a/index.js" }, { filename: "/app/pay.js" }],
    want: [false, false, true],
  },
  {
    name: "an SDK that flags some frames says no of the others by its silence",
    platform: "java",
    frames: [{ module: "org.shop.Cart", in_app: true }, { module: "org.shop.Web" }],
    want: [true, false],
  },
  {
    name: "the hook that reports a panic of Rust is nobody's code, whatever the SDK says",
    platform: "native",
    frames: [
      { function: "shop::pricing::price_of", in_app: true },
      { function: "__rustc::rust_begin_unwind", in_app: true },
      {
        function: "<sentry_panic::PanicIntegration as sentry_core::integration::Integration>::setup::{{closure}}",
        in_app: true,
      },
      { function: "sentry_panic::panic_handler", in_app: true },
    ],
    want: [true, false, false, false],
  },
];
for (const { name, platform, frames, want } of cases) {
  test(`${name}, in every stack of an event`, () => {
    const stacktrace = { frames: frames.map((frame) => ({ function: "pay", ...frame })) };
    const { event } = digestedPayload({
      platform,
      stacktrace,
      exception: [{ type: "A", value: "b", stacktrace, raw_stacktrace: stacktrace }],
      threads: [{ id: 1, crashed: true, stacktrace }],
    });
    const [exception, thread] = [event.exception?.values[0], event.threads?.values[0]];
    for (const stack of [event.stacktrace, exception?.stacktrace, exception?.raw_stacktrace, thread?.stacktrace]) {
      assert.deepEqual(flagsOf(stack), want);
    }
  });
}

test("flagging captured events changes nothing about how they are grouped, and leaves no frame silent", () => {
  let answered = 0;
  for (const { name, item } of allCapturedEvents()) {
    const sent = beforeFlagging(item);
    const flagged = flagFrames(sent);
    assert.deepEqual(groupingV1.group(flagged), groupingV1.group(sent), name);
    assert.deepEqual(flagFrames(flagged), flagged, name);
    assert.deepEqual(digested(item).event, flagged, name);
    const stacks = [flagged, ...(flagged.exception?.values ?? []), ...(flagged.threads?.values ?? [])];
    for (const { stacktrace } of stacks) assert.ok(!flagsOf(stacktrace).includes(undefined), name);
    if (JSON.stringify(flagged) !== JSON.stringify(sent)) answered += 1;
  }
  assert.ok(answered > 0);
});

function beforeFlagging(item: EventItem): Event {
  const parsed = parseEventJson(item.payload);
  assert.ok(parsed.ok);
  const notes = newNotes();
  return withNotes(scrubEvent(normaliseEvent(parsed.value, item, notes), notes), notes);
}
