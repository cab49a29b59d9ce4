import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventRules } from "../../project/event-rules.ts";
import { DEFAULT_RULES } from "../../project/event-rules.ts";
import type { Event } from "../../protocol/event.ts";
import { newNotes } from "./notes.ts";
import { metaJson } from "./meta.ts";
import { normaliseEvent } from "./normalise.ts";
import { parseEventJson } from "./parse.ts";
import { safeFields } from "./safe-fields.ts";
import { scrubAddressesIn } from "./scrub-addresses.ts";
import { projectScrubber } from "./scrub-settings.ts";
import { itemOf } from "./test-captures.ts";

function scrubbed(rules: Partial<EventRules>, payload: object): Event {
  return scrubbedWithNotes(rules, payload).event;
}

function scrubbedWithNotes(rules: Partial<EventRules>, payload: object): { readonly event: Event; readonly meta: object } {
  const item = itemOf(payload);
  const parsed = parseEventJson(item.payload);
  if (!parsed.ok) throw new Error("not JSON");
  const notes = newNotes();
  const scrub = projectScrubber({ ...DEFAULT_RULES, ...rules });
  const event = scrub(normaliseEvent(parsed.value, item, notes), notes);
  assert.deepEqual(scrub(event, newNotes()), event, "twice is once");
  return { event, meta: metaJson(notes.meta) };
}

const SECRETS = { password: "x", Pin: "1234", note: "the PIN is 1234", n: "4111 1111 1111 1111", at: "192.0.2.1" };
const extras: readonly { readonly name: string; readonly rules: Partial<EventRules>; readonly want: object }[] = [
  { name: "the default rules", rules: {}, want: { ...SECRETS, password: "[Filtered]", n: "[Filtered]" } },
  { name: "none at all", rules: { dataScrubber: false, sensitiveFields: ["pin"] }, want: SECRETS },
  {
    name: "a project's fields beside the default rules",
    rules: { sensitiveFields: [" pin ", ""] },
    want: { ...SECRETS, password: "[Filtered]", n: "[Filtered]", Pin: "[Filtered]", note: "[Filtered]" },
  },
  {
    name: "a project's fields alone",
    rules: { dataScrubberDefaults: false, sensitiveFields: ["pin"] },
    want: { ...SECRETS, Pin: "[Filtered]", note: "[Filtered]" },
  },
  {
    name: "safe from default and own rules",
    rules: { sensitiveFields: ["pin"], safeFields: ["password", "extra.note"] },
    want: { ...SECRETS, n: "[Filtered]", Pin: "[Filtered]" },
  },
  { name: "addresses alone", rules: { dataScrubber: false, scrubIpAddresses: true }, want: { ...SECRETS, at: "[ip]" } },
  {
    name: "a safe place is not safe from the rule about addresses",
    rules: { scrubIpAddresses: true, safeFields: ["extra"] },
    want: { ...SECRETS, at: "[ip]" },
  },
];
for (const { name, rules, want } of extras) {
  test(`scrubbing by settings: ${name}`, () => assert.deepEqual(scrubbed(rules, { extra: SECRETS }).extra, want));
}

test("pairs are safe by their name", () => {
  const headers = { authorization: "Bearer t", "x-auth": "y" };
  const { request } = scrubbed({ safeFields: ["request.headers.Authorization"] }, { request: { headers } });
  assert.deepEqual(request?.headers, [
    ["Authorization", "Bearer t"],
    ["X-Auth", "[Filtered]"],
  ]);
});

test("a safe field protects what is in it, wherever it stands", () => {
  const payload = {
    breadcrumbs: [{ message: "login with secret", data: { form: { secret: "x" } } }],
    contexts: { order: { secret: "x" } },
    exception: [{ type: "E", value: "x", stacktrace: { frames: [{ function: "f", vars: { secret: "x" } }] } }],
  };
  const { breadcrumbs, contexts, exception } = scrubbed({ safeFields: ["form", "contexts.order", "**.vars.*"] }, payload);
  assert.deepEqual(breadcrumbs?.values[0]?.data, { form: { secret: "x" } });
  assert.equal(breadcrumbs?.values[0]?.message, "[Filtered]");
  assert.equal(contexts?.["order"]?.["secret"], "x");
  assert.deepEqual(exception?.values[0]?.stacktrace?.frames[0]?.vars, { secret: "x" });
});

test("the user's and the sender's address go whatever they hold, and a user of nothing else with them", () => {
  const { event, meta } = scrubbedWithNotes(
    { scrubIpAddresses: true },
    { user: { ip_address: "192.0.2.1" }, request: { url: "http://x/", env: { REMOTE_ADDR: "192.0.2.1", A: "1" } } },
  );
  assert.equal(event.user, undefined);
  assert.deepEqual(event.request?.env, { A: "1" });
  assert.deepEqual(meta, {
    user: { ip_address: { "": { rem: [["@ip:remove", "x"]] } } },
    request: { env: { REMOTE_ADDR: { "": { rem: [["@ip:remove", "x"]] } } } },
  });
});

test("what a project's own field took out is said by another name than what the default rules did", () => {
  const { meta } = scrubbedWithNotes({ sensitiveFields: ["pin"] }, { extra: { pin: "1", password: "x" } });
  assert.deepEqual(meta, {
    extra: { pin: { "": { rem: [["strip-fields", "s"]] } }, password: { "": { rem: [["@password:filter", "s"]] } } },
  });
});

const addresses: readonly (readonly [text: string, want: string | undefined])[] = [
  ["from 192.0.2.1, again", "from [ip], again"],
  ["http://192.0.2.1:80/", "http://[ip]:80/"],
  ["192.0.2.1.", "[ip]."],
  ["at 2001:db8::1 and [::1]:80.", "at [ip] and [[ip]]:80."],
  ["::ffff:192.0.2.1", "[ip]"],
  ["fe80::1%eth0:", "[ip]%eth0:"],
  ["version 1.2.3", undefined],
  ["1.2.3.4.5", undefined],
  ["300.1.1.1", undefined],
  ["std::vector a::b :: 12:30:05", undefined],
];
for (const [text, want] of addresses) {
  test(`addresses: ${text} becomes ${want ?? "nothing else"}`, () => assert.equal(scrubAddressesIn(text)?.text, want));
}

const safe: readonly (readonly [field: string, path: readonly (string | number)[], want: boolean])[] = [
  ["note", ["extra", "note"], true],
  ["NOTE", ["extra", "Note"], true],
  ["note", ["extra", "notes"], false],
  ["extra.note", ["extra", "note"], true],
  ["extra.note", ["contexts", "extra", "note"], false],
  ["extra.*.id", ["extra", "a", "id"], true],
  ["extra.*.id", ["extra", "id"], false],
  ["**.id", ["id"], true],
  ["extra.**.id", ["extra", "a", 0, "b", "id"], true],
  ["extra.**.id", ["extra", "a", "b"], false],
  ["my note", ["extra", "my note"], true],
  ["a..b", ["extra", "a..b"], true],
  ["", ["extra"], false],
];
for (const [field, path, want] of safe) {
  test(`safe fields: "${field}" ${want ? "covers" : "does not cover"} ${path.join(".")}`, () => {
    assert.equal(safeFields([field])(path, path.length), want);
  });
}

test("a megabyte of what looks like addresses ends", () => {
  for (const part of ["1.", "192.0.2.1", "a:", "::", "2001:db8::"]) scrubAddressesIn(part.repeat(1_000_000 / part.length));
});
