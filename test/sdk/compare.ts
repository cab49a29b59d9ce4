import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Observed, ObservedIssue } from "./observed.ts";

/** What the table does not say of a frame is not compared: names and lines inside a bundled SDK are the bundler's. */
const Innermost = z
  .object({ file: z.string(), function: z.string(), line: z.number(), code: z.string().nullable() })
  .partial({ function: true, line: true, code: true });
const Exceptions = z.array(z.object({ type: z.string().nullable(), value: z.string(), innermost: Innermost.nullable() }));
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
  exceptions: Exceptions,
  /** What is different with the JavaScript SDKs since 11: they attach the stack of a message as an exception without a type. */
  fromVersion11: z.object({ culprit: z.string(), exceptions: Exceptions }).optional(),
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
 * Throws, with both sides shown, unless what the API answers is what the table says. `major` is the SDK's version, `page` the
 * origin of the page that the browser's program ran on.
 */
export function compare(language: Language, major: number, observed: Observed, page: string): void {
  const wanted = expected[language].map(({ fromVersion11, ...issue }) => {
    const known = major >= 11 ? { ...issue, ...fromVersion11 } : issue;
    return { ...known, culprit: known.culprit.replace("{page}", page) };
  });
  const byTitle = (a: { readonly title: string }, b: { readonly title: string }): number => a.title.localeCompare(b.title);
  const found = observed.issues.map((issue) =>
    comparable(
      issue,
      wanted.find(({ title }) => title === issue.title),
    ),
  );
  assert.deepEqual(found.toSorted(byTitle), wanted.toSorted(byTitle));
  for (const tags of observed.tags) {
    const named = Object.keys(expected.everyEvent).map((key) => [key, tags[key]]);
    assert.deepEqual(Object.fromEntries(named), expected.everyEvent);
  }
}

type Wanted = { readonly exceptions: z.infer<typeof Exceptions> };

/** What was found, cut to what the table speaks of: files from the program's folder on, frames by the parts it names. */
function comparable(
  issue: ObservedIssue,
  wanted: Wanted | undefined,
): { readonly title: string; readonly exceptions: readonly object[] } {
  const exceptions = issue.exceptions.map((exception, index) => {
    const frame = wanted?.exceptions[index]?.innermost;
    if (exception.innermost === null || frame === null || frame === undefined) return exception;
    const named = Object.entries(exception.innermost).filter(([part]) => part in frame);
    const file = exception.innermost.file.endsWith(`/${frame.file}`) ? frame.file : exception.innermost.file;
    return { ...exception, innermost: { ...Object.fromEntries(named), file } };
  });
  return { ...issue, exceptions };
}
