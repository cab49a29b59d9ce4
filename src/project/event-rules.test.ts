import assert from "node:assert/strict";
import { test } from "node:test";
import { changedRules, DEFAULT_RULES, isAddressRange, rulesInForce } from "./event-rules.ts";

test("a project's own word rules over its organisation's, and that over the default", () => {
  assert.deepEqual(rulesInForce({}, {}), DEFAULT_RULES);
  assert.equal(rulesInForce({ localhost: true }, {}).localhost, true);
  assert.equal(rulesInForce({ localhost: true }, { localhost: false }).localhost, false);
  assert.deepEqual(rulesInForce({ legacyBrowsers: ["ie"] }, { legacyBrowsers: [] }).legacyBrowsers, []);
});

test("lists of texts are put together, each text once", () => {
  const rules = rulesInForce({ sensitiveFields: ["pin", "iban"] }, { sensitiveFields: ["iban", "cvv"] });
  assert.deepEqual(rules.sensitiveFields, ["pin", "iban", "cvv"]);
});

test("null takes back what was said", () => {
  const own = changedRules({ localhost: true, webCrawlers: true }, { localhost: null, releases: ["1.*"] });
  assert.deepEqual(own, { webCrawlers: true, releases: ["1.*"] });
});

const addresses: readonly (readonly [text: string, want: boolean])[] = [
  ["192.0.2.1", true],
  ["192.0.2.0/24", true],
  ["2001:db8::/32", true],
  ["192.0.2.0/33", false],
  ["2001:db8::/129", false],
  ["192.0.2", false],
  ["192.0.2.0/", false],
  ["192.0.2.0/8/8", false],
  ["example.org", false],
  ["", false],
];
for (const [text, want] of addresses) {
  test(`"${text}" ${want ? "is" : "is not"} a range of addresses`, () => assert.equal(isAddressRange(text), want));
}
