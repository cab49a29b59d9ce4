import assert from "node:assert/strict";
import { test } from "node:test";
import { allCapturedEvents, digested, readCapture } from "./test-captures.ts";

const captures = allCapturedEvents();

test("there are captures of every SDK", () => assert.ok(captures.length > 280));

for (const { name, item } of captures) {
  test(`${name} comes through`, () => {
    const { event, title, culprit, signature, tags, metadata } = digested(item);
    assert.equal(event.event_id, item.eventId);
    assert.match(signature, /^[0-9a-f]{32}$/);
    assert.ok(title !== "" && title !== "<unlabeled event>" && title !== "<unknown>", title);
    const hasFrames = event.exception?.values.at(-1)?.stacktrace !== undefined || event.stacktrace !== undefined;
    assert.ok(culprit !== "" || !hasFrames);
    assert.ok(Object.values(metadata).every((part) => typeof part === "string"));
    assert.equal(new Set(tags.map(([key]) => key)).size, tags.length);
    assert.equal(event.errors, undefined, "real SDKs send what we read");
    assert.doesNotMatch(JSON.stringify(event), /\{\{auto\}\}/);
  });

  test(`${name} read twice is the same, and so is what was stored of it`, () => {
    const first = digested(item);
    assert.deepEqual(digested(item), first);
    const { sentAt: _movesTheClockOnce, ...stored } = item;
    const again = digested({ ...stored, payload: Buffer.from(JSON.stringify(first.event)) });
    assert.deepEqual(again, first);
  });
}

/** Captures that are one bug each, over versions of an SDK and kinds of programs. */
const sameBug: readonly (readonly string[])[] = [
  [
    "sentry-browser-10.78.0/02-typeerror-event",
    "sentry-browser-8.55.2/03-typeerror-event",
    "sentry-browser-7.120.4/03-typeerror-event",
  ],
  [
    "sentry-browser-10.78.0/04-typeerror-event",
    "sentry-browser-8.55.2/05-typeerror-event",
    "sentry-browser-5.30.0/04-typeerror-store",
  ],
  ["sentry-browser-10.78.0/35-cause-event", "sentry-browser-10.78.0/66-tunnel-event", "sentry-browser-8.55.2/62-replay-event"],
  ["sentry-browser-10.78.0/08-rejection-event", "sentry-browser-5.30.0/06-rejection-store"],
  ["sentry-node-10.78.0/02-unhandled-event", "sentry-node-8.55.2/02-unhandled-event"],
  ["sentry-node-10.78.0/26-web-event", "sentry-node-8.55.2/24-web-event", "sentry-node-7.38.0/24-web-event"],
  ["sentry-node-10.78.0/41-session-event", "sentry-node-7.38.0/33-session-event"],
  ["sentry-python-2.68.0/01-unhandled-event", "sentry-python-1.9.10/01-unhandled-store"],
  ["sentry-python-2.68.0/05-message-event", "sentry-python-1.9.10/05-message-store"],
  ["sentry-python-2.68.0/16-thread-event", "sentry-python-1.9.10/16-thread-event"],
  ["sentry-go-0.29.1/01-panic-event", "sentry-go-0.11.0/01-panic-store", "sentry-go-0.29.1/11-web-event"],
  ["sentry-ruby-6.6.2/01-unhandled-event", "sentry-ruby-5.3.0/01-unhandled-event", "sentry-raven-3.1.2/04-all-store"],
  ["sentry-raven-3.1.2/01-all-store", "sentry-raven-3.1.2/05-json-store"],
];
for (const names of sameBug) {
  test(`one bug: ${names.join(", ")}`, () => {
    const signatures = names.map((name) => digested(readCapture(name).item).signature);
    assert.equal(new Set(signatures).size, 1);
  });
}

/** Captures of one program each whose bugs differ, however alike their stacks are. */
const differentBugs: readonly (readonly string[])[] = [
  [
    "18-dom-event",
    "27-thrown-event",
    "28-thrown-event",
    "31-cause-event",
    "22-thrown-event",
    "24-thrown-event",
    "25-thrown-event",
    "26-thrown-event",
  ].map((name) => `sentry-browser-10.78.0/${name}`),
  [
    "02-typeerror-event",
    "03-typeerror-event",
    "46-foreign-event",
    "47-foreign-event",
    "48-foreign-event",
    "49-foreign-event",
  ].map((name) => `sentry-browser-10.78.0/${name}`),
  ["11-values-event", "12-values-event", "13-values-event", "14-values-event", "15-values-event", "16-values-event"].map(
    (name) => `sentry-node-10.78.0/${name}`,
  ),
  [
    "01-unhandled-event",
    "04-chained-event",
    "05-message-event",
    "06-message-event",
    "07-transaction-event",
    "12-extras-event",
  ].map((name) => `sentry-java-8.53.0/${name}`),
  ["01-unhandled-event", "05-errors-event", "06-errors-event", "07-errors-event", "09-errors-event", "10-fatal-event"].map(
    (name) => `sentry-php-4.29.0/${name}`,
  ),
  ["01-panic-event", "02-panic-event", "03-panic-event", "04-chained-event", "06-chained-event"].map(
    (name) => `sentry-go-0.29.1/${name}`,
  ),
  ["01-unhandled-event", "03-captured-event", "04-chained-event", "05-message-event", "06-transaction-event"].map(
    (name) => `sentry-ruby-6.6.2/${name}`,
  ),
];
for (const names of differentBugs) {
  test(`different bugs: ${names.join(", ")}`, () => {
    const signatures = names.map((name) => digested(readCapture(name).item).signature);
    assert.equal(new Set(signatures).size, names.length);
  });
}
