import assert from "node:assert/strict";
import { test } from "node:test";
import { digestedPayload } from "./test-captures.ts";

const tagsOf = (payload: object): object => Object.fromEntries(digestedPayload(payload).tags);

test("fields and contexts become tags", () => {
  const payload = {
    level: "warning",
    logger: "shop",
    environment: "prod",
    release: "shop@1",
    dist: "7",
    transaction: "/pay",
    server_name: "web-3",
    request: { url: "http://shop/pay?a=1" },
    user: { email: "zoe@example.com", username: "zoe" },
    exception: [
      { type: "A", mechanism: { type: "onerror", handled: false } },
      { type: "B", mechanism: { type: "generic", handled: true } },
    ],
    contexts: {
      browser: { name: "Chrome", version: "120.0.0" },
      client_os: { type: "os", name: "macOS", version: "14", rooted: false },
      device: { model: "iPhone15,2", family: "iPhone" },
      gpu: { name: "A16", vendor_name: "Apple" },
      order: { name: "no tag" },
    },
  };
  assert.deepEqual(tagsOf(payload), {
    level: "warning",
    logger: "shop",
    environment: "prod",
    release: "shop@1",
    dist: "7",
    transaction: "/pay",
    server_name: "web-3",
    url: "http://shop/pay",
    user: "email:zoe@example.com",
    handled: "no",
    mechanism: "generic",
    browser: "Chrome 120.0.0",
    "browser.name": "Chrome",
    client_os: "macOS 14",
    "client_os.name": "macOS",
    "client_os.rooted": "no",
    device: "iPhone15,2",
    "device.family": "iPhone",
    "gpu.name": "A16",
    "gpu.vendor": "Apple",
  });
});

test("a client's tag rules over a made one", () => {
  assert.deepEqual(tagsOf({ tags: { os: "mine", level: "mine" }, contexts: { os: { name: "Linux" } } }), {
    os: "mine",
    level: "mine",
    "os.name": "Linux",
  });
});

test("a tag is one line of at most 200 characters", () => {
  const { url, transaction } = Object.fromEntries(
    digestedPayload({ transaction: "a\n b", request: { url: `http://${"x".repeat(500)}` } }).tags,
  );
  assert.deepEqual([transaction, url?.length], ["a b", 200]);
});

test("an event is unhandled when any exception of its chain says so", () => {
  const unhandled = (...handled: (boolean | undefined)[]) =>
    digestedPayload({ exception: handled.map((value) => ({ type: "E", mechanism: { type: "x", handled: value } })) })
      .isUnhandled;
  assert.deepEqual(
    [unhandled(false, true), unhandled(true, false), unhandled(true), unhandled(undefined)],
    [true, true, false, false],
  );
});

test("a user has one key in a project, and another elsewhere", () => {
  const key = (user: object, projectId = 42) => digestedPayload({ user }, { projectId }).userKey;
  const zoe = key({ id: "7", email: "zoe@example.com" });
  assert.ok(zoe !== undefined && Number.isInteger(zoe) && zoe < 2 ** 52);
  assert.equal(key({ id: 7, ip_address: "192.0.2.1" }), zoe);
  assert.notEqual(key({ id: "7" }, 43), zoe);
  assert.notEqual(key({ email: "7" }), zoe);
  assert.notEqual(key({ id: "auth0|1" }), key({ id: "auth0|2" }));
  assert.equal(key({ name: "Zoe" }), undefined);
});
