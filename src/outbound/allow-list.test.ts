import assert from "node:assert/strict";
import { test } from "node:test";
import { allowing, parseAllowList } from "./allow-list.ts";

test("hosts, domains, addresses and ranges are read, parted by commas or blanks", () => {
  assert.deepEqual(parseAllowList("Sentry.LAN., *.corp.example,10.1.2.3 fd00::/8\n[fd00::7],bücher.lan,"), {
    entries: [
      { kind: "host", name: "sentry.lan" },
      { kind: "below", suffix: ".corp.example" },
      { kind: "range", range: "10.1.2.3" },
      { kind: "range", range: "fd00::/8" },
      { kind: "range", range: "fd00::7" },
      { kind: "host", name: "xn--bcher-kva.lan" },
    ],
    problems: [],
  });
});

test("an empty list allows nothing", () => assert.deepEqual(parseAllowList(" "), { entries: [], problems: [] }));

const refused = [
  { word: "https://sentry.lan", says: /give its host alone/ },
  { word: "sentry.lan:9000", says: /leave it out/ },
  { word: "10.0.0.1:80", says: /leave it out/ },
  { word: "*", says: /too wide/ },
  { word: "*.10.0.0.1", says: /is no host/ },
  { word: "sentry.*", says: /is no host/ },
  { word: "user@sentry.lan", says: /is no host/ },
  { word: "sentry.lan?x", says: /is no host/ },
  { word: "10.0.0.0/33", says: /is no range/ },
  { word: "10.0.0.0/", says: /is no range/ },
  { word: "fe80::1%eth0/64", says: /is no range/ },
  { word: "sentry.lan/24", says: /is no range/ },
];
for (const { word, says } of refused) {
  test(`the entry ${word} is refused with its remedy`, () => {
    const { entries, problems } = parseAllowList(word);
    assert.deepEqual(entries, []);
    assert.equal(problems.length, 1);
    assert.ok(problems[0]?.startsWith(`"${word}"`));
    assert.match(problems[0] ?? "", says);
  });
}

const METADATA = "169.254.169.254";
const asked = [
  { list: "sentry.lan", host: "sentry.lan", address: "10.0.0.1", want: true },
  { list: "sentry.lan", host: "xsentry.lan", address: "10.0.0.1", want: false },
  { list: "sentry.lan", host: "a.sentry.lan", address: "10.0.0.1", want: false },
  { list: "*.lan", host: "sentry.lan", address: "10.0.0.1", want: true },
  { list: "*.lan", host: "a.sentry.lan", address: "::1", want: true },
  { list: "*.lan", host: "lan", address: "10.0.0.1", want: false },
  { list: "*.lan", host: "evillan", address: "10.0.0.1", want: false },
  { list: "10.0.0.0/8", host: "any.example", address: "10.9.9.9", want: true },
  { list: "10.0.0.0/8", host: "any.example", address: "::ffff:10.9.9.9", want: true },
  { list: "10.0.0.0/8", host: "any.example", address: "64:ff9b::a09:909", want: true },
  { list: "10.0.0.0/8", host: "any.example", address: "11.0.0.1", want: false },
  { list: "10.0.0.0/8", host: "any.example", address: "::1", want: false },
  { list: "fd00::/8", host: "any.example", address: "fd12::1", want: true },
  { list: "0.0.0.0/0", host: "any.example", address: "127.0.0.1", want: true },
  { list: "0.0.0.0/0, ::/0", host: "any.example", address: METADATA, want: false },
  { list: "0.0.0.0/0, ::/0", host: "any.example", address: `::ffff:${METADATA}`, want: false },
  { list: "100.64.0.0/10", host: "any.example", address: "100.100.100.200", want: false },
  { list: "fd00::/8", host: "any.example", address: "fd00:ec2::254", want: false },
  { list: "*.lan", host: "sentry.lan", address: METADATA, want: false },
  { list: "metadata.lan", host: "metadata.lan", address: METADATA, want: true },
  { list: METADATA, host: METADATA, address: METADATA, want: true },
  { list: "169.254.0.0/16", host: "any.example", address: METADATA, want: true },
  { list: "fe80::/10", host: "any.example", address: "fe80::1%eth0", want: false },
];
for (const { list, host, address, want } of asked) {
  test(`"${list}" ${want ? "lets" : "does not let"} ${host} be called at ${address}`, () => {
    const { entries, problems } = parseAllowList(list);
    assert.deepEqual(problems, []);
    assert.equal(allowing(entries)(host, address), want);
  });
}
