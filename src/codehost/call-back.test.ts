import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNoCallBack } from "./call-back.ts";

const cases = [
  { own: "https://errors.example.org", host: "https://gitlab.com", can: true },
  { own: "https://errors.example.org", host: "http://gitlab.lan", can: true },
  { own: "http://localhost:9000", host: "https://gitlab.com", can: false },
  { own: "http://localhost:9000", host: "http://192.168.1.7", can: false },
  { own: "http://localhost:9000", host: "http://localhost:3000", can: true },
  { own: "http://127.0.0.1:9000", host: "http://[::1]:3000", can: true },
  { own: "http://10.1.2.3", host: "https://github.com", can: false },
  { own: "http://10.1.2.3", host: "http://gitea", can: true },
  { own: "http://[fd00::1]", host: "https://codeberg.org", can: false },
  { own: "http://errors.lan/base", host: "https://codeberg.org", can: false },
  { own: "http://203.0.113.7", host: "https://codeberg.org", can: false },
  { own: "http://8.8.8.8", host: "https://codeberg.org", can: true },
];
for (const { own, host, can } of cases) {
  test(`${host} can${can ? "" : "not"} call ${own}`, () => assert.equal(whyNoCallBack(own, host) === undefined, can));
}

test("the reason names both sides and the remedy", () => {
  const why = whyNoCallBack("http://localhost:9000", "https://gitlab.com") ?? "";
  assert.match(why, /gitlab\.com cannot call http:\/\/localhost:9000.*this machine alone.*CULPRIT_URL/);
});
