import assert from "node:assert/strict";
import { parseIssueSearch } from "../issue/query/parse.ts";
import type { IssueFilter } from "./backend.ts";
import { HOUR_MS, NOON_MS, contractEvent } from "./test-world.ts";

/** A search as people write it. The clock stands a day after noon. */
export function searched(text: string): IssueFilter {
  const search = parseIssueSearch(text, NOON_MS + 24 * HOUR_MS);
  assert.ok(search.ok && !search.value.contradicts, text);
  return { ...search.value.filter, queryText: text };
}

/** What every backend answers alike; `a` and `b` have two events each, `c` one. */
export const SEARCHED_EVENTS = [
  contractEvent({
    issue: "a",
    timestampMs: NOON_MS,
    user: "ann",
    release: "1.0.0",
    tags: [
      ["shop", "de"],
      ["lane", "fast"],
    ],
  }),
  contractEvent({
    issue: "a",
    timestampMs: NOON_MS + 1,
    user: "bob",
    release: "2.0.0",
    tags: [
      ["shop", "at"],
      ["lane", "slow"],
    ],
  }),
  contractEvent({
    issue: "b",
    timestampMs: NOON_MS + 2,
    release: "1.0.0",
    level: "fatal",
    tags: [
      ["shop", "de"],
      ["lane", "slow"],
    ],
  }),
  contractEvent({ issue: "b", timestampMs: NOON_MS + 3, release: "1.0.0", level: "fatal", tags: [["shop", "Delta Öst"]] }),
  contractEvent({ issue: "c", timestampMs: NOON_MS + HOUR_MS, tags: [["a key:1", "x"]], level: "info" }),
];

/** The meaning of searches, as far as `SEARCHED_EVENTS` can show it. */
export const MEANINGS: readonly { readonly text: string; readonly want: string }[] = [
  { text: "release:1.0.0", want: "ba" },
  { text: "!release:1.0.0", want: "ca" },
  { text: "release:2.*", want: "a" },
  { text: "release.version:>=1.5", want: "a" },
  { text: "release.version:<1.5", want: "ba" },
  { text: "release:latest", want: "a" },
  { text: "firstRelease:1.0.0", want: "ba" },
  { text: "has:release", want: "ba" },
  { text: "!has:release", want: "c" },
  { text: "shop:de", want: "ba" },
  { text: "shop:De", want: "" },
  { text: "shop:[at, x]", want: "a" },
  { text: "shop:d*", want: "ba" },
  { text: "shop:*öst", want: "b" },
  { text: 'shop:"Delta Öst"', want: "b" },
  { text: "tags[shop]:at", want: "a" },
  { text: "Shop:at", want: "" },
  { text: "!shop:de", want: "cba" },
  { text: "!shop:[de, at]", want: "cb" },
  { text: "has:shop", want: "ba" },
  { text: "!has:lane", want: "cb" },
  { text: '"a key:1":x', want: "c" },
  { text: "shop:de lane:slow", want: "b" },
  { text: "shop:de lane:fast", want: "a" },
  { text: "shop:at lane:fast", want: "" },
  { text: "shop:de !lane:slow", want: "a" },
  { text: "shop:de !has:lane", want: "" },
  { text: "shop:de release:2.0.0", want: "" },
  { text: "shop:at release:2.0.0", want: "a" },
  { text: "release:1.0.0 release:2.0.0", want: "" },
  { text: "release:latest shop:at", want: "a" },
  { text: "release:latest shop:de", want: "" },
  { text: "!shop:at !has:lane", want: "cb" },
  { text: "has:lane", want: "ba" },
  { text: "timesSeen:>1", want: "ba" },
  { text: "times_seen:1", want: "c" },
  { text: "!timesSeen:>1", want: "c" },
  { text: "users:2", want: "a" },
  { text: "lastSeen:-23h", want: "c" },
  { text: "age:-1h", want: "" },
  { text: "lastSeen:+23h", want: "ba" },
  { text: "firstSeen:2027-01-10", want: "cba" },
  { text: "firstSeen:>2027-01-10", want: "" },
  { text: "!is:new", want: "" },
  { text: "is:unassigned", want: "cba" },
  { text: "assigned:me", want: "" },
  { text: "!assigned:nobody@x.example", want: "cba" },
  { text: "is:linked", want: "" },
  { text: "is:unlinked", want: "cba" },
  { text: 'title:"Title a"', want: "a" },
  { text: "title:*A", want: "a" },
  { text: "message:itle", want: "cba" },
  { text: '!message:"TITLE b"', want: "ca" },
  { text: "culprit:*of*", want: "cba" },
  { text: "!level:info shop:de", want: "ba" },
];
