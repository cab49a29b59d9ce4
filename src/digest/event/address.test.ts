import assert from "node:assert/strict";
import { test } from "node:test";
import { digestedPayload } from "./test-captures.ts";

/** Reference sentry-ingest §6.9; rows 63 to 65 of its §12. The client's address is 203.0.113.5. */
const CLIENT = "203.0.113.5";
const auto = { user: { ip_address: "{{auto}}" } };
const sdk = (inferIp: string) => ({ sdk: { name: "x", settings: { infer_ip: inferIp } } });

const cases = [
  { name: "{{auto}} is the client", payload: auto, want: CLIENT },
  {
    name: "an address that was sent stays",
    payload: { user: { ip_address: "192.0.2.1" }, platform: "javascript" },
    want: "192.0.2.1",
  },
  { name: "an IPv6 address stays", payload: { user: { ip_address: "2001:db8::1" } }, want: "2001:db8::1" },
  { name: "never takes {{auto}} out", payload: { ...auto, ...sdk("never") }, want: undefined },
  {
    name: "never keeps an address that was sent",
    payload: { user: { ip_address: "192.0.2.1" }, ...sdk("never") },
    want: "192.0.2.1",
  },
  { name: "never fills nothing in", payload: { platform: "javascript", ...sdk("never") }, want: undefined },
  { name: "an unknown setting is never", payload: { ...auto, ...sdk("always") }, want: undefined },
  { name: "auto fills in the client", payload: { platform: "python", ...sdk("auto") }, want: CLIENT },
  { name: "a server's event has no address", payload: { platform: "python", user: { id: "7" } }, want: undefined },
  { name: "a browser's event has the client's", payload: { platform: "javascript" }, want: CLIENT },
  {
    name: "REMOTE_ADDR is the user's",
    payload: { platform: "python", request: { env: { REMOTE_ADDR: "192.0.2.9" } } },
    want: "192.0.2.9",
  },
  {
    name: "REMOTE_ADDR {{auto}} is the client",
    payload: { platform: "python", request: { env: { REMOTE_ADDR: "{{auto}}" } } },
    want: CLIENT,
  },
  {
    name: "REMOTE_ADDR that is none is passed over",
    payload: { platform: "python", request: { env: { REMOTE_ADDR: "unix:" } } },
    want: undefined,
  },
];

for (const { name, payload, want } of cases) {
  test(name, () => {
    const { event } = digestedPayload(payload, { clientIp: CLIENT });
    assert.equal(event.user?.ip_address, want);
    assert.ok(!JSON.stringify(event).includes("{{auto}}"));
  });
}

test("{{auto}} with an unknown client is nothing", () => {
  assert.deepEqual(digestedPayload(auto).event.user, {});
});
