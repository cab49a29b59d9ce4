import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digestEvent } from "../../src/digest/event/digest-event.ts";
import { itemOf } from "../../src/digest/event/test-captures.ts";
import { groupingV1 } from "../../src/grouping/v1/v1.ts";
import { DEFAULT_RULES } from "../../src/project/event-rules.ts";
import { ALL_CASES } from "./all-cases.ts";
import type { SdkEvent } from "./case.ts";
import { javascript, node, python } from "./build.ts";

const DEPS = { grouping: groupingV1, secretKey: "a secret of tests", rulesOf: () => DEFAULT_RULES };

/** The signature of an event as it goes through the digest. */
function signatureOf(payload: SdkEvent): string {
  const digest = digestEvent(itemOf(payload), DEPS);
  assert.ok(digest.kind === "event");
  return digest.event.signature;
}

const events: readonly SdkEvent[] = Object.values(ALL_CASES).flatMap((cases) => cases.flatMap(({ a, b }) => [a, b]));
const anyEvent = fc.constantFrom(...events);

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown, order: (keys: readonly string[]) => readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => shuffled(one, order));
  if (typeof value !== "object" || value === null) return value;
  const members = new Map(Object.entries(value));
  return Object.fromEntries(order([...members.keys()]).map((key) => [key, shuffled(members.get(key), order)]));
}

test("the order of keys, of tags and of contexts is no part of a signature", () => {
  fc.assert(
    fc.property(anyEvent, fc.dictionary(fc.constantFrom("os", "shop", "plan"), fc.string({ maxLength: 9 })), (event, tags) => {
      const dressed = { ...event, tags, contexts: { os: { name: "Linux" }, runtime: { name: "node", version: "26" } } };
      const turned = shuffled(dressed, (keys) => keys.toReversed()) as SdkEvent;
      assert.equal(signatureOf(turned), signatureOf(dressed));
    }),
    { numRuns: 200 },
  );
});

test("whoever, wherever and whenever is no part of a signature", () => {
  fc.assert(
    fc.property(anyEvent, fc.uuid(), fc.ipV4(), fc.nat(), (event, id, ip, number) => {
      const around = {
        event_id: id.replaceAll("-", ""),
        user: { id, ip_address: ip },
        server_name: `web-${number}`,
        release: `shop@${number}.0`,
        environment: `e${number}`,
        extra: { number },
        breadcrumbs: [{ message: id }],
      };
      // A fingerprint may name any of these on purpose.
      if (event["fingerprint"] !== undefined) return;
      assert.equal(signatureOf({ ...event, ...around }), signatureOf(event));
    }),
    { numRuns: 200 },
  );
});

test("all signatures come out the same in any order, and again", () => {
  const first = new Map(events.map((event) => [event, signatureOf(event)]));
  fc.assert(
    fc.property(fc.shuffledSubarray([...events], { minLength: events.length }), (all) => {
      for (const event of all) assert.equal(signatureOf(event), first.get(event));
    }),
    { numRuns: 2 },
  );
});

const hex = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(..."0123456789abcdef".split("")), minLength: length, maxLength: length })
    .filter((text) => /\d/.test(text) && /[a-f]/.test(text));
const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join("."));
const ERROR = "TypeError: x is not a function";

/** What a build, a machine or a moment puts into an event, and must not tell two of them apart. */
const IDLE: readonly {
  readonly name: string;
  readonly part: fc.Arbitrary<string>;
  readonly event: (part: string) => SdkEvent;
}[] = [
  {
    name: "the hash of a bundle",
    part: hex(8),
    event: (hash) => javascript(`${ERROR}\nrenderCart @ https://shop.example/assets/cart.${hash}.js:1:200`),
  },
  {
    name: "the version of a package in a path",
    part: version,
    event: (of) => node(`${ERROR}\n- run @ /app/node_modules/.pnpm/express@${of}/node_modules/express/lib/router.js:9:1`),
  },
  {
    name: "the folder of a release",
    part: fc.integer({ min: 20200101000000, max: 20301231235959 }).map(String),
    event: (folder) => python(`ValueError: x\npay @ /srv/shop/releases/${folder}//shop/cart.py:9`),
  },
  { name: "a UUID in a message", part: fc.uuid(), event: (id) => said(`order ${id} is gone`) },
  { name: "a number in a message", part: fc.nat(99_999_999).map(String), event: (number) => said(`order ${number} is gone`) },
  { name: "an address of memory", part: hex(12), event: (at) => said(`object at 0x${at} is gone`) },
  { name: "an IP address", part: fc.ipV4(), event: (ip) => said(`no answer from ${ip}`) },
  {
    name: "a mail address",
    part: fc.emailAddress({ size: "-1" }).filter((text) => /^[\w.]+@[\w.]+$/.test(text)),
    event: (mail) => said(`mail to ${mail} came back`),
  },
  {
    name: "a time",
    part: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
    event: (at) => said(`due at ${at} and not done`),
  },
];

function said(formatted: string): SdkEvent {
  return { platform: "python", level: "error", logentry: { formatted } };
}

for (const { name, part, event } of IDLE) {
  test(`${name} is no part of a signature`, () => {
    fc.assert(
      fc.property(part, part, (one, other) =>
        assert.equal(signatureOf(event(one)), signatureOf(event(other)), `${one} ${other}`),
      ),
    );
  });
}

const word = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz".split("")), minLength: 4, maxLength: 12 });
const PAIRS = fc.tuple(word, word).filter(([one, other]) => one !== other);

/** What tells two bugs apart, whatever it is. */
const TELLING: readonly { readonly name: string; readonly event: (part: string) => SdkEvent }[] = [
  { name: "the type", event: (of) => python(`${of}Error: x\npay_order @ /srv/app//shop/cart.py:9`) },
  {
    name: "the innermost function of the program",
    event: (of) => python(`ValueError: x\n${of}_order @ /srv/app//shop/cart.py:9`),
  },
  {
    name: "a function of the program further out",
    event: (of) => python(`ValueError: x\n${of}_order @ /srv/app//shop/cart.py:9\ncheck_it @ /srv/app//shop/check.py:9`),
  },
  { name: "the module of a function", event: (of) => python(`ValueError: x\npay_order @ /srv/app//shop/${of}.py:9`) },
];
for (const { name, event } of TELLING) {
  test(`${name} is a part of a signature`, () => {
    fc.assert(
      fc.property(PAIRS, ([one, other]) =>
        assert.notEqual(signatureOf(event(one)), signatureOf(event(other)), `${one} ${other}`),
      ),
    );
  });
}

test("a number that means something is a part of a signature: a status, an exit code, an errno", () => {
  const code = fc.constantFrom("400", "401", "404", "429", "500", "502", "503");
  for (const text of ["failed with status %", "exited with code %", "HTTP %", "errno %"]) {
    fc.assert(
      fc.property(code, code, (one, other) => {
        const same = signatureOf(said(text.replace("%", one))) === signatureOf(said(text.replace("%", other)));
        assert.equal(same, one === other);
      }),
    );
  }
});
