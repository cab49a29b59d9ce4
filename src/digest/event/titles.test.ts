import assert from "node:assert/strict";
import { test } from "node:test";
import { digestedPayload } from "./test-captures.ts";

/** Reference sentry-ingest §6.16 and §6.3. */
const frames = [
  { module: "shop.web", function: "serve", in_app: true },
  { module: "shop.cart", function: "total", in_app: true },
  { module: "decimal", function: "divide", in_app: false },
];
const exception = (fields: object) => ({ exception: [{ type: "PriceError", value: "too cheap", ...fields }] });

const cases = [
  { name: "type and text", payload: exception({}), title: "PriceError: too cheap", culprit: "" },
  {
    name: "the last of a chain",
    payload: {
      exception: [
        { type: "A", value: "1" },
        { type: "B", value: "2" },
      ],
    },
    title: "B: 2",
    culprit: "",
  },
  {
    name: "the first line of a text",
    payload: exception({ value: "\n too cheap\nby far" }),
    title: "PriceError: too cheap",
    culprit: "",
  },
  { name: "a type alone", payload: exception({ value: "" }), title: "PriceError", culprit: "" },
  { name: "a text alone", payload: { exception: [{ value: "too cheap" }] }, title: "Error: too cheap", culprit: "" },
  {
    name: "a message with a stack of its own",
    payload: { message: "hello", exception: [{ value: "hello", stacktrace: { frames } }] },
    title: "hello",
    culprit: "shop.cart in total",
  },
  {
    name: "a long text is cut",
    payload: exception({ value: "x".repeat(300) }),
    title: `PriceError: ${"x".repeat(253)}...`,
    culprit: "",
  },
  { name: "a title that the client insists on", payload: { ...exception({}), title: "Mine" }, title: "Mine", culprit: "" },
  { name: "a message", payload: { message: "Order %s\nsecond line" }, title: "Order %s", culprit: "" },
  {
    name: "a finished message rather than its template",
    payload: { logentry: { message: "Order %s", params: ["A"] } },
    title: "Order A",
    culprit: "",
  },
  { name: "nothing at all", payload: {}, title: "<unlabeled event>", culprit: "" },
  {
    name: "a signal that a native SDK made an exception of",
    payload: {
      platform: "native",
      exception: [
        {
          type: "SIGSEGV",
          value: "Segfault",
          mechanism: { type: "signalhandler", synthetic: true },
          stacktrace: { frames: [{ function: "pay" }] },
        },
      ],
    },
    title: "pay",
    culprit: "",
  },
  {
    name: "a thrown text in JavaScript",
    payload: {
      platform: "javascript",
      ...exception({ type: "Error", value: "thrown", mechanism: { type: "generic", synthetic: true } }),
    },
    title: "Error: thrown",
    culprit: "",
  },

  {
    name: "the innermost in-app frame",
    payload: exception({ stacktrace: { frames } }),
    title: "PriceError: too cheap",
    culprit: "shop.cart in total",
  },
  {
    name: "JavaScript puts the function first",
    payload: { platform: "javascript", ...exception({ stacktrace: { frames: [{ filename: "a.js", in_app: true }] } }) },
    title: "PriceError: too cheap",
    culprit: "?(a.js)",
  },
  {
    name: "a native frame is its function",
    payload: { platform: "native", ...exception({ stacktrace: { frames: [{ function: "pay", package: "/bin/shop" }] } }) },
    title: "PriceError: too cheap",
    culprit: "pay",
  },
  {
    name: "without in-app frames the innermost",
    payload: exception({ stacktrace: { frames: frames.slice(2) } }),
    title: "PriceError: too cheap",
    culprit: "decimal in divide",
  },
  {
    name: "the transaction rules",
    payload: { transaction: "/pay", culprit: "x", ...exception({ stacktrace: { frames } }) },
    title: "PriceError: too cheap",
    culprit: "/pay",
  },
  {
    name: "then the client's culprit",
    payload: { culprit: "shop.views", ...exception({ stacktrace: { frames } }) },
    title: "PriceError: too cheap",
    culprit: "shop.views",
  },
  {
    name: "a thread's stack without an exception",
    payload: { message: "m", threads: [{ id: 1 }, { id: 2, current: true, stacktrace: { frames } }] },
    title: "m",
    culprit: "shop.cart in total",
  },
  {
    name: "at last the address",
    payload: { message: "m", request: { url: "http://shop/pay?a=1" } },
    title: "m",
    culprit: "http://shop/pay",
  },
];

for (const { name, payload, title, culprit } of cases) {
  test(name, () => {
    const digested = digestedPayload(payload);
    assert.deepEqual([digested.title, digested.culprit], [title, culprit]);
  });
}

test("title parts are those of the exception and its crash site", () => {
  const { metadata } = digestedPayload(
    exception({ stacktrace: { frames: frames.map((frame) => ({ ...frame, filename: "cart.py" })) } }),
  );
  assert.deepEqual(metadata, { type: "PriceError", value: "too cheap", filename: "cart.py", function: "total" });
  assert.deepEqual(digestedPayload({ message: "m" }).metadata, { title: "m" });
});
