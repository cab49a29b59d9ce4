import assert from "node:assert/strict";
import { test } from "node:test";
import { readRetryAfter } from "./retry.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const cases: readonly { readonly header: string | undefined; readonly want: number | undefined }[] = [
  { header: undefined, want: undefined },
  { header: "", want: undefined },
  { header: "3", want: 3_000 },
  { header: " 1.25 ", want: 1_250 },
  { header: "0", want: 0 },
  { header: "-3", want: undefined },
  { header: "1e3", want: undefined },
  { header: "999999999", want: 86_400_000 },
  { header: "soon", want: undefined },
  { header: "Wed, 25 Nov 2026 12:00:07 GMT", want: 7_000 },
  { header: "Wed, 25 Nov 2026 11:00:00 GMT", want: 0 },
  { header: "Wed, 99 Nov 2026 99:00:00 GMT", want: undefined },
  { header: "2026-11-25T12:00:07Z", want: undefined },
];
for (const { header, want } of cases) {
  test(`Retry-After ${JSON.stringify(header)} means ${want ?? "nothing"}`, () =>
    assert.equal(readRetryAfter(header, NOW_MS), want));
}
