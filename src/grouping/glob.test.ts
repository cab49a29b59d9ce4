import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { globMatcher, globProblem } from "./glob.ts";

const cases: readonly { readonly pattern: string; readonly yes: readonly string[]; readonly no: readonly string[] }[] = [
  { pattern: "TypeError: x", yes: ["TypeError: x", "typeerror: X"], no: ["TypeError: xy", "a TypeError: x", ""] },
  { pattern: "*Timeout*", yes: ["HttpTimeout: x", "timeout", "a\ntimeout\nb"], no: ["time out"] },
  { pattern: "*", yes: ["", "anything\nat all"], no: [] },
  { pattern: "a*b*c", yes: ["abc", "a-b-b-c", "abbbcbc"], no: ["ab", "acb", "abcd"] },
  { pattern: "shop@1.?", yes: ["shop@1.2", "shop@1.ä", "shop@1.😀"], no: ["shop@1.", "shop@1.22", "shop@1x2"] },
  { pattern: "v[0-9].[ab]", yes: ["v3.a", "V9.B"], no: ["va.a", "v3.c", "v33.a"] },
  { pattern: "v[!0-9]", yes: ["vx"], no: ["v1", "v"] },
  { pattern: "[]-]x", yes: ["]x", "-x"], no: ["x"] },
  { pattern: "[", yes: ["["], no: ["x"] },
  { pattern: "error {418,42[0-9],}", yes: ["error 418", "error 425", "error "], no: ["error 430"] },
  { pattern: "{a}{b", yes: ["{a}{b"], no: ["ab"] },
  { pattern: "\\*\\{a,b\\}\\", yes: ["*{a,b}\\"], no: ["x{a,b}\\", "*a\\"] },
  { pattern: `${"x".repeat(95)}*${"y".repeat(95)}z`, yes: [`${"x".repeat(99)}${"y".repeat(99)}z`], no: ["x".repeat(190)] },
];
for (const { pattern, yes, no } of cases) {
  test(`${pattern.slice(0, 40)} matches ${yes.length} texts and not ${no.length} others`, () => {
    const matches = globMatcher([pattern]);
    assert.equal(globProblem(pattern), undefined);
    assert.deepEqual(
      yes.filter((text) => !matches(text)),
      [],
    );
    assert.deepEqual(no.filter(matches), []);
  });
}

test("any of several patterns will do, and none matches nothing", () => {
  assert.equal(globMatcher(["a", "b"])("B"), true);
  assert.equal(globMatcher([])(""), false);
});

test("what cannot be used says why, and matches nothing", () => {
  const bad = ["", "x".repeat(201), "{a,b}{a,b}{a,b}{a,b}{a,b}", "{a,{b,c}}"];
  assert.deepEqual(
    bad.map((pattern) => globProblem(pattern) !== undefined),
    [true, true, true, true],
  );
  assert.equal(globMatcher(bad)("x".repeat(201)), false);
});

test("the answer is that of a slow and plain matcher", () => {
  const text = fc.stringMatching(/^[ab]{0,12}$/);
  const pattern = fc.stringMatching(/^[ab*?]{1,10}$/);
  const slow = (glob: string, of: string): boolean => {
    if (glob === "") return of === "";
    if (glob.startsWith("*")) return slow(glob.slice(1), of) || (of !== "" && slow(glob, of.slice(1)));
    return of !== "" && (glob.startsWith("?") || glob[0] === of[0]) && slow(glob.slice(1), of.slice(1));
  };
  fc.assert(
    fc.property(pattern, text, (glob, of) => assert.equal(globMatcher([glob])(of), slow(glob, of))),
    { numRuns: 2_000 },
  );
});

test("patterns built to be tried from every place end in time", () => {
  const hostile = Array.from({ length: 50 }, (_, index) => `${"*a?".repeat(65)}${String.fromCharCode(98 + (index % 20))}`);
  const matches = globMatcher(hostile);
  // CPU and not the clock: what else the machine does is not the patterns' fault.
  const before = process.cpuUsage();
  assert.equal(matches("a".repeat(8_192)), false);
  assert.equal(matches(`${"a".repeat(8_191)}z`), false);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 2_000_000, `${user + system} µs of CPU`);
});

test("of a path, a star stays in its segment and two stars cross", () => {
  const of = (glob: string, text: string): boolean => globMatcher([glob], { isPath: true })(text);
  const asks: readonly (readonly [glob: string, text: string, want: boolean])[] = [
    ["/app/*.js", "/app/pay.js", true],
    ["/app/*.js", "/app/cart/pay.js", false],
    ["**/pay.js", "/app/cart/pay.js", true],
    ["/app/**", "/app/cart/pay.js", true],
    ["/app/**/*.js", "/app/cart/pay.js", true],
    ["/app/?pay.js", "/app//pay.js", false],
    ["/app[!x]pay.js", "/app/pay.js", false],
  ];
  for (const [glob, text, want] of asks) assert.equal(of(glob, text), want, `${glob} against ${text}`);
});

test("where case counts, it counts", () => {
  assert.deepEqual(
    ["Pay*", "pay*", "*AY"].map((glob) => globMatcher([glob], { isCaseSensitive: true })("Payment")),
    [true, false, false],
  );
});
