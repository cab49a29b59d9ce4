import assert from "node:assert/strict";
import { test } from "node:test";
import { digestedPayload } from "./test-captures.ts";

/** Reference sentry-ingest §6.8; rows 71 and 72 of its §12. */
const cases = [
  {
    name: "an address is taken apart",
    sent: { url: "http://a/b?x=1#f" },
    want: { url: "http://a/b", query_string: [["x", "1"]], fragment: "f" },
  },
  {
    name: "fields of their own rule over the address",
    sent: { url: "http://a/b?x=1#f", query_string: "y=2", fragment: "g" },
    want: { url: "http://a/b", query_string: [["y", "2"]], fragment: "g" },
  },
  {
    name: "the host is written in punycode",
    sent: { url: "https://zoë.example/x?y=1" },
    want: { url: "https://xn--zo-ija.example/x", query_string: [["y", "1"]] },
  },
  {
    name: "an address that is none is taken apart at its marks",
    sent: { url: "/b?x=1#f" },
    want: { url: "/b", query_string: [["x", "1"]], fragment: "f" },
  },
  {
    name: "a query as text with mark",
    sent: { query_string: "?a=1&b=x+y" },
    want: {
      query_string: [
        ["a", "1"],
        ["b", "x y"],
      ],
    },
  },
  {
    name: "a query as object",
    sent: { query_string: { a: 1, b: { c: 2 } } },
    want: {
      query_string: [
        ["a", "1"],
        ["b", '{"c":2}'],
      ],
    },
  },
  { name: "a method is upper case", sent: { method: "get" }, want: { method: "GET" } },
  { name: "a bad method is left out", sent: { method: "G T" }, want: {}, error: "request.method" },
  {
    name: "headers of an object are sorted and spelled alike",
    sent: { headers: { "x-foo": "1", accept: ["a", "b"] } },
    want: {
      headers: [
        ["Accept", "a,b"],
        ["X-Foo", "1"],
      ],
    },
  },
  {
    name: "headers of a list keep their order",
    sent: {
      headers: [
        ["x-b", "1"],
        ["x-a", "2"],
        ["x-b", "3"],
      ],
    },
    want: {
      headers: [
        ["X-B", "1"],
        ["X-A", "2"],
        ["X-B", "3"],
      ],
    },
  },
  {
    name: "cookies come out of the headers",
    sent: { headers: { cookie: "theme=dark; a=b=c; flag" } },
    want: {
      headers: [],
      cookies: [
        ["theme", "dark"],
        ["a", "b=c"],
        ["flag", ""],
      ],
    },
  },
  {
    name: "cookies of their own rule over the header",
    sent: { headers: { Cookie: "a=1" }, cookies: { b: "2" } },
    want: { headers: [], cookies: [["b", "2"]] },
  },
  { name: "empty cookies of PHP are none", sent: { cookies: [] }, want: {} },
  {
    name: "a body of JSON",
    sent: { data: '{"a":[1]}' },
    want: { data: { a: [1] }, inferred_content_type: "application/json" },
  },
  {
    name: "a body that is a form",
    sent: { data: "a=1&b=%20x" },
    want: { data: { a: "1", b: " x" }, inferred_content_type: "application/x-www-form-urlencoded" },
  },
  { name: "a single word is no form", sent: { data: "aGVsbG8=" }, want: { data: "aGVsbG8=" } },
  { name: "XML is no form", sent: { data: "<?xml version=1?>&a=b" }, want: { data: "<?xml version=1?>&a=b" } },
  {
    name: "another body takes its type from the headers",
    sent: { data: "hello world", headers: { "content-type": "text/plain; charset=x" } },
    want: { data: "hello world", headers: [["Content-Type", "text/plain; charset=x"]], inferred_content_type: "text/plain" },
  },
  { name: "a body sent as structure stays", sent: { data: { a: 1 } }, want: { data: { a: 1 } } },
  {
    name: "a body that nests absurdly stays text",
    sent: { data: "[".repeat(1_000) + "]".repeat(1_000) },
    want: { data: "[".repeat(1_000) + "]".repeat(1_000) },
  },
];

for (const { name, sent, want, error } of cases) {
  test(name, () => {
    const { event } = digestedPayload({ request: sent });
    assert.deepEqual(event.request, want);
    assert.deepEqual(
      event.errors?.map((entry) => entry.name),
      error === undefined ? undefined : [error],
    );
  });
}

test("half a character in a body of JSON is replaced", () => {
  const { event } = digestedPayload({ request: { data: String.raw`{"a":"x\ud800"}` } });
  assert.deepEqual(event.request?.data, { a: "x\ufffd" });
});

test("a query that never ends is bounded", () => {
  const { event } = digestedPayload({ request: { query_string: "a=1&".repeat(100_000), cookies: "a=1;".repeat(100_000) } });
  assert.ok(JSON.stringify(event.request).length < 12_000);
});
