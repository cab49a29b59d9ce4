import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_SEARCH_LENGTH, parseIssueSearch } from "./parse.ts";
import type { SearchProblem } from "./search-problem.ts";

const understood: readonly { readonly text: string; readonly want: object; readonly contradicts?: boolean }[] = [
  { text: "", want: {} },
  { text: " \t\n ", want: {} },
  { text: "is:unresolved", want: { statuses: ["unresolved"] } },
  { text: "is:resolved", want: { statuses: ["resolved"] } },
  { text: "is:ignored", want: { statuses: ["ignored"] } },
  { text: "is:archived", want: { statuses: ["ignored"] } },
  { text: "is:muted", want: { statuses: ["ignored"] } },
  { text: "IS:Unresolved", want: { statuses: ["unresolved"] } },
  { text: 'is:"resolved"', want: { statuses: ["resolved"] } },
  { text: "!is:resolved", want: { statuses: ["unresolved", "ignored"] } },
  { text: "!is:resolved !is:ignored", want: { statuses: ["unresolved"] } },
  { text: "status:[unresolved, ignored]", want: { statuses: ["unresolved", "ignored"] } },
  { text: "status:[ unresolved ,ignored ]", want: { statuses: ["unresolved", "ignored"] } },
  { text: "!status:[unresolved, muted]", want: { statuses: ["resolved"] } },
  { text: "status:[resolved, ignored] is:resolved", want: { statuses: ["resolved"] } },
  { text: "status:[unresolved, resolved, ignored]", want: {} },
  { text: "is:resolved is:ignored", want: {}, contradicts: true },
  { text: "level:error", want: { levels: ["error"] } },
  { text: 'level:[error, "fatal"]', want: { levels: ["fatal", "error"] } },
  { text: "!level:info", want: { levels: ["fatal", "error", "warning", "debug"] } },
  { text: "level:info !level:info", want: {}, contradicts: true },
  { text: "issue.id:4021", want: { ids: [4021] } },
  { text: "issue.id:[4021, 17, 17]", want: { ids: [4021, 17] } },
  { text: "issue.id:[1, 2] issue.id:[2, 3]", want: { ids: [2] } },
  { text: "issue.id:1 issue.id:2", want: {}, contradicts: true },
  { text: "is:resolved checkout   pay", want: { statuses: ["resolved"], text: "checkout pay" } },
  { text: "checkout is:resolved pay", want: { statuses: ["resolved"], text: "checkout pay" } },
  { text: 'is:unresolved "release:1.0 AND  more"', want: { statuses: ["unresolved"], text: "release:1.0 AND  more" } },
  { text: '"say \\"hi\\""', want: { text: 'say "hi"' } },
  { text: '"OR"', want: { text: "OR" } },
  { text: '""', want: {} },
  { text: "or and", want: { text: "or and" } },
  { text: "TypeError: x is not a function", want: { text: "TypeError: x is not a function" } },
  { text: "https://shop.example/pay?a=b", want: { text: "https://shop.example/pay?a=b" } },
  { text: "C:\\users\\x", want: { text: "C:\\users\\x" } },
  { text: "std::bad_alloc", want: { text: "std::bad_alloc" } },
  { text: "!important", want: { text: "!important" } },
  { text: "pay()", want: { text: "pay()" } },
  { text: '"unclosed is:resolved', want: { text: '"unclosed is:resolved' } },
  { text: 'a "b" c', want: { text: "a b c" } },
  { text: '"a"b', want: { text: '"a"b' } },
  { text: "50% of_it*", want: { text: "50% of_it*" } },
  { text: "Ärger 💥", want: { text: "Ärger 💥" } },
];
for (const { text, want, contradicts = false } of understood) {
  test(`the search ${JSON.stringify(text)} is understood`, () => {
    const search = parseIssueSearch(text);
    assert.ok(search.ok, JSON.stringify(search));
    assert.deepEqual(search.value, { filter: { statuses: [], levels: [], ids: [], ...want }, contradicts });
  });
}

const refused: readonly { readonly text: string; readonly kind: SearchProblem["kind"]; readonly at: number }[] = [
  { text: "a is:assigned", kind: "bad-value", at: 5 },
  { text: "is:[resolved, regressed]", kind: "bad-value", at: 14 },
  { text: "is:resolved OR is:ignored", kind: "operator", at: 12 },
  { text: "a AND b", kind: "operator", at: 2 },
  { text: "(is:resolved)", kind: "group", at: 0 },
  { text: "dist:1.0.0", kind: "unknown-key", at: 0 },
  { text: "!release:1.0.0", kind: "not-negatable", at: 0 },
  { text: "release:1.0 release:2.0", kind: "bad-value", at: 12 },
  { text: "x !tags[foo]:bar", kind: "unknown-key", at: 2 },
  { text: '"my:tag":bar', kind: "unknown-key", at: 0 },
  { text: "constructor:x", kind: "unknown-key", at: 0 },
  { text: "!issue.id:3", kind: "not-negatable", at: 0 },
  { text: "issue.id:abc", kind: "bad-value", at: 9 },
  { text: "issue.id:[1,-2]", kind: "bad-value", at: 12 },
  { text: "issue.id:1234567890123456", kind: "bad-value", at: 9 },
  { text: "level:bad", kind: "bad-value", at: 6 },
  { text: "level:>error", kind: "bad-value", at: 6 },
  { text: 'is:""', kind: "empty-value", at: 3 },
  { text: "is:", kind: "empty-value", at: 3 },
  { text: "level: error", kind: "empty-value", at: 6 },
  { text: "level:[]", kind: "empty-value", at: 7 },
  { text: "level:[error,,info]", kind: "empty-value", at: 13 },
  { text: "level:[error", kind: "unclosed-list", at: 6 },
  { text: 'level:["error" "info"]', kind: "unclosed-list", at: 15 },
  { text: 'level:"error', kind: "unclosed-quote", at: 6 },
  { text: 'level:"error"x', kind: "bad-value", at: 13 },
  { text: "level:[error]x", kind: "bad-value", at: 13 },
  { text: "x".repeat(MAX_SEARCH_LENGTH + 1), kind: "too-long", at: MAX_SEARCH_LENGTH },
];
for (const { text, kind, at } of refused) {
  test(`the search ${text.slice(0, 40)} is refused: ${kind}, at ${at}`, () => {
    const search = parseIssueSearch(text);
    assert.ok(!search.ok);
    assert.deepEqual([search.problem.kind, search.problem.at], [kind, at]);
    assert.match(search.problem.words, /^.{10,}\.$/);
  });
}

test("any text is understood or refused with a place in it", () => {
  const part = fc.constantFrom(
    '"',
    "\\",
    "[",
    "]",
    ",",
    ":",
    "!",
    " ",
    "(",
    "is",
    "level",
    "tags[a]",
    "error",
    "issue.id",
    "1",
    "é",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 40 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (asked) => {
      const search = parseIssueSearch(asked);
      if (!search.ok) assert.ok(search.problem.at >= 0 && search.problem.at <= asked.length);
    }),
  );
});

test("whatever stands in quotes is searched as it is", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (words) => {
      const search = parseIssueSearch(`is:resolved "${words.replace(/["\\]/g, "\\$&")}"`);
      assert.ok(search.ok);
      assert.equal(search.value.filter.text ?? "", words.trim());
    }),
  );
});
