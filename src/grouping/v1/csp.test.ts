import assert from "node:assert/strict";
import { test } from "node:test";
import { groupingV1 } from "./v1.ts";

const of = (effective_directive: string, blocked_uri?: string) =>
  groupingV1.group({
    platform: "other",
    type: "csp",
    logentry: { formatted: "Blocked" },
    csp: { effective_directive, ...(blocked_uri !== undefined && { blocked_uri }) },
  });

const same = [
  { name: "pages of one origin", a: ["img-src", "https://a.example/x.png"], b: ["img-src", "https://a.example/y?z=1"] },
  { name: "http and https", a: ["img-src", "http://a.example/"], b: ["img-src", "https://a.example"] },
  {
    name: "a browser that knows finer directives and one that does not",
    a: ["script-src-elem", "inline"],
    b: ["script-src", "inline"],
  },
  { name: "two data addresses", a: ["font-src", "data"], b: ["font-src", "data:font/woff,abc"] },
  { name: "a silent browser and the page's own origin", a: ["img-src", "self"], b: ["img-src"] },
] as const;
for (const { name, a, b } of same) {
  test(`${name} are one issue`, () => assert.equal(of(a[0], a[1]).signature, of(b[0], b[1]).signature));
}

const apart = [
  { name: "two directives", a: ["img-src", "https://a.example"], b: ["font-src", "https://a.example"] },
  { name: "two hosts", a: ["img-src", "https://a.example"], b: ["img-src", "https://b.example"] },
  { name: "two ports", a: ["img-src", "https://a.example:1"], b: ["img-src", "https://a.example:2"] },
  { name: "inline and eval", a: ["script-src", "inline"], b: ["script-src", "eval"] },
] as const;
for (const { name, a, b } of apart) {
  test(`${name} are two issues`, () => assert.notEqual(of(a[0], a[1]).signature, of(b[0], b[1]).signature));
}

test("the explanation names directive and origin", () => {
  const { explanation } = of("script-src-elem", "https://user@cdn.example/x.js");
  assert.equal(explanation.decidedBy, "csp");
  assert.deepEqual(
    explanation.parts.map(({ what, value }) => [what, value]),
    [
      ["directive", "script-src"],
      ["blocked", "cdn.example"],
    ],
  );
});

test("an event without a report goes by what it says", () => {
  const message = { platform: "other", type: "csp", logentry: { formatted: "Blocked" } };
  assert.equal(groupingV1.group(message).explanation.decidedBy, "message");
});
