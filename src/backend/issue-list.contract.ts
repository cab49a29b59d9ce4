import { isBadCursor, MADE_UP_CURSORS, NO_CURSORS, pageOrRefusal } from "./test-cursors.ts";
import assert from "node:assert/strict";
import type { IssueFilter, IssueListQuery, IssueSort } from "./backend.ts";
import type { InWorld } from "./test-world.ts";
import { ALL, HOUR_MS, NOON_MS, contractEvent, issueOfWord, listOf, wordsOf } from "./test-world.ts";

/** What every Backend keeps to in lists of issues. */
export function issueListContract(inWorld: InWorld): void {
  listing(inWorld);
  searching(inWorld);
  paging(inWorld);
}

function listing(inWorld: InWorld): void {
  inWorld("a project without events has an empty list", [], async (world) => {
    const { issues, next, previous, hits } = await listOf(world);
    assert.deepEqual([issues, next, previous, hits], [[], undefined, undefined, 0]);
  });

  const sighted = [
    contractEvent({ timestampMs: NOON_MS, user: "ann", release: "1.0", level: "warning" }),
    contractEvent({ timestampMs: NOON_MS + 5_000, user: "bob", release: "1.1", title: "Title a", level: "fatal" }),
    contractEvent({ timestampMs: NOON_MS + 9_000, user: "ann", release: "1.1", level: "error" }),
  ];
  inWorld("an issue sums up its events and looks like the newest", sighted, async (world) => {
    const { issues, hits } = await listOf(world);
    assert.equal(hits, 1);
    const [issue] = issues;
    assert.ok(issue);
    assert.equal(issue.projectId, world.first.id);
    assert.match(issue.shortId, new RegExp(`^${world.first.slug}-[0-9A-HJKMNP-TV-Z]+$`, "i"));
    const { title, culprit, level, eventCount, userCount, firstSeenMs, lastSeenMs, state } = issue;
    assert.deepEqual([title, culprit, level], ["Title a", "culprit of a", "error"]);
    assert.deepEqual([eventCount, userCount], [3, 2]);
    assert.deepEqual([firstSeenMs, lastSeenMs], [NOON_MS, NOON_MS + 9_000]);
    // A look at the issue itself tells these; a list need not.
    const looked = await world.backend.findIssue([world.first], { kind: "id", id: issue.id });
    assert.deepEqual([looked?.firstRelease, looked?.lastRelease], ["1.0", "1.1"]);
    assert.equal(state.status, "unresolved");
  });

  // a: newest but lonely; b: oldest, many events, one user; c: most users.
  const unlike = [
    contractEvent({ issue: "b", timestampMs: NOON_MS, user: "u1" }),
    contractEvent({ issue: "b", timestampMs: NOON_MS + 1, user: "u1" }),
    contractEvent({ issue: "b", timestampMs: NOON_MS + 2, user: "u1" }),
    contractEvent({ issue: "c", timestampMs: NOON_MS + 3, user: "u1" }),
    contractEvent({ issue: "c", timestampMs: NOON_MS + 4, user: "u2" }),
    contractEvent({ issue: "a", timestampMs: NOON_MS + 5 }),
  ];
  const sorts: readonly { readonly sort: IssueSort; readonly want: readonly string[] }[] = [
    { sort: "last-seen", want: ["a", "c", "b"] },
    { sort: "first-seen", want: ["a", "c", "b"] },
    { sort: "events", want: ["b", "c", "a"] },
    { sort: "users", want: ["c", "b", "a"] },
  ];
  for (const { sort, want } of sorts) {
    inWorld(`issues can be sorted by ${sort}, the most first`, unlike, async (world) => {
      assert.deepEqual(wordsOf((await listOf(world, { sort })).issues), want);
    });
  }

  const inBoth = [
    contractEvent({ issue: "a", timestampMs: NOON_MS }),
    contractEvent({ issue: "b", project: "second", timestampMs: NOON_MS + 1 }),
    contractEvent({ issue: "c", timestampMs: NOON_MS + 2 }),
    contractEvent({ issue: "c", project: "second", timestampMs: NOON_MS + 3 }),
  ];
  inWorld("a list shows the projects asked for, as one order", inBoth, async (world) => {
    const { first, second } = world;
    assert.deepEqual(wordsOf((await listOf(world, { projects: [first, second] })).issues), ["c", "c", "b", "a"]);
    assert.deepEqual(wordsOf((await listOf(world, { projects: [second] })).issues), ["c", "b"]);
    assert.deepEqual(await listOf(world, { projects: [] }), { issues: [], next: undefined, previous: undefined, hits: 0 });
  });
}

