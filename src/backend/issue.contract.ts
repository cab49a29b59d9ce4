import assert from "node:assert/strict";
import type { EventInIssue, EventPage } from "./backend.ts";
import { BackendProblem } from "./backend.ts";
import { MADE_UP_CURSORS, NO_CURSORS, isBadCursor, pageOrRefusal } from "./test-cursors.ts";
import type { ContractWorld, InWorld } from "./test-world.ts";
import { ALL, HOUR_MS, NOON_MS, contractEvent, issueOfWord, listOf, wordsOf } from "./test-world.ts";

const DAY_MS = 24 * HOUR_MS;
const HOUR = NOON_MS / HOUR_MS;

/** What every Backend keeps to about one issue and its events. */
export function issueContract(inWorld: InWorld): void {
  finding(inWorld);
  listingEvents(inWorld);
  listingProjectEvents(inWorld);
  neighbours(inWorld);
  counting(inWorld);
  deciding(inWorld);
}

function finding(inWorld: InWorld): void {
  const inFirst = contractEvent({ issue: "a" });
  const inSecond = contractEvent({ issue: "b", project: "second", timestampMs: NOON_MS + 1 });
  const again = contractEvent({ issue: "b", project: "second", timestampMs: NOON_MS + DAY_MS });
  inWorld("an issue is found by id and by number, within the projects given", [inFirst, inSecond], async (world) => {
    const { backend, first, second } = world;
    const issue = await issueOfWord(world, "b", second);
    const number = { kind: "number", projectId: second.id, number: 1 } as const;
    for (const [projects, ref] of [
      [[first, second], { kind: "id", id: issue.id }],
      [[second], number],
    ] as const) {
      const { freshness: _freshness, ...found } = (await backend.findIssue(projects, ref)) ?? issue;
      assert.deepEqual(found, issue);
    }
    assert.equal(await backend.findIssue([first], { kind: "id", id: issue.id }), undefined);
    assert.equal(await backend.findIssue([first], number), undefined);
    assert.equal(await backend.findIssue([second], { ...number, number: 2 }), undefined);
    assert.equal(await backend.findIssue([first, second], { kind: "id", id: 999_999 }), undefined);
  });

  inWorld("the issue of an event is found, within the projects given", [inFirst, inSecond, again], async (world) => {
    const { backend, first, second } = world;
    for (const { eventId } of [inSecond, again]) {
      assert.equal((await backend.findIssueOfEvent([first, second], eventId))?.title, "Title b");
      assert.equal(await backend.findIssueOfEvent([first], eventId), undefined);
    }
    assert.equal(await backend.findIssueOfEvent([first, second], "f".repeat(32)), undefined);
  });

  const shared = { eventId: "abcdef0123456789abcdef0123456789" };
  const sharedEvents = [
    contractEvent({ ...shared, issue: "a" }),
    contractEvent({ ...shared, issue: "b", project: "second", timestampMs: NOON_MS + 1 }),
  ];
  inWorld("two projects may have an event of the same id", sharedEvents, async ({ backend, first, second }) => {
    assert.equal((await backend.findIssueOfEvent([first], shared.eventId))?.title, "Title a");
    assert.equal((await backend.findIssueOfEvent([second], shared.eventId))?.title, "Title b");
  });
}

/** Newest first: by own time, then order of arrival. The fourth comes a day late. */
const EVENTS = [
  contractEvent({ timestampMs: NOON_MS }),
  contractEvent({ timestampMs: NOON_MS + 2_000, receivedAtMs: NOON_MS + 3_000 }),
  contractEvent({ timestampMs: NOON_MS + 1_000, receivedAtMs: NOON_MS + 4_000 }),
  contractEvent({ timestampMs: NOON_MS + 3_000, receivedAtMs: NOON_MS + DAY_MS }),
  contractEvent({ timestampMs: NOON_MS + 2 * DAY_MS }),
  contractEvent({ timestampMs: NOON_MS + 2 * DAY_MS }),
  contractEvent({ issue: "other", timestampMs: NOON_MS + 2 * DAY_MS + 1 }),
] as const;
const NEWEST_FIRST = [EVENTS[5], EVENTS[4], EVENTS[3], EVENTS[1], EVENTS[2], EVENTS[0]].map(({ eventId }) => eventId);

