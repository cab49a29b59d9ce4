import assert from "node:assert/strict";
import { test } from "node:test";
import { standingOf, unwrapped } from "./address.ts";

const embedded = [
  { name: "a mapped address", address: "::ffff:10.1.2.3", want: "10.1.2.3" },
  { name: "a mapped address in hexadecimal", address: "::ffff:7f00:1", want: "127.0.0.1" },
  { name: "a mapped address written out", address: "0:0:0:0:0:FFFF:169.254.169.254", want: "169.254.169.254" },
  { name: "a NAT64 address", address: "64:ff9b::192.168.1.7", want: "192.168.1.7" },
  { name: "a 6to4 address", address: "2002:c0a8:107::1", want: "192.168.1.7" },
  { name: "a 6to4 address with zeros in the middle", address: "2002:a00::", want: "10.0.0.0" },
];
for (const { name, address, want } of embedded) {
  test(`${name} leads to its IPv4 address`, () => assert.equal(unwrapped(address), want));
}

test("any other address leads to itself", () => {
  for (const address of ["10.0.0.1", "2606:4700::1111", "::1", "::7f00:1"]) assert.equal(unwrapped(address), address);
});

test("a zone does not hide what an address is", () => {
  assert.deepEqual(standingOf("fe80::1%eth0"), { kind: "forbidden", what: "a link-local address", guarded: true });
  for (const address of ["::1%lo", "::ffff:127.0.0.1%1"]) {
    assert.deepEqual(standingOf(address), { kind: "forbidden", what: "a loopback address", guarded: false });
  }
});

test("what is no address is forbidden", () => {
  for (const text of ["", "sentry.lan", "10.0.0", "[::1]"]) assert.equal(standingOf(text).kind, "forbidden");
});
