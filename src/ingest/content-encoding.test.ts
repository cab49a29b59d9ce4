import assert from "node:assert/strict";
import { test } from "node:test";
import { contentCodings } from "./content-encoding.ts";

const cases = [
  { header: undefined, want: [] },
  { header: "", want: [] },
  { header: "identity", want: [] },
  { header: "Utf-8", want: [] },
  { header: " GZIP ", want: ["gzip"] },
  { header: "x-gzip", want: ["gzip"] },
  { header: "gzip, br", want: ["gzip", "br"] },
  { header: "gzip, identity, br", want: ["gzip", "br"] },
  { header: "gzip, gzip, gzip", want: undefined },
  { header: "compress", want: undefined },
];
for (const { header, want } of cases) {
  test(`Content-Encoding ${header === undefined ? "absent" : `"${header}"`}`, () =>
    assert.deepEqual(contentCodings(header), want));
}