function listingEvents(inWorld: InWorld): void {
  const idsOf = (page: EventPage): readonly string[] => page.events.map(({ event }) => event.event_id);

  inWorld("events of an issue are listed newest first, over all days", EVENTS, async (world) => {
    const page = await world.backend.listEvents(await issueOfWord(world, "a"), { limit: 100 });
    assert.deepEqual(idsOf(page), NEWEST_FIRST);
    assert.deepEqual([page.next, page.previous], [undefined, undefined]);
  });

  for (const limit of [1, 2, 3, 4]) {
    inWorld(`pages of ${limit} forward and back show every event once`, EVENTS, async (world) => {
      const issue = await issueOfWord(world, "a");
      let page = await world.backend.listEvents(issue, { limit });
      const forward = [...idsOf(page)];
      while (page.next !== undefined) {
        page = await world.backend.listEvents(issue, { limit, cursor: page.next });
        forward.push(...idsOf(page));
      }
      assert.deepEqual(forward, NEWEST_FIRST);

      const back = idsOf(page).toReversed();
      while (page.previous !== undefined) {
        page = await world.backend.listEvents(issue, { limit, cursor: page.previous });
        back.push(...idsOf(page).toReversed());
      }
      assert.deepEqual(back, NEWEST_FIRST.toReversed());
    });
  }

  inWorld("while events arrive, a page goes on where the last one ended", EVENTS, async (world) => {
    const issue = await issueOfWord(world, "a");
    const page = await world.backend.listEvents(issue, { limit: 2 });
    const later = contractEvent({ timestampMs: NOON_MS + 3 * DAY_MS });
    await world.record([later]);
    const next = await world.backend.listEvents(issue, { limit: 2, cursor: page.next });
    assert.deepEqual(idsOf(next), NEWEST_FIRST.slice(2, 4));
    const back = await world.backend.listEvents(issue, { limit: 2, cursor: next.previous });
    assert.deepEqual(idsOf(back), NEWEST_FIRST.slice(0, 2));
    const top = await world.backend.listEvents(issue, { limit: 2, cursor: back.previous });
    assert.deepEqual([idsOf(top), top.previous], [[later.eventId], undefined]);
  });

  inWorld("a made-up cursor leads to a page or is refused", EVENTS, async (world) => {
    const issue = await issueOfWord(world, "a");
    for (const cursor of MADE_UP_CURSORS) {
      const page = await pageOrRefusal(world.backend.listEvents(issue, { limit: 2, cursor }));
      assert.ok((page?.events.length ?? 0) <= 2);
    }
  });

  inWorld("a text that is no cursor of events is refused as one", EVENTS, async (world) => {
    const issue = await issueOfWord(world, "a");
    for (const cursor of NO_CURSORS) await assert.rejects(world.backend.listEvents(issue, { limit: 2, cursor }), isBadCursor);
  });
}

/** The same, and what happened beside them. */
const BESIDE = [...EVENTS.slice(0, 6), contractEvent({ project: "second", timestampMs: NOON_MS + 2 * DAY_MS }), EVENTS[6]];

