import assert from "node:assert/strict";
import { test } from "node:test";
import { dsnOf } from "./dsn.ts";

const cases = [
  { url: "http://localhost:9000", want: "http://abc@localhost:9000/2" },
  { url: "https://errors.example.org", want: "https://abc@errors.example.org/2" },
  { url: "https://example.org/errors", want: "https://abc@example.org/errors/2" },
  { url: "http://[::1]:9000", want: "http://abc@[::1]:9000/2" },
];
for (const { url, want } of cases) {
  test(`the DSN below ${url}`, () => assert.equal(dsnOf(url, "abc", 2), want));
}
