import assert from "node:assert/strict";
import { test } from "node:test";
import type { GroupingFrame, GroupingInput } from "./input.ts";
import { groupingV0 } from "./v0.ts";

const group = (event: Partial<GroupingInput>) => groupingV0.group({ platform: "python", type: "error", ...event });
const signature = (event: Partial<GroupingInput>): string => group(event).signature;
const raised = (frames: readonly GroupingFrame[], fields: object = {}): Partial<GroupingInput> => ({
  exception: { values: [{ type: "PriceError", value: "too cheap", stacktrace: { frames }, ...fields }] },
});

const serve: GroupingFrame = { module: "shop.web", function: "serve", in_app: true, lineno: 1 };
const total: GroupingFrame = { module: "shop.cart", function: "total", in_app: true, lineno: 2 };
const divide: GroupingFrame = { module: "decimal", function: "divide", in_app: false, lineno: 3 };
const base = raised([serve, total, divide]);
const javascript = (filename: string, name?: string): Partial<GroupingInput> => ({
  platform: "javascript",
  ...raised([{ filename, in_app: true, ...(name !== undefined && { function: name }) }]),
});

type Pair = { readonly name: string; readonly a: Partial<GroupingInput>; readonly b: Partial<GroupingInput> };

const joined: readonly Pair[] = [
  { name: "other lines", a: base, b: raised([{ ...serve, lineno: 90, colno: 3 }, { ...total, lineno: 91 }, divide]) },
  { name: "another text", a: base, b: raised([serve, total, divide], { value: "too dear" }) },
  { name: "other library frames", a: base, b: raised([divide, serve, total]) },
  { name: "another cause", a: base, b: { exception: { values: [{ type: "KeyError" }, ...(base.exception?.values ?? [])] } } },
  { name: "a deeper recursion", a: raised([serve, total]), b: raised([serve, ...Array.from({ length: 90 }, () => total)]) },
  {
    name: "a deeper recursion through two",
    a: raised([serve, total, serve, total]),
    b: raised(Array.from({ length: 40 }, () => [serve, total]).flat()),
  },
  {
    name: "another host, port, query and bundle hash",
    a: javascript("http://a:1/static/js/main.8f3a2b1c.js?v=1", "pay"),
    b: javascript("https://b/static/js/main.0d9e8f7a.js", "pay"),
  },
  {
    name: "another release folder",
    a: raised([{ filename: "/srv/releases/20260101120000/shop/cart.py", function: "f", in_app: true }]),
    b: raised([{ filename: "/srv/releases/20261231120000/shop/cart.py", function: "f", in_app: true }]),
  },
  {
    name: "slashes of Windows",
    a: raised([{ filename: "shop\\cart.py", function: "f", in_app: true }]),
    b: raised([{ filename: "shop/cart.py", function: "f", in_app: true }]),
  },
  {
    name: "another receiver in JavaScript",
    a: javascript("a.js", "Object.pay"),
    b: javascript("a.js", "Timeout.pay [as _onTimeout]"),
  },
  {
    name: "other numbers of anonymous classes and lambdas",
    a: raised([{ module: "shop.Cart$1", function: "lambda$total$0", in_app: true }]),
    b: raised([{ module: "shop.Cart$2", function: "lambda$total$7", in_app: true }]),
  },
  {
    name: "other numbers of Go's literals",
    a: raised([{ module: "main", function: "Serve.func1.2", in_app: true }]),
    b: raised([{ module: "main", function: "Serve.func3", in_app: true }]),
  },
  {
    name: "the line in the name of a PHP closure",
    a: raised([{ filename: "/a.php", function: "{closure:Cart::total():42}", in_app: true }]),
    b: raised([{ filename: "/a.php", function: "{closure:Cart::total():57}", in_app: true }]),
  },
  {
    name: "another state machine of C#",
    a: raised([{ module: "Shop.Cart", function: "<Run>d__12.MoveNext", in_app: true }]),
    b: raised([{ module: "Shop.Cart", function: "<Run>d__7.MoveNext", in_app: true }]),
  },
  {
    name: "other numbers in a text without a stack",
    a: { exception: { values: [{ type: "E", value: "order 17 of 2026-11-24 lost" }] } },
    b: { exception: { values: [{ type: "E", value: "order 18 of 2025-01-02 lost" }] } },
  },
  {
    name: "other parameters of a message",
    a: { logentry: { message: "Order %s", formatted: "Order A" } },
    b: { logentry: { message: "Order %s", formatted: "Order B" } },
  },
  {
    name: "a message with or without a stack beside it",
    a: { logentry: { formatted: "m" } },
    b: { logentry: { formatted: "m" }, threads: { values: [{ crashed: true, stacktrace: { frames: [total] } }] } },
  },
  {
    name: "blanks in the braces of a default",
    a: { ...base, fingerprint: ["{{ default }}", "x"] },
    b: { ...base, fingerprint: ["{{default}}", "x"] },
  },
  { name: "a fingerprint of nothing but the default", a: base, b: { ...base, fingerprint: ["{{ default }}"] } },
  { name: "an empty fingerprint", a: base, b: { ...base, fingerprint: [] } },
  {
    name: "a checksum, as a fingerprint",
    a: { ...base, checksum: "abc" },
    b: { logentry: { formatted: "m" }, fingerprint: ["abc"] },
  },
  {
    name: "silent frames beside flagged ones, as Java sends them",
    a: raised([serve, { module: "java.lang.Thread", function: "run" }]),
    b: raised([serve]),
  },
  {
    name: "silent library frames",
    a: raised([
      { module: "shop.cart", function: "total" },
      { filename: "/venv/lib/python3.11/site-packages/x/y.py", function: "z" },
    ]),
    b: raised([{ module: "shop.cart", function: "total" }]),
  },
];