function searching(inWorld: InWorld): void {
  const events = [
    contractEvent({ issue: "a", title: "Title a", culprit: "shop/pay.ts in Charge", timestampMs: NOON_MS }),
    contractEvent({ issue: "b", title: "Title b", culprit: "100% of_it \\ all", level: "fatal", timestampMs: NOON_MS + 1 }),
    contractEvent({ issue: "c", title: "Title c", culprit: "Ärger im Öl", level: "info", timestampMs: NOON_MS + 2 }),
    contractEvent({ issue: "c", title: "Title c", culprit: "Ärger im Öl", level: "info", timestampMs: NOON_MS + HOUR_MS }),
  ];
  const searches: readonly { readonly name: string; readonly filter: Partial<IssueFilter>; readonly want: string }[] = [
    { name: "no condition", filter: {}, want: "cba" },
    { name: "words in the title, in any case", filter: { text: "tITLE B" }, want: "b" },
    { name: "words in the culprit, in any case", filter: { text: "PAY.ts IN charge" }, want: "a" },
    { name: "letters beyond ASCII, in any case", filter: { text: "ärger IM öL" }, want: "c" },
    { name: "letters beyond ASCII that are others", filter: { text: "Örger" }, want: "" },
    { name: "a percent sign", filter: { text: "0% o" }, want: "b" },
    { name: "a percent sign that stands for nothing", filter: { text: "Title%a" }, want: "" },
    { name: "an underscore", filter: { text: "of_it" }, want: "b" },
    { name: "an underscore that stands for nothing", filter: { text: "Title_a" }, want: "" },
    { name: "a backslash", filter: { text: "\\ all" }, want: "b" },
    { name: "a text of thousands of signs", filter: { text: "Title a".repeat(10_000) }, want: "" },
    { name: "one level", filter: { levels: ["fatal"] }, want: "b" },
    { name: "two levels", filter: { levels: ["fatal", "info"] }, want: "cb" },
    { name: "level and words", filter: { levels: ["fatal", "info"], text: "title c" }, want: "c" },
    { name: "a status that nothing has", filter: { statuses: ["resolved"] }, want: "" },
    { name: "seen since", filter: { seenFromMs: NOON_MS + 1 }, want: "cb" },
    { name: "begun before", filter: { seenToMs: NOON_MS + 1 }, want: "ba" },
    { name: "a window between two events of an issue", filter: { seenFromMs: NOON_MS + 3, seenToMs: NOON_MS + 9 }, want: "c" },
  ];
  for (const { name, filter, want } of searches) {
    inWorld(`a search finds ${name}`, events, async (world) => {
      for (const sort of ["last-seen", "first-seen"] as const) {
        const { issues, hits } = await listOf(world, { sort, filter: { ...ALL, ...filter } });
        assert.equal(wordsOf(issues).join(""), want);
        assert.equal(hits, want.length);
      }
    });
  }

  inWorld("a search by ids finds those that are in the projects and match the rest", events, async (world) => {
    const [a, b] = [await issueOfWord(world, "a"), await issueOfWord(world, "b")];
    const ids = [a.id, b.id, 999_999];
    const found = async (filter: Partial<IssueFilter>, change: Partial<IssueListQuery> = {}): Promise<string> =>
      wordsOf((await listOf(world, { filter: { ...ALL, ids, ...filter }, ...change })).issues).join("");
    assert.equal(await found({}), "ba");
    assert.equal(await found({ levels: ["error"] }), "a");
    assert.equal(await found({ statuses: ["resolved"] }), "");
    assert.equal(await found({}, { projects: [world.second] }), "");
  });
}

