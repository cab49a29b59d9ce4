import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProjectAdmission } from "../project/admission.ts";
import { openAdmission } from "../project/admission.ts";
import type { ClientKey } from "../project/project.ts";
import type { Category } from "../protocol/outcome.ts";
import type { Admission } from "./admission.ts";
import { createAdmission } from "./admission.ts";
import type { Backlog } from "./backlog.ts";
import { createBacklog } from "./backlog.ts";
import { spikeLimitOf } from "./gauges.ts";

const START = Date.UTC(2026, 10, 22, 12);
const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const keyOf = (settings: Partial<ClientKey> = {}): ClientKey => ({
  id: 1,
  projectId: 42,
  publicKey: "a".repeat(32),
  label: "",
  isActive: true,
  createdAtMs: 0,
  ...settings,
});

type Setting = { readonly key?: Partial<ClientKey>; readonly project?: Partial<ProjectAdmission> };

function open({ key: keySettings = {}, project = {} }: Setting): {
  readonly admission: Admission;
  readonly backlog: Backlog;
  readonly key: ClientKey;
} {
  const backlog = createBacklog({ end: 0, bytes: 0 }, START);
  const admission = createAdmission(backlog);
  const key = keyOf(keySettings);
  admission.replaceAll([key], [{ ...openAdmission(42), ...project }]);
  return { admission, backlog, key };
}

/** One item: when it comes, of what, and the limit it meets, as the header has it. */
type Step = readonly [afterMs: number, category: Category, met: string | undefined];

const TWO_A_MINUTE = { count: 2, windowSeconds: 60 };
const cases: readonly (Setting & { readonly name: string; readonly steps: readonly Step[] })[] = [
  {
    name: "nothing is limited unless somebody asks for it",
    steps: Array.from({ length: 1_000 }, (): Step => [0, "error", undefined]),
  },
  {
    name: "a key lets in so many errors within a window, and the next window begins with what comes after",
    key: { rateLimit: TWO_A_MINUTE },
    steps: [
      [0, "error", undefined],
      [10 * SECOND, "error", undefined],
      [20 * SECOND, "error", "40:error;security:key:key-limit"],
      [59 * SECOND, "security", "1:error;security:key:key-limit"],
      [60 * SECOND, "error", undefined],
      [61 * SECOND, "error", undefined],
      [62 * SECOND, "error", "58:error;security:key:key-limit"],
    ],
  },
  {
    name: "the limit of a key is on errors alone",
    key: { rateLimit: { count: 1, windowSeconds: 60 } },
    steps: [
      [0, "error", undefined],
      [0, "session", undefined],
      [0, "session", undefined],
      [0, "error", "60:error;security:key:key-limit"],
    ],
  },
  {
    name: "a project's limit is on the categories that it names",
    project: { rateLimits: [{ ...TWO_A_MINUTE, categories: ["session", "attachment"] }] },
    steps: [
      [0, "session", undefined],
      [0, "attachment", undefined],
      [0, "session", "60:session;attachment:project:project-limit"],
      [0, "error", undefined],
    ],
  },
  {
    name: "a limit of none lets nothing in",
    project: { rateLimits: [{ count: 0, windowSeconds: 60, categories: ["session"] }] },
    steps: [
      [0, "session", "60:session:project:project-limit"],
      [0, "error", undefined],
    ],
  },
  {
    name: "what one limit refuses uses up no other",
    key: { rateLimit: { count: 1, windowSeconds: 10 } },
    project: { rateLimits: [{ ...TWO_A_MINUTE, categories: ["error"] }] },
    steps: [
      [0, "error", undefined],
      [1 * SECOND, "error", "9:error;security:key:key-limit"],
      [10 * SECOND, "error", undefined],
      [20 * SECOND, "error", "40:error:project:project-limit"],
    ],
  },
  {
    name: "a month's quota ends with the month, and an SDK asks again within the hour",
    project: { monthlyQuota: 2 },
    steps: [
      [0, "error", undefined],
      [DAY, "error", undefined],
      [DAY, "error", "3600:error;security:project:monthly-quota"],
      [DAY, "session", undefined],
      [8 * DAY + 11 * HOUR + 3_590 * SECOND, "error", "10:error;security:project:monthly-quota"],
      [8 * DAY + 12 * HOUR, "error", undefined],
    ],
  },
  {
    name: "a clock that is set back keeps no window open",
    key: { rateLimit: { count: 1, windowSeconds: 60 } },
    steps: [
      [DAY, "error", undefined],
      [DAY, "error", "60:error;security:key:key-limit"],
      [0, "error", undefined],
    ],
  },
];
for (const { name, steps, ...setting } of cases) {
  test(name, () => {
    const { admission, key } = open(setting);
    const met = steps.map(([afterMs, category]) => headerOf(admission.take(key, category, 1, START + afterMs)));
    assert.deepEqual(
      met,
      steps.map(([, , limit]) => limit),
    );
  });
}

function headerOf(limit: ReturnType<Admission["take"]>): string | undefined {
  if (limit === undefined) return undefined;
  return `${limit.retryAfterSeconds}:${limit.categories.join(";")}:${limit.scope}:${limit.reason}`;
}

