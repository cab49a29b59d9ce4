import assert from "node:assert/strict";
import { test } from "node:test";
import { partAt, partsOf, quoted, valueIn, withValue } from "./search-text.ts";

test("a search text falls into parts at blanks that are not in quotes or brackets", () => {
  const text = 'is:unresolved  "two words" user:"Ada L" level:[error, fatal] !x:"open';
  assert.deepEqual(
    partsOf(text).map(({ text: part }) => part),
    ["is:unresolved", '"two words"', 'user:"Ada L"', "level:[error, fatal]", '!x:"open'],
  );
  assert.deepEqual(partAt("is:new rel", 10), { text: "rel", start: 7, end: 10 });
  assert.deepEqual(partAt("is:new ", 7), { text: "", start: 7, end: 7 });
});

const changes = [
  { query: "is:unresolved", key: "level", value: "error", want: "is:unresolved level:error" },
  { query: "level:error is:unresolved", key: "level", value: "", want: "is:unresolved" },
  { query: 'release:"a b" x', key: "release", value: "shop@2.0", want: "x release:shop@2.0" },
  { query: "x !level:debug", key: "level", value: "info", want: "x level:info" },
  { query: "", key: "assigned", value: 'Ada "Q"', want: 'assigned:"Ada \\"Q\\""' },
];
for (const { query, key, value, want } of changes) {
  test(`${key} set to "${value}" in "${query}"`, () => {
    assert.equal(withValue(query, key, value), want);
    assert.equal(valueIn(want, key), value);
  });
}

test("a star in a value is no wildcard", () => assert.equal(quoted("a*b"), '"a\\*b"'));