function paging(inWorld: InWorld): void {
  const words = Array.from("abcdefg");
  // Two of each moment: ties are told apart by id.
  const events = words.map((issue, index) =>
    contractEvent({
      issue,
      timestampMs: NOON_MS + Math.floor(index / 2) * 1_000,
      project: index % 3 === 2 ? "second" : "first",
    }),
  );

  for (const sort of ["last-seen", "events"] as const) {
    inWorld(`by ${sort}, pages forward and back show every issue once`, events, async (world) => {
      const projects = [world.first, world.second];
      const whole = wordsOf((await listOf(world, { projects, sort })).issues);
      assert.deepEqual([...whole].toSorted(), words);
      const pages: (readonly string[])[] = [];
      let page = await listOf(world, { projects, sort, limit: 3 });
      assert.equal(page.previous, undefined);
      pages.push(wordsOf(page.issues));
      while (page.next !== undefined) {
        page = await listOf(world, { projects, sort, limit: 3, cursor: page.next });
        pages.push(wordsOf(page.issues));
        assert.equal(page.hits, words.length);
      }
      assert.deepEqual(pages, [whole.slice(0, 3), whole.slice(3, 6), whole.slice(6)]);

      const back: (readonly string[])[] = [];
      while (page.previous !== undefined) {
        page = await listOf(world, { projects, sort, limit: 3, cursor: page.previous });
        back.push(wordsOf(page.issues));
        assert.notEqual(page.next, undefined);
      }
      assert.deepEqual(back, [whole.slice(3, 6), whole.slice(0, 3)]);
    });
  }

  const first = words.map((issue, index) => contractEvent({ issue, timestampMs: NOON_MS + index * 1_000 }));
  inWorld("a page that ends with the last issue has no next", first, async (world) => {
    assert.equal((await listOf(world, { limit: 7 })).next, undefined);
    assert.notEqual((await listOf(world, { limit: 6 })).next, undefined);
  });

  inWorld("while issues move, a page goes on where the last one ended", first, async (world) => {
    const page = await listOf(world, { limit: 3 });
    assert.deepEqual(wordsOf(page.issues), ["g", "f", "e"]);
    await world.record([contractEvent({ issue: "b", timestampMs: NOON_MS + 60_000 })]);
    const next = await listOf(world, { limit: 3, cursor: page.next });
    assert.deepEqual(wordsOf(next.issues), ["d", "c", "a"]);
    const back = await listOf(world, { limit: 3, cursor: next.previous });
    assert.deepEqual(wordsOf(back.issues), ["g", "f", "e"]);
    const top = await listOf(world, { limit: 3, cursor: back.previous });
    assert.deepEqual([wordsOf(top.issues), top.previous], [["b"], undefined]);
  });

  inWorld("a page stays true when the issue it goes on from is gone", first, async (world) => {
    const page = await listOf(world, { limit: 3, filter: { ...ALL, statuses: ["unresolved"] } });
    await world.backend.updateIssues([world.first], [page.issues[2]?.id ?? 0], { status: "resolved" }, undefined);
    const filter: IssueFilter = { ...ALL, statuses: ["unresolved"] };
    const next = await listOf(world, { limit: 3, filter, cursor: page.next });
    assert.deepEqual(wordsOf(next.issues), ["d", "c", "b"]);
  });

  for (const cursor of MADE_UP_CURSORS) {
    inWorld(`the made-up cursor ${cursor} leads to a page or is refused`, first, async (world) => {
      const page = await pageOrRefusal(listOf(world, { cursor, limit: 3 }));
      assert.ok((page?.issues.length ?? 0) <= 3);
    });
  }

  inWorld("a text that is no cursor is refused as one", first, async (world) => {
    for (const cursor of NO_CURSORS) await assert.rejects(listOf(world, { cursor }), isBadCursor);
  });
}
