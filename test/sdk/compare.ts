import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Observed, ObservedIssue } from "./observed.ts";

const Innermost = z.object({ file: z.string(), function: z.string(), line: z.number(), code: z.string().nullable() });
const ExpectedIssue = z.object({
  title: z.string(),
  culprit: z.string(),
  level: z.string(),
  platform: z.string(),
  isUnhandled: z.boolean(),
  events: z.number(),
  users: z.number(),
  latestUser: z.string(),
  latestCrumb: z.string(),
  exceptions: z.array(z.object({ type: z.string(), value: z.string(), innermost: Innermost.nullable() })),
});
const Expected = z.object({
  everyEvent: z.record(z.string(), z.string()),
  node: z.array(ExpectedIssue),
  browser: z.array(ExpectedIssue),
  python: z.array(ExpectedIssue),
  go: z.array(ExpectedIssue),
});

export type Language = "node" | "browser" | "python" | "go";

const expected = Expected.parse(JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8")));

/** How many events a program of this language sends in all. */
export function expectedEvents(language: Language): number {
  return expected[language].reduce((sum, issue) => sum + issue.events, 0);
}

/**
 * Throws, with both sides shown, unless what the API answers is what the table says. `page` is the origin of the page that the
 * browser's program ran on.
 */
export function compare(language: Language, observed: Observed, page: string): void {
  const wanted = expected[language].map((issue) => ({ ...issue, culprit: issue.culprit.replace("{page}", page) }));
  const byTitle = (a: { readonly title: string }, b: { readonly title: string }): number => a.title.localeCompare(b.title);
  // The table names files from the program's folder on; SDKs report where they lie on this machine.
  const found = observed.issues.map((issue) =>
    withShortFiles(
      issue,
      wanted.find(({ title }) => title === issue.title),
    ),
  );
  assert.deepEqual(found.toSorted(byTitle), wanted.toSorted(byTitle));
  for (const tags of observed.tags) {
    assert.deepEqual(Object.fromEntries(Object.keys(expected.everyEvent).map((key) => [key, tags[key]])), expected.everyEvent);
  }
}

function withShortFiles(issue: ObservedIssue, wanted: z.infer<typeof ExpectedIssue> | undefined): ObservedIssue {
  const exceptions = issue.exceptions.map((exception, index) => {
    const short = wanted?.exceptions[index]?.innermost?.file;
    if (exception.innermost === null || short === undefined || !exception.innermost.file.endsWith(`/${short}`))
      return exception;
    return { ...exception, innermost: { ...exception.innermost, file: short } };
  });
  return { ...issue, exceptions };
}
