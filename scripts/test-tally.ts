import type { TestEvent } from "node:test/reporters";

/** What a run of the test runner came to. */
type Tally = { readonly passed: number; readonly failed: number; readonly skipped: readonly string[] };

/** A reporter for `node --test`: writes one `Tally` as JSON at the end. */
export default async function* tally(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const skipped: string[] = [];
  for await (const event of events) {
    if (event.type === "test:pass" && event.data.skip !== undefined) skipped.push(`${event.data.name} (${event.data.skip})`);
    // The summaries of single files come before and name their file.
    if (event.type !== "test:summary" || event.data.file !== undefined) continue;
    const { tests, passed, skipped: skips, todo } = event.data.counts;
    yield JSON.stringify({ passed, failed: tests - passed - skips - todo, skipped } satisfies Tally);
  }
}
