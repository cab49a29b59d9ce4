import { createHash } from "node:crypto";
import type { IssueState, StatusChange } from "../issue/issue.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { DigestedEvent, DigestedItems, RecordedBatch, Recorder } from "./recorder.ts";

/** A recorder on a real engine, with what its contract has to see of the store. */
export type RecorderWorld = {
  /** Over the files as they are; another one after `restart`. */
  readonly recorder: () => Recorder;
  /** Closes everything and opens it again on the same files. */
  readonly restart: () => void;
  /** The next batch fails at this place, as on a broken disk or a bug. */
  readonly failAt: (stage: "rows" | "before-commit") => void;
  readonly decide: (issueId: number, change: StatusChange, atMs: number) => Promise<void>;
  readonly view: () => StoreView;
  readonly close: () => void;
};

/** Everything in the store, in an order that does not depend on how it came there. Projects 1 and 2 exist from the start. */
export type StoreView = {
  readonly position: number;
  readonly latestReceivedAtMs: number;
  readonly events: readonly ViewedEvent[];
  readonly issues: readonly ViewedIssue[];
  /** `signature` → counts. */
  readonly signatures: readonly ViewedTally[];
  /** `signature|hour` → events. */
  readonly hours: { readonly [key: string]: number };
  /** `signature|key|value` */
  readonly tags: readonly ViewedTally[];
  /** `signature|environment|release`, "" for none. */
  readonly places: readonly ViewedTally[];
  readonly outcomes: readonly OutcomeCount[];
  readonly quarantined: readonly number[];
  /** `project|hours|hour|release|environment` → counts of sessions and users; hours is 1 or 24. */
  readonly sessions: { readonly [bucket: string]: ViewedSessions };
  /** `project|kind|event|comments`, in the order they came. */
  readonly reports: readonly string[];
  /** `project|slug|environment|status|check-in id|has begun`, sorted. */
  readonly monitors: readonly string[];
  /** `project|event|name|digest`, in the order they came; each file is there. */
  readonly attachments: readonly string[];
  /** How many sessions may still be updated. */
  readonly openSessions: number;
  /** Project → received time of its first event. */
  readonly firstEvents: { readonly [projectId: string]: number | null };
};

export type ViewedSessions = {
  readonly total: number;
  readonly errored: number;
  readonly crashed: number;
  readonly abnormal: number;
  readonly unhandled: number;
  readonly durationSeconds: number;
  readonly users: number;
  readonly erroredUsers: number;
  readonly crashedUsers: number;
};

export type ViewedEvent = {
  readonly projectId: number;
  readonly eventId: string;
  readonly signature: string;
  readonly title: string;
};
export type ViewedTally = { readonly key: string; readonly count: number; readonly firstMs: number; readonly lastMs: number };
export type ViewedIssue = {
  readonly id: number;
  readonly projectId: number;
  readonly number: number;
  readonly state: IssueState;
  readonly title: string;
  readonly level: string;
  readonly eventCount: number;
  readonly userCount: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly firstRelease: string | null;
  readonly lastRelease: string | null;
};

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
/** Noon of a UTC day. */
export const START_MS = Date.UTC(2026, 10, 20, 12);

/** What a test says of an event; the rest is made up. Times are Unix ms. */
export type EventPlan = {
  readonly id?: string | number;
  readonly project?: number;
  readonly bug?: string;
  readonly receivedAtMs?: number;
  readonly atMs?: number;
  readonly title?: string;
  readonly level?: DigestedEvent["level"];
  readonly release?: string;
  readonly environment?: string;
  readonly tags?: DigestedEvent["tags"];
  readonly user?: number;
};

let made = 0;

export function eventOf(plan: EventPlan = {}): DigestedEvent {
  const { project = 1, bug = "bug", receivedAtMs = START_MS, level = "error", release, environment } = plan;
  const { atMs = receivedAtMs, title = `Error: ${bug}` } = plan;
  const eventId = digestOf(`event ${plan.id ?? (made += 1)}`);
  return {
    projectId: project,
    keyId: project * 10,
    receivedAtMs,
    event: {
      event_id: eventId,
      type: "error",
      timestamp: atMs / 1_000,
      received: receivedAtMs / 1_000,
      level,
      platform: "node",
      ...(release === undefined ? {} : { release }),
      ...(environment === undefined ? {} : { environment }),
    },
    signature: digestOf(`bug ${bug}`),
    groupingVersion: "v0",
    title,
    culprit: "shop in pay",
    metadata: { type: "Error", value: bug },
    level,
    isUnhandled: false,
    tags: plan.tags ?? [],
    ...(plan.user === undefined ? {} : { userKey: userKeyOf(plan.user) }),
  };
}

/** Below 2^52 and as good as random, like the digest's keyed hash. */
function userKeyOf(user: number): number {
  return Number.parseInt(digestOf(`user ${user}`).slice(0, 13), 16);
}

export function digestOf(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** Records events as the next batch; its length in the log is 100 whatever it holds. */
export function record(world: RecorderWorld, ...events: readonly DigestedEvent[]): RecordedBatch {
  const from = world.recorder().position();
  return world.recorder().record({ fromPosition: from, toPosition: from + 100, events, outcomes: [], quarantined: [] });
}

/** Records items that are no events, as `record` does. */
export function recordItems(world: RecorderWorld, items: Partial<DigestedItems>): RecordedBatch {
  const from = world.recorder().position();
  const batch = { fromPosition: from, toPosition: from + 100, events: [], outcomes: [], quarantined: [] };
  return world.recorder().record({ ...batch, items: { ...NO_ITEMS, ...items } });
}

export const NO_ITEMS: DigestedItems = { sessions: [], reports: [], checkIns: [], attachments: [] };

/** The view's issue of a bug, which has to be the only one with its title. */
export function issueOf(world: RecorderWorld, title: string): ViewedIssue {
  const found = world.view().issues.filter((issue) => issue.title === title);
  const [issue] = found;
  if (issue === undefined || found.length > 1) throw new Error(`${found.length} issues are called ${title}`);
  return issue;
}
