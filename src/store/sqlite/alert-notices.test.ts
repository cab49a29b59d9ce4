import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RuleSettings } from "../../alert/rule.ts";
import { DEFAULT_RULE, STORM } from "../../alert/rule.ts";
import { tellWaiting } from "../../alert/telling.ts";
import { eventOf, issueOf, record, START_MS } from "../../digest/test-recorder.ts";
import { alertSettingsCommands } from "./alert-commands.ts";
import { alertDeliveryCommands } from "./alert-delivery-commands.ts";
import { sqliteAlertReader } from "./read/alerts.ts";
import type { SqliteWorld } from "./test-store.ts";
import { openSqliteWorld } from "./test-store.ts";

const MINUTE_MS = 60_000;

type AlertWorld = SqliteWorld & {
  readonly notices: () => readonly { issue_id: number | null; reason: string; quantity: number; environment: string | null }[];
  readonly addRule: (change?: Partial<RuleSettings>) => Promise<number>;
  /** What is told at a time, as the number of issues of each message. */
  readonly tell: (atMs: number) => Promise<readonly number[]>;
};

async function openWorld(context: TestContext): Promise<AlertWorld> {
  const world = openSqliteWorld(context);
  const commands = () => alertSettingsCommands(world.db(), () => START_MS);
  const settings = {
    kind: "slack",
    name: "Desk",
    isActive: true,
    sealedSecret: "sealed",
    hint: "https://x",
    addresses: [],
  } as const;
  const channel = commands().saveChannel({ projectId: 1, channelId: undefined, settings });
  assert.ok(channel.ok);
  const actions = [{ kind: "channel", channelId: channel.value.id }] as const;
  return {
    ...world,
    notices: () =>
      world.db().prepare("SELECT issue_id, reason, quantity, environment FROM alert_notice ORDER BY id").all() as never,
    async addRule(change = {}) {
      const rule = { ...DEFAULT_RULE, actions, digestMs: 0, ...change };
      const saved = commands().saveAlertRule({ projectId: 1, ruleId: undefined, settings: rule });
      assert.ok(saved.ok);
      return saved.value.id;
    },
    async tell(atMs) {
      const reader = sqliteAlertReader(world.db());
      const before = (await reader.listDeliveries(1, { limit: 1 }))[0]?.id ?? 0;
      const { tellNotices } = alertDeliveryCommands(world.db(), () => atMs);
      await tellWaiting({
        reader,
        commands: { tellNotices: async (args) => tellNotices(args) },
        hasMail: false,
        now: () => atMs,
      });
      const made = await reader.listDeliveries(1, { limit: 100 });
      return made.filter(({ id }) => id > before).map(({ message }) => message.told.length + message.more);
    },
  };
}

test("a batch that fails leaves no notice, and the same batch again leaves one", async (context) => {
  const world = await openWorld(context);
  await world.addRule();
  world.failAt("before-commit");
  const event = eventOf({ bug: "a" });
  assert.throws(() => record(world, event));
  assert.deepEqual(world.notices(), []);
  record(world, event);
  record(world, event);
  assert.equal(world.notices().length, 1);
  world.restart();
  record(world, eventOf({ bug: "a", receivedAtMs: START_MS + 1 }));
  assert.equal(world.notices().length, 1, "an issue is new once");
});

test("an ignored issue that comes back escalates, a resolved one returns", async (context) => {
  const world = await openWorld(context);
  await world.addRule({ triggers: [{ kind: "regression" }, { kind: "escalation" }], throttleMs: 0 });
  record(world, eventOf({ bug: "a" }), eventOf({ bug: "b" }));
  assert.deepEqual(world.notices(), []);
  await world.decide(issueOf(world, "Error: a").id, { status: "resolved" }, START_MS + 1);
  await world.decide(issueOf(world, "Error: b").id, { status: "ignored", until: { untilMs: START_MS + 2 } }, START_MS + 1);
  record(world, eventOf({ bug: "a", receivedAtMs: START_MS + 5 }), eventOf({ bug: "b", receivedAtMs: START_MS + 5 }));
  assert.deepEqual(
    world
      .notices()
      .map(({ reason }) => reason)
      .toSorted(),
    ["escalation", "regression"],
  );
});

