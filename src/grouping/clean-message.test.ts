import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanMessage } from "./clean-message.ts";

const cases = [
  { text: "order 17 lost", want: "order <number> lost" },
  { text: "took 1.5s, -3 of 4,150,908", want: "took <number>s, <number> of <number>" },
  { text: "utf8 sha256 x86_64", want: "utf8 sha256 x86_64" },
  { text: "user 6fa459ea-ee8a-3ca4-894e-db77e160355e gone", want: "user <uuid> gone" },
  { text: "commit 9af8c21d and 0xDEADbeef", want: "commit <hex> and <hex>" },
  { text: "GET https://a.example/b?c=1 failed for zoe@example.com", want: "GET <url> failed for <email>" },
  { text: "from 192.0.2.1 at 2026-11-24T12:00:00.5Z", want: "from <ip> at <date>" },
  { text: "\n first \n\n second\nthird", want: "first\nsecond" },
  { text: "nothing to do", want: "nothing to do" },
];
for (const { text, want } of cases) {
  test(JSON.stringify(text), () => {
    assert.equal(cleanMessage(text), want);
    assert.equal(cleanMessage(want), want, "twice is once");
  });
}