function listingProjectEvents(inWorld: InWorld): void {
  const whereListed: InWorld = (name, events, body) => {
    inWorld(name, events, async (world) => {
      if (world.backend.can.projectEvents) return body(world);
      const isNotSupported = (error: unknown): boolean => error instanceof BackendProblem && error.kind === "not-supported";
      await assert.rejects(world.backend.listProjectEvents(world.first, { limit: 10 }), isNotSupported);
    });
  };
  const idsOf = (page: EventPage): readonly string[] => page.events.map(({ event }) => event.event_id);
  const newestFirst = [EVENTS[6].eventId, ...NEWEST_FIRST];

  whereListed("events of a project are listed newest first, over all its issues, each with its own", BESIDE, async (world) => {
    const [a, other] = [await issueOfWord(world, "a"), await issueOfWord(world, "other")];
    const page = await world.backend.listProjectEvents(world.first, { limit: 100 });
    assert.deepEqual(idsOf(page), newestFirst);
    assert.deepEqual(
      page.events.map(({ issueId }) => issueId),
      [other.id, ...NEWEST_FIRST.map(() => a.id)],
    );
    assert.deepEqual([page.next, page.previous], [undefined, undefined]);
    assert.equal((await world.backend.listProjectEvents(world.second, { limit: 100 })).events.length, 1);
  });

  for (const limit of [1, 3]) {
    whereListed(`pages of ${limit} forward and back show every event of a project once`, BESIDE, async (world) => {
      let page = await world.backend.listProjectEvents(world.first, { limit });
      const forward = [...idsOf(page)];
      while (page.next !== undefined) {
        page = await world.backend.listProjectEvents(world.first, { limit, cursor: page.next });
        forward.push(...idsOf(page));
      }
      assert.deepEqual(forward, newestFirst);

      const back = idsOf(page).toReversed();
      while (page.previous !== undefined) {
        page = await world.backend.listProjectEvents(world.first, { limit, cursor: page.previous });
        back.push(...idsOf(page).toReversed());
      }
      assert.deepEqual(back, newestFirst.toReversed());
    });
  }

  whereListed("a project without events has a page without events", [], async (world) => {
    const page = await world.backend.listProjectEvents(world.first, { limit: 10 });
    assert.deepEqual([page.events, page.next, page.previous], [[], undefined, undefined]);
  });
}

function neighbours(inWorld: InWorld): void {
  inWorld("each event knows its neighbours in the issue", EVENTS, async (world) => {
    const issue = await issueOfWord(world, "a");
    for (const [index, eventId] of NEWEST_FIRST.entries()) {
      const found = await world.backend.findEvent(issue, { eventId });
      const want = [eventId, NEWEST_FIRST[index + 1], NEWEST_FIRST[index - 1]];
      assert.deepEqual([found?.stored.event.event_id, found?.previousEventId, found?.nextEventId], want);
    }
  });

  inWorld("the latest and the oldest event are at the ends", EVENTS, async (world) => {
    const issue = await issueOfWord(world, "a");
    const idOf = (found: EventInIssue | undefined): string | undefined => found?.stored.event.event_id;
    assert.equal(idOf(await world.backend.findEvent(issue, "latest")), NEWEST_FIRST[0]);
    assert.equal(idOf(await world.backend.findEvent(issue, "oldest")), NEWEST_FIRST.at(-1));
  });

  inWorld("an issue does not show an event of another", EVENTS, async (world) => {
    const issue = await issueOfWord(world, "a");
    assert.equal(await world.backend.findEvent(issue, { eventId: EVENTS[6].eventId }), undefined);
    assert.equal(await world.backend.findEvent(issue, { eventId: "f".repeat(32) }), undefined);
  });

  const full = contractEvent({ tags: [["os", "Linux"]], user: "ann", release: "1.0", receivedAtMs: NOON_MS + 7 });
  inWorld("an event comes back as it was stored", [contractEvent({}), full], async (world) => {
    const issue = await issueOfWord(world, "a");
    const stored = (await world.backend.findEvent(issue, { eventId: full.eventId }))?.stored;
    assert.ok(stored);
    assert.deepEqual([stored.issueId, stored.projectId], [issue.id, world.first.id]);
    assert.deepEqual([stored.title, stored.culprit, stored.receivedAtMs], ["Title a", "culprit of a", NOON_MS + 7]);
    assert.deepEqual(stored.tags, [["os", "Linux"]]);
    assert.deepEqual([stored.event.timestamp, stored.event.release], [NOON_MS / 1_000, "1.0"]);
    assert.ok(stored.sizeBytes > 100);
    // Grouped elsewhere by what is not told.
    if (world.backend.can.receivesEvents) assert.match(stored.signatures.join(), /^[0-9a-f]{32}$/);
    else assert.deepEqual(stored.signatures, []);
  });
}

