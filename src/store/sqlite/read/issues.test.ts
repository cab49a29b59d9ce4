import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { IssueListQuery } from "../../../backend/backend.ts";
import { BackendProblem } from "../../../backend/backend.ts";
import { ALL, NOON_MS, contractEvent, wordsOf } from "../../../backend/test-world.ts";
import type { Database } from "../database.ts";
import { openReader } from "../database.ts";
import { listIssues } from "./issues.ts";
import type { TestStore } from "./test-store.ts";
import { openTestStore } from "./test-store.ts";

// What pages and searches answer is held by backend.contract.ts; here is what only shows with many issues.
const ISSUES = 1_500;
const EVERY_TENTH = Array.from({ length: ISSUES / 10 }, (_, index) => String(ISSUES - 10 - index * 10));

let store: TestStore;
let db: Database;

before(async () => {
  store = await openTestStore();
  const events = Array.from({ length: ISSUES }, (_, index) =>
    contractEvent({
      issue: String(index),
      project: index % 4 === 0 ? "second" : "first",
      // Runs of seven at the same moment.
      timestampMs: NOON_MS + Math.floor(index / 7),
      culprit: index % 10 === 0 ? "tenth" : "other",
    }),
  );
  store.record(events);
  db = openReader(store.path);
});

after(async () => {
  db.close();
  await store.close();
});

function query(change: Partial<IssueListQuery>): IssueListQuery {
  return { projects: [store.first, store.second], filter: ALL, sort: "last-seen", limit: 100, ...change };
}

/** All pages of a list; `rows` is how many a search may look at before it is broken off. */
function walkAll(asked: IssueListQuery, rows: number): { readonly words: readonly string[]; readonly pages: number } {
  let page = listIssues(db, asked, { rows, ms: 60_000 });
  const words = [...wordsOf(page.issues)];
  let pages = 1;
  while (page.next !== undefined) {
    page = listIssues(db, { ...asked, cursor: page.next }, { rows, ms: 60_000 });
    words.push(...wordsOf(page.issues));
    pages += 1;
  }
  return { words, pages };
}

test("hits are counted up to a thousand", () => {
  assert.equal(listIssues(db, query({ limit: 1 })).hits, 1_000);
  assert.equal(listIssues(db, query({ limit: 1, projects: [store.second] })).hits, ISSUES / 4);
});

test("every issue is on one page, also beyond those that are counted", () => {
  const all = Array.from({ length: ISSUES }, (_, index) => String(ISSUES - 1 - index));
  for (const limit of [100, 77]) assert.deepEqual(walkAll(query({ limit }), 0).words, all);
});

test("every issue is on one page backwards too", () => {
  let page = listIssues(db, query({ cursor: "0:0:1" }));
  const words = wordsOf(page.issues).toReversed();
  while (page.previous !== undefined) {
    page = listIssues(db, query({ cursor: page.previous }));
    words.push(...wordsOf(page.issues).toReversed());
  }
  assert.deepEqual(
    words,
    Array.from({ length: ISSUES }, (_, index) => String(index)),
  );
});

test("a cursor that a client made up is some place in the list, and one of other numbers is refused", () => {
  for (const cursor of ["0:1:0", "-1:0:0", `${Number.MAX_SAFE_INTEGER}:${Number.MAX_SAFE_INTEGER}:1`]) {
    const { issues, hits } = listIssues(db, query({ cursor }));
    assert.deepEqual([issues, hits], [[], 1_000]);
  }
  for (const cursor of ["1:2:3", "9999999999999999:1:0"])
    assert.throws(() => listIssues(db, query({ cursor })), BackendProblem);
});

for (const rows of [1, 200, 700, 1_000_000]) {
  test(`a search that may look at ${rows} issues at once finds all in the end, in order`, () => {
    const { words, pages } = walkAll(query({ filter: { ...ALL, text: "TENTH" } }), rows);
    assert.deepEqual(words, EVERY_TENTH);
    assert.ok(rows < 1_000 ? pages > 2 : pages === 2, `${pages} pages`);
  });
}

test("a search that is broken off says how many it has found, and where to go on", () => {
  const page = listIssues(db, query({ filter: { ...ALL, text: "nowhere" } }), { rows: 200, ms: 60_000 });
  assert.deepEqual([page.issues, page.hits, page.previous], [[], 0, undefined]);
  assert.ok(page.next !== undefined);
});

test("a search without time left is broken off, and a list is not", () => {
  const search = query({ filter: { ...ALL, text: "nowhere" } });
  assert.ok(listIssues(db, search, { rows: 3_000, ms: 0 }).next !== undefined);
  assert.equal(listIssues(db, search, { rows: 3_000, ms: 60_000 }).next, undefined);
  assert.equal(listIssues(db, query({}), { rows: 0, ms: 0 }).issues.length, 100);
});
