import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_SEARCH_LENGTH, parseIssueSearch } from "./parse.ts";
import type { SearchProblem } from "./search-problem.ts";

const NOW_MS = Date.UTC(2027, 0, 10, 12);
const DAY_MS = 86_400_000;

const shaded = (...anyOf: readonly string[]): object => ({ on: "substatus", anyOf });
const since = (field: string, span: object): object => ({ on: "date", field, ...span, isNegated: false });
const event = (key: string, ...pieces: readonly (readonly string[])[]): object => ({
  on: "event",
  key,
  anyOf: pieces.map((one) => ({ pieces: one })),
  isNegated: false,
});

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
  { text: "is:regressed", want: { statuses: ["unresolved"], conditions: [{ on: "substatus", anyOf: ["regressed"] }] } },
  {
    text: "is:unresolved !is:new",
    want: { statuses: ["unresolved"], conditions: [shaded("ongoing", "regressed", "escalating")] },
  },
  { text: "is:assigned", want: { conditions: [{ on: "assignee", anyOf: [{ kind: "none" }], isNegated: true }] } },
  {
    text: "!assigned:[me, #Ops, Ann@x.example]",
    want: {
      conditions: [
        {
          on: "assignee",
          anyOf: [{ kind: "me" }, { kind: "team", slug: "ops" }, { kind: "name", name: "ann@x.example" }],
          isNegated: true,
        },
      ],
    },
  },
  { text: "is:linked", want: { conditions: [{ on: "link", isNegated: false }] } },
  { text: "times_seen:>1.5k", want: { conditions: [{ on: "number", field: "events", test: { sign: ">", than: 1_500 } }] } },
  { text: "!users:>10", want: { conditions: [{ on: "number", field: "users", test: { sign: "<=", than: 10 } }] } },
  { text: "age:-24h", want: { conditions: [since("first-seen", { fromMs: NOW_MS - DAY_MS })] } },
  { text: "lastSeen:+7d", want: { conditions: [since("last-seen", { toMs: NOW_MS - 7 * DAY_MS })] } },
  {
    text: "lastSeen:2027-01-09",
    want: { conditions: [since("last-seen", { fromMs: Date.UTC(2027, 0, 9), toMs: Date.UTC(2027, 0, 10) })] },
  },
  { text: "firstSeen:>=2027-01-09T06:00:00", want: { conditions: [since("first-seen", { fromMs: Date.UTC(2027, 0, 9, 6) })] } },
  { text: "dist:1.0.0", want: { conditions: [event("dist", ["1.0.0"])] } },
  { text: "!release:[1.0, 2.*]", want: { conditions: [{ ...event("release", ["1.0"], ["2.", ""]), isNegated: true }] } },
  { text: "tags[Level]:a", want: { conditions: [event("Level", ["a"])] } },
  { text: '"my:tag":"b a"', want: { conditions: [event("my:tag", ["b a"])] } },
  { text: "myTag:x\\*y*", want: { conditions: [event("myTag", ["x*y", ""])] } },
  { text: "constructor:x", want: { conditions: [event("constructor", ["x"])] } },
  { text: "user.email:a@b.example", want: { conditions: [event("user", ["email:a@b.example"])] } },
  { text: "error.unhandled:true", want: { conditions: [event("handled", ["no"])] } },
  { text: "has:release", want: { conditions: [{ on: "event", key: "release", isNegated: false }] } },
  { text: 'shop:""', want: { conditions: [{ on: "event", key: "shop", isNegated: true }] } },
  {
    text: "!has:firstRelease",
    want: { conditions: [{ on: "text", field: "first-release", anyOf: [{ pieces: [""] }], isNegated: false }] },
  },
  { text: "issue.category:feedback", want: {}, contradicts: true },
  { text: "!issue.id:3", want: { conditions: [{ on: "other-than", ids: [3] }] } },
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
    const search = parseIssueSearch(text, NOW_MS);
    assert.ok(search.ok, JSON.stringify(search));
    assert.deepEqual(search.value, { filter: { statuses: [], levels: [], ids: [], ...want }, contradicts });
  });
}