test("the item that fills a limit is let in, and the limit is in force at once for what it is about", () => {
  const { admission, key } = open({ key: { rateLimit: { count: 1, windowSeconds: 60 } } });
  const inForce = (...categories: Category[]): readonly unknown[] => admission.inForce(key, new Set(categories), START);
  assert.deepEqual(inForce("error"), []);
  assert.equal(admission.take(key, "error", 1, START), undefined);
  assert.deepEqual(inForce("session"), []);
  assert.deepEqual(inForce("session", "error").length, 1);
  assert.equal(admission.ofKey(key, START), undefined);
});

test("a limit on everything refuses the request before it is read", () => {
  const { admission, key } = open({ project: { rateLimits: [{ count: 1, windowSeconds: 60, categories: [] }] } });
  assert.equal(admission.ofKey(key, START), undefined);
  admission.take(key, "session", 1, START);
  assert.deepEqual(admission.ofKey(key, START + 20 * SECOND), {
    retryAfterSeconds: 40,
    categories: [],
    scope: "project",
    reason: "project-limit",
  });
});

test("settings that change keep what is used of those that stay", () => {
  const { admission, key } = open({ key: { rateLimit: { count: 1, windowSeconds: 60 } } });
  admission.take(key, "error", 1, START);
  admission.replaceAll([{ ...key, label: "renamed" }], []);
  assert.equal(admission.take(key, "error", 1, START)?.reason, "key-limit");
  const raised = { ...key, rateLimit: { count: 5, windowSeconds: 60 } };
  admission.replaceAll([raised], []);
  assert.equal(admission.take(raised, "error", 1, START), undefined);
});

test("two keys of a project have limits of their own", () => {
  const { admission, key } = open({ key: { rateLimit: { count: 1, windowSeconds: 60 } } });
  const other = { ...key, id: 2 };
  admission.replaceAll([key, other], []);
  assert.deepEqual(
    [key, other, key, other].map((one) => admission.take(one, "error", 1, START)?.reason),
    [undefined, undefined, "key-limit", "key-limit"],
  );
});

test("the store's count takes the place of the door's, with what is not digested yet on top", () => {
  const { admission, backlog, key } = open({ project: { monthlyQuota: 100 } });
  for (let index = 0; index < 60; index += 1) admission.take(key, "error", 1, START);
  backlog.noteKept({ projectId: 42, end: 100, bytes: 100, errors: 3 }, START);
  // Of the sixty, fifty were filtered, and three wait.
  admission.refreshUsage([{ projectId: 42, monthErrors: 7, hourErrors: 7, habit: undefined }], START);
  assert.equal(admission.usageOf(42, START).monthErrors, 10);
});

const habits = [
  { errorsPerHour: 2, busiestHourErrors: 10, want: 1_000 },
  { errorsPerHour: 300, busiestHourErrors: 400, want: 3_000 },
  { errorsPerHour: 300, busiestHourErrors: 4_000, want: 12_000 },
];
for (const { want, ...habit } of habits) {
  test(`a project with ${habit.errorsPerHour} errors an hour, ${habit.busiestHourErrors} at most, may send ${want}`, () => {
    assert.equal(spikeLimitOf(habit), want);
    const { admission, key } = open({ project: { isSpikeProtected: true } });
    admission.refreshUsage([{ projectId: 42, monthErrors: 0, hourErrors: want - 1, habit }], START + 600 * SECOND);
    assert.equal(admission.take(key, "error", 1, START + 600 * SECOND), undefined);
    const limit = admission.take(key, "error", 1, START + 600 * SECOND);
    assert.deepEqual([limit?.reason, limit?.retryAfterSeconds], ["spike", 3_000]);
    assert.equal(admission.take(key, "session", 1, START + 600 * SECOND), undefined);
    assert.equal(admission.take(key, "error", 1, START + HOUR), undefined);
  });
}

test("a project without a habit yet has no spike", () => {
  const { admission, key } = open({ project: { isSpikeProtected: true } });
  admission.refreshUsage([{ projectId: 42, monthErrors: 0, hourErrors: 1_000_000, habit: undefined }], START);
  assert.equal(admission.take(key, "error", 1, START), undefined);
});

test("origins are those of the key, else of its project, else all", () => {
  const { admission, key } = open({ project: { allowedOrigins: ["shop.example"] } });
  assert.deepEqual(admission.allowedOriginsOf(key), ["shop.example"]);
  assert.deepEqual(admission.allowedOriginsOf({ ...key, allowedOrigins: ["other.example"] }), ["other.example"]);
  assert.deepEqual(admission.allowedOriginsOf({ ...key, projectId: 7 }), ["*"]);
});

test("deciding over a request costs next to nothing", () => {
  const limits = Array.from({ length: 20 }, () => ({ count: 1e9, windowSeconds: 60, categories: ["error"] as const }));
  const { admission, key } = open({ key: { rateLimit: TWO_A_MINUTE }, project: { rateLimits: limits, monthlyQuota: 1e9 } });
  const startedMs = performance.now();
  for (let index = 0; index < 2_000; index += 1) {
    admission.ofKey(key, START);
    admission.take(key, "error", 1, START);
    admission.inForce(key, new Set(["error"]), START);
  }
  const each = (performance.now() - startedMs) / 2_000;
  assert.ok(each < 1, `${each} ms`);
});
