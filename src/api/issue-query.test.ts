import assert from "node:assert/strict";
import { test } from "node:test";
import { parseIssueQuery, splitRemoteQuery } from "./issue-query.ts";

const readable: readonly { readonly text: string; readonly want: object; readonly contradicts?: boolean }[] = [
  { text: "", want: {} },
  { text: "  ", want: {} },
  { text: "is:unresolved", want: { statuses: ["unresolved"] } },
  { text: "is:archived", want: { statuses: ["ignored"] } },
  { text: "is:muted", want: { statuses: ["ignored"] } },
  { text: "!is:resolved", want: { statuses: ["unresolved", "ignored"] } },
  { text: "status:[unresolved, ignored]", want: { statuses: ["unresolved", "ignored"] } },
  { text: "!status:[unresolved, ignored]", want: { statuses: ["resolved"] } },
  { text: "is:resolved is:ignored", want: { statuses: [] }, contradicts: true },
  { text: "is:unresolved level:error", want: { statuses: ["unresolved"], levels: ["error"] } },
  { text: "level:[error, fatal]", want: { levels: ["fatal", "error"] } },
  { text: "!level:info", want: { levels: ["fatal", "error", "warning", "debug"] } },
  { text: "issue.id:[4021, 17]", want: { ids: [4021, 17] } },
  { text: "issue.id:1 issue.id:2", want: {}, contradicts: true },
  { text: "is:resolved checkout   pay", want: { statuses: ["resolved"], text: "checkout pay" } },
  { text: 'is:unresolved "release:1.0 AND more"', want: { statuses: ["unresolved"], text: "release:1.0 AND more" } },
  { text: "TypeError: x is not a function", want: { text: "TypeError: x is not a function" } },
  { text: "https://shop.example/pay", want: { text: "https://shop.example/pay" } },
  { text: '"say \\"hi\\""', want: { text: 'say "hi"' } },
  { text: '"unclosed is:resolved', want: { text: '"unclosed is:resolved' } },
];
for (const { text, want, contradicts = false } of readable) {
  test(`the search ${JSON.stringify(text)} is understood`, () => {
    const parsed = parseIssueQuery(text, 0);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    assert.deepEqual(parsed.value, { filter: { statuses: [], levels: [], ids: [], ...want }, contradicts });
  });
}

const refused = [
  "is:for_review",
  "is:unresolved OR is:resolved",
  "a AND b",
  "(is:resolved)",
  "bookmarks:me",
  "timesSeen:many",
  "age:yesterday",
  "issue.id:abc",
  "level:bad",
  'is:""',
  "x".repeat(5_000),
];
for (const text of refused) {
  test(`the search ${text.slice(0, 40)} is refused with words`, () => {
    const parsed = parseIssueQuery(text, 0);
    assert.ok(!parsed.ok);
    assert.ok(parsed.problem.kind === "invalid" && parsed.problem.search !== undefined);
    assert.match(parsed.problem.detail, /^(Error parsing search query: .{10,}|The search is longer)/);
  });
}

const split = [
  { text: "", statuses: [], rest: "" },
  { text: "is:unresolved", statuses: ["unresolved"], rest: "" },
  { text: " status:muted  release:1.0 ", statuses: ["ignored"], rest: "release:1.0" },
  { text: "is:unresolved is:assigned a OR b", statuses: ["unresolved"], rest: "is:assigned a OR b" },
  { text: "is:assigned is:resolved", statuses: [], rest: "is:assigned is:resolved" },
  { text: "is:resolvedx", statuses: [], rest: "is:resolvedx" },
];
for (const { text, statuses, rest } of split) {
  test(`of the search "${text}" a Sentry reads "${rest}"`, () => {
    const { filter, contradicts } = splitRemoteQuery(text, 0);
    assert.deepEqual([filter.statuses, filter.queryText, contradicts], [statuses, rest, false]);
  });
}

test("a search for a Sentry filters what is remembered as far as it is our own language", () => {
  const { filter } = splitRemoteQuery("is:ignored level:error two words", 0);
  assert.deepEqual([filter.levels, filter.text], [["error"], "two words"]);
  assert.equal(splitRemoteQuery("is:ignored bookmarks:me", 0).filter.text, "bookmarks:me");
  assert.equal(splitRemoteQuery("is:ignored is:resolved", 0).contradicts, true);
});