const refused: readonly { readonly text: string; readonly kind: SearchProblem["kind"]; readonly at: number }[] = [
  { text: "a is:for_review", kind: "bad-value", at: 5 },
  { text: "is:[resolved, assigned]", kind: "bad-value", at: 14 },
  { text: "is:resolved OR is:ignored", kind: "operator", at: 12 },
  { text: "a AND b", kind: "operator", at: 2 },
  { text: "(is:resolved)", kind: "group", at: 0 },
  { text: "x bookmarks:me", kind: "unknown-key", at: 2 },
  { text: "timestamp:-1h", kind: "unknown-key", at: 0 },
  { text: "timesSeen:many", kind: "bad-value", at: 10 },
  { text: "users:[1, 2]", kind: "bad-value", at: 10 },
  { text: "age:yesterday", kind: "bad-value", at: 4 },
  { text: "lastSeen:2026-13-40", kind: "bad-value", at: 9 },
  { text: "release.version:>=abc", kind: "bad-value", at: 16 },
  { text: "error.handled:maybe", kind: "bad-value", at: 14 },
  { text: "has:level", kind: "empty-value", at: 4 },
  { text: "has:[a, b]", kind: "bad-value", at: 8 },
  { text: "a:1 ".repeat(41), kind: "too-long", at: 160 },
  { text: "issue.id:abc", kind: "bad-value", at: 9 },
  { text: "issue.id:[1,-2]", kind: "bad-value", at: 12 },
  { text: "issue.id:1234567890123456", kind: "bad-value", at: 9 },
  { text: "level:bad", kind: "bad-value", at: 6 },
  { text: "level:>error", kind: "bad-value", at: 6 },
  { text: 'is:""', kind: "empty-value", at: 3 },
  { text: "is:", kind: "empty-value", at: 0 },
  { text: "level: error", kind: "empty-value", at: 0 },
  { text: "level:[]", kind: "empty-value", at: 7 },
  { text: "level:[error,,info]", kind: "empty-value", at: 13 },
  { text: "level:[error", kind: "unclosed-list", at: 6 },
  { text: 'level:["error" "info"]', kind: "unclosed-list", at: 6 },
  { text: 'level:"error', kind: "unclosed-quote", at: 6 },
  { text: 'level:"error"x', kind: "bad-value", at: 0 },
  { text: "level:[error]x", kind: "bad-value", at: 0 },
  { text: "x".repeat(MAX_SEARCH_LENGTH + 1), kind: "too-long", at: MAX_SEARCH_LENGTH },
];
for (const { text, kind, at } of refused) {
  test(`the search ${text.slice(0, 40)} is refused: ${kind}, at ${at}`, () => {
    const search = parseIssueSearch(text, NOW_MS);
    assert.ok(!search.ok);
    assert.deepEqual([search.problem.kind, search.problem.at], [kind, at]);
    assert.ok(search.problem.end > at && search.problem.end <= text.length, `ends at ${search.problem.end}`);
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
      const search = parseIssueSearch(asked, NOW_MS);
      if (!search.ok)
        assert.ok(search.problem.at >= 0 && search.problem.at < search.problem.end && search.problem.end <= asked.length);
    }),
  );
});

test("the time that a search takes grows with its length alone", () => {
  const hard = ["a:[" + "x,".repeat(2_000), '"'.repeat(4_000), "*".repeat(4_000), "!tags[".repeat(600), '\\"'.repeat(2_000)];
  const started = performance.now();
  for (const text of hard) for (let round = 0; round < 20; round++) parseIssueSearch(text, NOW_MS);
  // A reading that goes over the rest again for each sign would need minutes.
  assert.ok(performance.now() - started < 20_000);
});

test("whatever stands in quotes is searched as it is", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (words) => {
      const search = parseIssueSearch(`is:resolved "${words.replace(/["\\]/g, "\\$&")}"`, NOW_MS);
      assert.ok(search.ok);
      assert.equal(search.value.filter.text ?? "", words.trim());
    }),
  );
});
