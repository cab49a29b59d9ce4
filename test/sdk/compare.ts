import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Observed, ObservedIssue } from "./observed.ts";

/** What a program does that an SDK must bring over: the columns of the report. */
export const FEATURES = ["unhandled", "handled + cause", "message", "user", "tags", "breadcrumbs", "session"] as const;
export type Feature = (typeof FEATURES)[number];

/** Nothing when it is as expected; else the difference. A feature that the SDK has not is left out. */
export type Comparison = ReadonlyMap<Feature, string | undefined>;

const Issue = z.object({
  title: z.string(),
  culprit: z.string(),
  level: z.string(),
  platform: z.string(),
  isUnhandled: z.boolean(),
  events: z.number(),
  exceptions: z.array(
    z.object({ type: z.string().nullable(), value: z.string(), inApp: z.array(z.string()), code: z.string().nullable() }),
  ),
});
const Expected = z.object({
  unhandled: Issue,
  handled: Issue,
  message: Issue,
  /** True when the SDK has sessions. */
  session: z.boolean(),
  /** Where a version differs from what the others send: the fields of that issue that are different, and why. */
  differently: z
    .record(
      z.string(),
      z.object({ why: z.string(), unhandled: Issue.partial(), handled: Issue.partial(), message: Issue.partial() }).partial(),
    )
    .optional(),
});
export type Expected = z.infer<typeof Expected>;

/** The same for all programs, in any language. */
const TAGS = { release: "shop@1.4.2", environment: "production", region: "eu" };
const USERS = {
  unhandled: { users: 1, latestUser: "ada@example.org" },
  handled: { users: 2, latestUser: "bob@example.org" },
  message: { users: 1, latestUser: "ada@example.org" },
};
const LATEST_CRUMB = "2 tea into the cart";
const KINDS = ["unhandled", "handled", "message"] as const;

/** Expected values of a language, with what its `version` does differently. `file` is below programs/. */
export function readExpected(file: string, version: string): Expected {
  const read = Expected.parse(JSON.parse(readFileSync(new URL(`programs/${file}`, import.meta.url), "utf8")));
  const own = read.differently?.[version];
  const merged = KINDS.map((kind) => [kind, { ...read[kind], ...own?.[kind] }]);
  return { ...read, ...Expected.pick({ unhandled: true, handled: true, message: true }).parse(Object.fromEntries(merged)) };
}

/** How many events a program sends in all. */
export function expectedEvents(expected: Expected): number {
  return KINDS.reduce((sum, kind) => sum + expected[kind].events, 0);
}

/** Holds what the API answers against the table, feature by feature. */
export function compare(expected: Expected, observed: Observed): Comparison {
  const found = (kind: (typeof KINDS)[number]): ObservedIssue | undefined =>
    observed.issues.find(({ title }) => title === expected[kind].title);
  const ofAll = <Part>(part: (issue: ObservedIssue) => Part): Part[] =>
    KINDS.flatMap((kind) => found(kind) ?? []).map((issue) => part(issue));
  const wantedTags = KINDS.map(() => TAGS);
  const tags = ofAll((issue) => Object.fromEntries(Object.keys(TAGS).map((key) => [key, issue.tags[key]])));
  const crumbs = ofAll(({ latestCrumb }) => latestCrumb);
  const users = ofAll(({ users: count, latestUser }) => ({ users: count, latestUser }));
  return new Map<Feature, string | undefined>([
    ["unhandled", difference(issueOf(found("unhandled")), expected.unhandled)],
    ["handled + cause", difference(issueOf(found("handled")), expected.handled)],
    ["message", difference(issueOf(found("message")), expected.message)],
    ["user", difference(users, [USERS.unhandled, USERS.handled, USERS.message])],
    ["tags", difference(tags, wantedTags)],
    [
      "breadcrumbs",
      difference(
        crumbs,
        KINDS.map(() => LATEST_CRUMB),
      ),
    ],
    ...(expected.session ? [["session", observed.sessions > 0 ? undefined : "no session arrived"] as const] : []),
  ]);
}

/** The part of an issue that a table states by itself. */
function issueOf(issue: ObservedIssue | undefined): object | undefined {
  if (issue === undefined) return undefined;
  const { title, culprit, level, platform, isUnhandled, events, exceptions } = issue;
  return { title, culprit, level, platform, isUnhandled, events, exceptions };
}

function difference(found: unknown, wanted: unknown): string | undefined {
  try {
    assert.deepEqual(found, wanted);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
