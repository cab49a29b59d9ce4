import assert from "node:assert/strict";
import { test } from "node:test";
import { readLinkHeader } from "./link-header.ts";

const cases: readonly {
  readonly name: string;
  readonly header: string | undefined;
  readonly want: readonly (string | undefined)[];
}[] = [
  { name: "no header", header: undefined, want: [undefined, undefined] },
  { name: "an empty header", header: "", want: [undefined, undefined] },
  {
    name: "Sentry's own spelling on the first page",
    header:
      '<https://h/api/0/x/?&cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", ' +
      '<https://h/api/0/x/?&cursor=0:100:0>; rel="next"; results="true"; cursor="0:100:0"',
    want: [undefined, "0:100:0"],
  },
  {
    name: "both neighbours",
    header: '<a>; rel="previous"; results="true"; cursor="1:0:1", <b>; rel="next"; results="true"; cursor="2:0:0"',
    want: ["1:0:1", "2:0:0"],
  },
  {
    name: "a cursor in the address alone, percent-encoded",
    header: '<https://h/x?cursor=a%3Ab&limit=5>; rel="prev", </x?cursor=c>; rel="next"',
    want: ["a:b", "c"],
  },
  {
    name: "a comma, a semicolon and a relation within an address",
    header: '<https://h/?q=a,b;c,rel="previous">; rel="next"; results="true"; cursor="0:1:0"',
    want: [undefined, "0:1:0"],
  },
  {
    name: "a comma within quotes",
    header: '<a>; title="x, <b>; rel=previous"; rel="next"; results="true"; cursor="0:1:0"',
    want: [undefined, "0:1:0"],
  },
  {
    name: "no blanks, capitals in names, values without quotes",
    header: "<a>;REL=next;Results=true;cursor=0:1:0,<b>;rel=previous;results=true;cursor=0:0:1",
    want: ["0:0:1", "0:1:0"],
  },
  {
    name: "the first of two equal relations and of two equal attributes",
    header:
      '<a>; rel="next"; rel="previous"; results="true"; cursor="1"; cursor="2", <b>; rel="next"; results="true"; cursor="3"',
    want: [undefined, "1"],
  },
  { name: "an open quote", header: '<a>; rel="next"; results="true"; cursor="0:1:0', want: [undefined, undefined] },
  { name: "an open bracket", header: '<a; rel="next"; results="true"; cursor="0:1:0"', want: [undefined, undefined] },
  { name: "a cursor with a comma", header: '<a>; rel="next"; results="true"; cursor="0,1"', want: [undefined, undefined] },
  { name: "a cursor with a blank", header: '<a>; rel="next"; results="true"; cursor="0 1"', want: [undefined, undefined] },
  { name: "a cursor with a line break", header: '<?cursor=a%0d%0ab>; rel="next"', want: [undefined, undefined] },
  { name: "an empty cursor", header: '<a>; rel="next"; results="true"; cursor=""', want: [undefined, undefined] },
  {
    name: "a cursor of 513 signs",
    header: `<a>; rel="next"; results="true"; cursor="${"1".repeat(513)}"`,
    want: [undefined, undefined],
  },
  { name: "results that are not true", header: '<a>; rel="next"; results="1"; cursor="0:1:0"', want: [undefined, undefined] },
  { name: "another relation", header: '<a>; rel="constructor"; results="true"; cursor="0:1:0"', want: [undefined, undefined] },
];
for (const { name, header, want } of cases) {
  test(`Link: ${name}`, () => {
    const { previous, next } = readLinkHeader(header);
    assert.deepEqual([previous, next], want);
  });
}

test("Link: a header made to be slow is read at once", () => {
  const startedAt = performance.now();
  for (const part of ["<", "<a>;", '<a>;x="', ", ", "<a>;a=b", '<a>; rel="next', " "])
    readLinkHeader(part.repeat(1_000_000 / part.length));
  assert.ok(performance.now() - startedAt < 500);
});
