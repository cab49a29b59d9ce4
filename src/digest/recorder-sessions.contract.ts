import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { DigestedSession, SessionUpdate } from "./session/normalise.ts";
import type { RecorderWorld, ViewedSessions } from "./test-recorder.ts";
import { DAY_MS, digestOf, HOUR_MS, recordItems, START_MS } from "./test-recorder.ts";

type Open = (context: TestContext) => RecorderWorld;
type Plan = Partial<Omit<DigestedSession, "what">> & { readonly user?: number };

const HOUR = START_MS / HOUR_MS;
const DAY = (START_MS - 12 * HOUR_MS) / HOUR_MS;
const NOTHING: ViewedSessions = {
  total: 0,
  errored: 0,
  crashed: 0,
  abnormal: 0,
  unhandled: 0,
  durationSeconds: 0,
  users: 0,
  erroredUsers: 0,
  crashedUsers: 0,
};

/** What every Recorder keeps to where sessions are counted. Source: reference sentry-ingest §10. */
export function recorderSessionsContract(open: Open): void {
  countsOfSessions(open);
  usersOfSessions(open);
}

function countsOfSessions(open: Open): void {
  test("a session that began well and crashed is one session, crashed and errored once", (context) => {
    const world = open(context);
    recordItems(world, { sessions: [update("a", { seq: 0 })] });
    assert.deepEqual(hour(world), { ...NOTHING, total: 1 });
    recordItems(world, {
      sessions: [update("a", { seq: 1, errors: 1 }), update("a", { seq: 2, errors: 2, status: "crashed" })],
    });
    assert.deepEqual(hour(world), { ...NOTHING, total: 1, errored: 1, crashed: 1 });
    assert.deepEqual(world.view().sessions[`1|24|${DAY}|1.0|production`], hour(world), "the day counts what the hour counts");
  });

  const ignored = [
    { name: "an update with the number of the last one", first: { seq: 5 }, second: { seq: 5, status: "crashed" } },
    { name: "an update with a lower number", first: { seq: 5 }, second: { seq: 4, errors: 1 } },
    { name: "a beginning that comes after the rest", first: { seq: 5 }, second: { seq: 0 } },
    { name: "an update after the end", first: { seq: 5, status: "exited" }, second: { seq: 6, status: "crashed" } },
  ] as const;
  for (const { name, first, second } of ignored) {
    test(`${name} counts nothing, in the same batch or after a restart`, (context) => {
      const world = open(context);
      recordItems(world, { sessions: [update("a", first), update("a", second)] });
      world.restart();
      recordItems(world, { sessions: [update("a", second)] });
      assert.deepEqual(hour(world), { ...NOTHING, total: 1 });
    });
  }

  const endings = [
    { status: "exited", durationSeconds: 30, want: { durationSeconds: 30 } },
    { status: "exited", errors: 3, want: { errored: 1 } },
    { status: "errored", want: { errored: 1 } },
    { status: "abnormal", want: { errored: 1, abnormal: 1 } },
    { status: "unhandled", want: { errored: 1, unhandled: 1 } },
    { status: "crashed", durationSeconds: 30, want: { errored: 1, crashed: 1 } },
  ] as const;
  for (const { want, ...fields } of endings) {
    test(`a session of which only the end is heard counts whole: ${JSON.stringify(fields)}`, (context) => {
      const world = open(context);
      recordItems(world, { sessions: [update("a", { seq: 9, ...fields })] });
      assert.deepEqual(hour(world), { ...NOTHING, total: 1, ...want });
    });
  }

  test("sessions without an id are each a session of their own, and nothing is remembered of them", (context) => {
    const world = open(context);
    recordItems(world, { sessions: [update(undefined, { seq: 1 }), update(undefined, { seq: 1 })] });
    assert.deepEqual(hour(world), { ...NOTHING, total: 2 });
    assert.equal(world.view().openSessions, 0);
  });

  test("aggregates add what they count: exited 5, errored 2, crashed 1 are 8 sessions, 3 of them errored", (context) => {
    const world = open(context);
    const counts = { kind: "aggregate", exited: 5, errored: 2, crashed: 1, abnormal: 0, unhandled: 0 } as const;
    recordItems(world, { sessions: [sessionOf({}, counts)] });
    assert.deepEqual(hour(world), { ...NOTHING, total: 8, errored: 3, crashed: 1 });
    recordItems(world, { sessions: [sessionOf({}, { ...counts, crashed: 0, abnormal: 1, unhandled: 1 })] });
    assert.deepEqual(hour(world), { ...NOTHING, total: 17, errored: 7, crashed: 1, abnormal: 1, unhandled: 1 });
  });

  test("project, release, environment and hour are counted apart, and the same id in two projects is two sessions", (context) => {
    const world = open(context);
    const plans: readonly Plan[] = [
      {},
      { projectId: 2 },
      { release: "2.0" },
      { environment: "staging" },
      { startedAtMs: START_MS - HOUR_MS },
      { startedAtMs: START_MS - DAY_MS },
    ];
    recordItems(world, { sessions: plans.map((plan) => update("a", { seq: 1 }, plan)) });
    recordItems(world, { sessions: [sessionOf({ environment: undefined }, { ...updateOf("b", { seq: 1 }) })] });
    const keys = Object.keys(world.view().sessions).filter((key) => key.includes("|1|4"));
    assert.deepEqual(
      keys.toSorted(),
      [
        `1|1|${HOUR - 24}|1.0|production`,
        `1|1|${HOUR - 1}|1.0|production`,
        `1|1|${HOUR}|1.0|`,
        `1|1|${HOUR}|1.0|production`,
        `2|1|${HOUR}|1.0|production`,
      ].toSorted(),
      "the same session in another release or environment is no new one",
    );
  });

  test("a session of a device with a moved clock is found again in the hour beside", (context) => {
    const world = open(context);
    const moved = { startedAtMs: START_MS, isMoved: true };
    recordItems(world, { sessions: [update("a", { seq: 0 }, moved)] });
    recordItems(world, { sessions: [update("a", { seq: 1, status: "crashed" }, { ...moved, startedAtMs: START_MS - 5 })] });
    assert.deepEqual(hour(world), { ...NOTHING, total: 1, errored: 1, crashed: 1 });
  });

  test("a session is remembered for five days", (context) => {
    const world = open(context);
    recordItems(world, { sessions: [update("a", { seq: 0 }), update("b", { seq: 0 })] });
    const later = (days: number) => ({ startedAtMs: START_MS + days * DAY_MS, receivedAtMs: START_MS + days * DAY_MS });
    recordItems(world, { sessions: [update("c", { seq: 0 }, later(5))] });
    assert.equal(world.view().openSessions, 3);
    recordItems(world, { sessions: [update("d", { seq: 0 }, later(5.2))] });
    assert.equal(world.view().openSessions, 2);
  });

  for (const stage of ["rows", "before-commit"] as const) {
    test(`sessions of a batch that fails at "${stage}" are counted once when it is offered again`, (context) => {
      const world = open(context);
      const first = [update("a", { seq: 0 }, { user: 1 })];
      const second = [
        update("a", { seq: 1, status: "crashed" }, { user: 1 }),
        update("b", { seq: 1 }, { user: 2, release: "2.0" }),
      ];
      recordItems(world, { sessions: first });
      const before = world.view();
      world.failAt(stage);
      assert.throws(() => recordItems(world, { sessions: second }));
      assert.deepEqual(world.view(), before);
      recordItems(world, { sessions: second });
      const want = { ...NOTHING, total: 1, errored: 1, crashed: 1, users: 1, erroredUsers: 1, crashedUsers: 1 };
      assert.deepEqual(hour(world), want);
    });
  }
}