test("events and people are counted within the window alone, and fire once in the throttle's time", async (context) => {
  const world = await openWorld(context);
  const windowMs = 10 * MINUTE_MS;
  await world.addRule({ triggers: [{ kind: "events", count: 3, windowMs }], throttleMs: 60 * MINUTE_MS });
  await world.addRule({ triggers: [{ kind: "users", count: 2, windowMs }], throttleMs: 60 * MINUTE_MS });
  const see = (minute: number, user: number): void =>
    void record(world, eventOf({ bug: "a", user, receivedAtMs: START_MS + minute * MINUTE_MS }));
  see(0, 1);
  see(1, 1);
  see(12, 2);
  assert.deepEqual(world.notices(), []);
  see(13, 1);
  assert.deepEqual(
    world.notices().map(({ reason }) => reason),
    ["users"],
  );
  see(14, 1);
  see(15, 3);
  assert.deepEqual(
    world.notices().map(({ reason }) => reason),
    ["users", "events"],
  );
  see(80, 4);
  see(81, 5);
  see(82, 6);
  assert.deepEqual(
    world.notices().map(({ reason }) => reason),
    ["users", "events", "users", "events"],
  );
});

test("environment, level and tags keep out what a rule is not for", async (context) => {
  const world = await openWorld(context);
  const level = { kind: "level", match: "gte", level: "error" } as const;
  const region = { kind: "tag", key: "region", match: "sw", value: "eu" } as const;
  await world.addRule({ environment: "production", filters: [level, region] });
  const tags = (one: string, two: string, three: string) =>
    [
      ["environment", one],
      ["level", two],
      ["region", three],
    ] as const;
  record(
    world,
    eventOf({ bug: "a", tags: tags("staging", "error", "eu-1") }),
    eventOf({ bug: "b", tags: tags("production", "warning", "eu-1") }),
    eventOf({ bug: "c", tags: tags("production", "error", "us-1") }),
    eventOf({ bug: "d", tags: tags("production", "fatal", "eu-1") }),
  );
  assert.deepEqual(
    world.notices().map(({ issue_id }) => issue_id),
    [issueOf(world, "Error: d").id],
  );
});

test("a storm of 10,000 new issues is counted whole in a few rows, and told in a few messages", async (context) => {
  const world = await openWorld(context);
  await world.addRule();
  for (let batch = 0; batch < 20; batch += 1) {
    record(world, ...Array.from({ length: 500 }, (_, index) => eventOf({ bug: `${batch} ${index}` })));
    if (batch === 10) world.restart();
  }
  assert.equal(world.notices().length, STORM.notices + 1);
  const told: number[] = [];
  for (let minute = 0; minute < 30; minute += 1) told.push(...(await world.tell(START_MS + minute * MINUTE_MS)));
  assert.deepEqual(
    told.toSorted((a, b) => a - b),
    [20, 9_980],
  );
});

test("what happens within a rule's digest is one message, and what was only counted goes on being counted", async (context) => {
  const world = await openWorld(context);
  await world.addRule({ digestMs: 5 * MINUTE_MS });
  record(world, eventOf({ bug: "a" }));
  assert.deepEqual(await world.tell(START_MS), [1]);
  record(world, eventOf({ bug: "b" }), eventOf({ bug: "c" }));
  assert.deepEqual(await world.tell(START_MS + MINUTE_MS), []);
  assert.deepEqual(await world.tell(START_MS + 5 * MINUTE_MS), [2]);
  assert.deepEqual(await world.tell(START_MS + 50 * MINUTE_MS), []);
});

test("a rule that reaches nobody costs no row", async (context) => {
  const world = await openWorld(context);
  await world.addRule({ actions: [{ kind: "members" }] });
  await world.addRule({ isActive: false });
  record(world, eventOf({ bug: "a" }));
  assert.deepEqual(world.notices(), []);
});