function counting(inWorld: InWorld): void {
  const events = [
    contractEvent({ timestampMs: NOON_MS, tags: [["os", "Linux"]] }),
    contractEvent({
      timestampMs: NOON_MS + 1,
      tags: [
        ["os", "Windows"],
        ["browser", "Firefox"],
      ],
    }),
    contractEvent({ timestampMs: NOON_MS + HOUR_MS - 1, tags: [["os", "Linux"]] }),
    contractEvent({ timestampMs: NOON_MS + 2 * HOUR_MS, tags: [["os", "macOS"]] }),
    contractEvent({ issue: "b", timestampMs: NOON_MS + 2 * HOUR_MS, tags: [["os", "Plan 9"]] }),
  ];
  inWorld("hourly counts are of own time, with zeros where nothing was", events, async (world) => {
    const [a, b] = [await issueOfWord(world, "a"), await issueOfWord(world, "b")];
    const counts = await world.backend.listHourlyCounts([a, b], HOUR - 1, HOUR + 3);
    assert.equal(counts.size, 2);
    assert.deepEqual(counts.get(a.id), [0, 3, 0, 1, 0]);
    assert.deepEqual(counts.get(b.id), [0, 0, 0, 1, 0]);
    assert.deepEqual([...(await world.backend.listHourlyCounts([a], HOUR + 1, HOUR + 1))], [[a.id, [0]]]);
    assert.deepEqual([...(await world.backend.listHourlyCounts([a], HOUR, HOUR + 2))], [[a.id, [3, 0, 1]]]);
    assert.deepEqual([...(await world.backend.listHourlyCounts([], HOUR, HOUR))], []);
  });

  inWorld("tags are counted by key and value, the most frequent first", events, async (world) => {
    const spreads = await world.backend.listTags(await issueOfWord(world, "a"), 2);
    const spread = (value: string, count: number, firstSeenMs: number, lastSeenMs: number): object => ({
      value,
      count,
      firstSeenMs,
      lastSeenMs,
    });
    assert.deepEqual(spreads, [
      {
        key: "os",
        total: 4,
        values: [spread("Linux", 2, NOON_MS, NOON_MS + HOUR_MS - 1), spread("Windows", 1, NOON_MS + 1, NOON_MS + 1)],
      },
      { key: "browser", total: 1, values: [spread("Firefox", 1, NOON_MS + 1, NOON_MS + 1)] },
    ]);
  });
}

function deciding(inWorld: InWorld): void {
  const events = Array.from("abc").map((issue, index) => contractEvent({ issue, timestampMs: NOON_MS + index }));
  const foreign = contractEvent({ issue: "d", project: "second", timestampMs: NOON_MS + 9 });
  const wordsWith = async (world: ContractWorld, status: "unresolved" | "resolved" | "ignored"): Promise<string> =>
    wordsOf((await listOf(world, { filter: { ...ALL, statuses: [status] } })).issues).join("");

  inWorld("decisions are applied to the issues named, and to no others", [...events, foreign], async (world) => {
    const { backend, first, second } = world;
    const idOf = async (word: string): Promise<number> => (await issueOfWord(world, word)).id;
    const [a, b, c] = [await idOf("a"), await idOf("b"), await idOf("c")];
    const other = (await issueOfWord(world, "d", second)).id;

    const resolved = await backend.updateIssues([first], [c, other, a, 999_999], { status: "resolved" }, undefined);
    assert.deepEqual(resolved, { updated: [c, a] });
    assert.deepEqual(await backend.updateIssues([first], [b], { status: "ignored" }, undefined), { updated: [b] });
    assert.deepEqual([await wordsWith(world, "resolved"), await wordsWith(world, "ignored")], ["ca", "b"]);
    assert.equal((await backend.findIssue([second], { kind: "id", id: other }))?.state.status, "unresolved");

    await backend.updateIssues([first], [a], { status: "unresolved" }, undefined);
    assert.deepEqual([await wordsWith(world, "resolved"), await wordsWith(world, "unresolved")], ["c", "a"]);
    const both = await listOf(world, { filter: { ...ALL, statuses: ["unresolved", "ignored"] } });
    assert.deepEqual(wordsOf(both.issues), ["b", "a"]);
  });

  inWorld("an ignored issue says until when", events, async (world) => {
    const { id } = await issueOfWord(world, "a");
    const untilMs = NOON_MS + 365 * DAY_MS;
    await world.backend.updateIssues([world.first], [id], { status: "ignored", until: { untilMs } }, undefined);
    const issue = await world.backend.findIssue([world.first], { kind: "id", id });
    assert.ok(issue?.state.status === "ignored");
    assert.deepEqual([issue.state.substatus, issue.state.until], ["archived_until_condition_met", { untilMs }]);
  });
}