function usersOfSessions(open: Open): void {
  test("a user counts once in an hour and once in a day, and by the worst that happened", (context) => {
    const world = open(context);
    recordItems(world, {
      sessions: [
        update("a", { seq: 1 }, { user: 1 }),
        update("b", { seq: 1, status: "crashed" }, { user: 1 }),
        update("c", { seq: 1, errors: 1 }, { user: 2 }),
        update("d", { seq: 1 }, { user: 3 }),
        update("f", { seq: 1 }),
        update("e", { seq: 1 }, { user: 1, startedAtMs: START_MS - HOUR_MS }),
      ],
    });
    const want = { ...NOTHING, total: 5, errored: 2, crashed: 1, users: 3, erroredUsers: 2, crashedUsers: 1 };
    assert.deepEqual(hour(world), want);
    assert.deepEqual(world.view().sessions[`1|24|${DAY}|1.0|production`], { ...want, total: 6 });
  });

  test("users are exact to 1,000 and within 2 % beyond, through a restart", (context) => {
    const world = open(context);
    const sessions = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => update(`${from + index}`, { seq: 1 }, { user: from + index }));
    recordItems(world, { sessions: sessions(0, 1_000) });
    assert.equal(hour(world).users, 1_000);
    recordItems(world, { sessions: sessions(1_000, 3_000) });
    world.restart();
    recordItems(world, { sessions: sessions(3_000, 6_000) });
    const { users } = hour(world);
    assert.ok(Math.abs(users - 6_000) < 120, `${users} users`);
  });
}

function hour(world: RecorderWorld): ViewedSessions {
  const counts = world.view().sessions[`1|1|${HOUR}|1.0|production`];
  assert.ok(counts !== undefined);
  return counts;
}

function updateOf(sid: string | undefined, fields: Partial<SessionUpdate>): SessionUpdate {
  const named = sid === undefined ? {} : { sid: digestOf(`session ${sid}`) };
  return { kind: "update", seq: 0, status: "ok", errors: 0, ...named, ...fields };
}

function update(sid: string | undefined, fields: Partial<SessionUpdate>, plan: Plan = {}): DigestedSession {
  return sessionOf(plan, updateOf(sid, fields));
}

function sessionOf({ user, ...plan }: Plan, what: DigestedSession["what"]): DigestedSession {
  return {
    projectId: 1,
    receivedAtMs: START_MS,
    release: "1.0",
    environment: "production",
    startedAtMs: START_MS,
    isMoved: false,
    ...(user !== undefined && { userKey: Number.parseInt(digestOf(`user ${user}`).slice(0, 13), 16) }),
    ...plan,
    what,
  };
}