const separate: readonly Pair[] = [
  { name: "another type", a: base, b: raised([serve, total, divide], { type: "KeyError" }) },
  { name: "another in-app function", a: base, b: raised([serve, { ...total, function: "sum" }, divide]) },
  { name: "another in-app module", a: base, b: raised([serve, { ...total, module: "shop.tax" }, divide]) },
  { name: "another order", a: base, b: raised([total, serve, divide]) },
  { name: "another library frame when none is in-app", a: raised([divide]), b: raised([{ ...divide, function: "multiply" }]) },
  {
    name: "another text when the stack has no names",
    a: javascript("a.js"),
    b: { platform: "javascript", ...raised([{ filename: "a.js", in_app: true }], { value: "too dear" }) },
  },
  {
    name: "another thrown text",
    a: { platform: "javascript", ...raised([total], { mechanism: { type: "generic", synthetic: true } }) },
    b: { platform: "javascript", ...raised([total], { value: "x", mechanism: { type: "generic", synthetic: true } }) },
  },
  {
    name: "folders of the same file name",
    a: javascript("http://a/users/index.js", "pay"),
    b: javascript("http://a/orders/index.js", "pay"),
  },
  {
    name: "words of a text without a stack",
    a: { exception: { values: [{ type: "E", value: "no cart" }] } },
    b: { exception: { values: [{ type: "E", value: "no order" }] } },
  },
  { name: "another message", a: { logentry: { formatted: "a" } }, b: { logentry: { formatted: "b" } } },
  { name: "a fingerprint beside the default", a: base, b: { ...base, fingerprint: ["{{ default }}", "x"] } },
  {
    name: "the default of another error beside the same entry",
    a: { ...base, fingerprint: ["{{ default }}", "x"] },
    b: { ...raised([total]), fingerprint: ["{{ default }}", "x"] },
  },
  { name: "entries cut elsewhere", a: { fingerprint: ["ab", "c"] }, b: { fingerprint: ["a", "bc"] } },
  { name: "entries in another order", a: { fingerprint: ["a", "b"] }, b: { fingerprint: ["b", "a"] } },
  {
    name: "a type that ends where the text begins",
    a: { exception: { values: [{ type: "AB" }] } },
    b: { exception: { values: [{ type: "A", value: "B" }] } },
  },
  {
    name: "a message and an exception of the same words",
    a: { logentry: { formatted: "x" } },
    b: { exception: { values: [{ type: "x" }] } },
  },
  { name: "platforms of events that say nothing", a: {}, b: { platform: "go" } },
];

for (const { name, a, b } of joined) test(`joined: ${name}`, () => assert.equal(signature(a), signature(b)));
for (const { name, a, b } of separate) test(`separate: ${name}`, () => assert.notEqual(signature(a), signature(b)));

test("a signature is 32 hex digits and stays what it is", () => {
  // A released version never changes: these were made by it.
  assert.equal(signature(base), "302d6ac6ca45137d5fa63d9808175cff");
  assert.equal(signature({ logentry: { formatted: "Order 17 lost" } }), "fcebb9b1b7acff867cda6e5e8acf86df");
  assert.equal(signature({ fingerprint: ["a", "b"] }), "dceb9f6ec46506e659b3f914c4c408a5");
});

test("the explanation names what decided, frame by frame", () => {
  const { version, decidedBy, summary, parts } = group(raised([divide, serve, total, total])).explanation;
  assert.deepEqual([version, decidedBy, summary], ["v0", "stack", "Grouped by exception type and 2 in-app frames."]);
  assert.deepEqual(parts, [
    { what: "exception type", value: "PriceError", contributes: true },
    { what: "exception text", value: "too cheap", contributes: false, reason: "the stack decides" },
    { what: "frame", value: "decimal divide", contributes: false, reason: "not in-app" },
    { what: "frame", value: "shop.web serve", contributes: true },
    { what: "frame", value: "shop.cart total", contributes: true },
    { what: "frame", value: "shop.cart total", contributes: false, reason: "recursion" },
  ]);
});

const decisions = [
  { event: base, decidedBy: "stack" },
  { event: { exception: { values: [{ type: "E" }] } }, decidedBy: "exception" },
  { event: { logentry: { formatted: "m" } }, decidedBy: "message" },
  { event: { threads: { values: [{ stacktrace: { frames: [total] } }] } }, decidedBy: "stack" },
  { event: { stacktrace: { frames: [total] } }, decidedBy: "stack" },
  { event: { ...base, fingerprint: ["x"] }, decidedBy: "fingerprint" },
  { event: {}, decidedBy: "nothing" },
] as const;
for (const { event, decidedBy } of decisions) {
  test(`decided by ${decidedBy}: ${Object.keys(event).join(", ")}`, () =>
    assert.equal(group(event).explanation.decidedBy, decidedBy));
}
