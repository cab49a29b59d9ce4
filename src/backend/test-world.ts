import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../issue/issue.ts";
import type { Project } from "../project/project.ts";
import type { Level } from "../protocol/event.ts";
import type { Backend, IssueFilter, IssueListQuery, IssuePage } from "./backend.ts";

/** One event as the suite asks for it; what is left out is up to the adapter's filling. */
export type ContractEvent = {
  readonly project: "first" | "second";
  /** Letters and digits; events with the same word are one issue of their project. */
  readonly issue: string;
  /** 32 hex digits. */
  readonly eventId: string;
  readonly title: string;
  readonly culprit: string;
  readonly level: Level;
  /** Never before that of an event given earlier. */
  readonly receivedAtMs: number;
  readonly timestampMs: number;
  /** Who was affected, any word. */
  readonly user?: string;
  readonly release?: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
};

/** A backend of two projects, holding what it was opened with. */
export type ContractWorld = {
  readonly backend: Backend;
  readonly first: Project;
  readonly second: Project;
  readonly record: (events: readonly ContractEvent[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Noon of a day, so that "a day later" is another table of events. */
export const NOON_MS = Date.UTC(2027, 0, 10, 12);
export const HOUR_MS = 3_600_000;
export const ALL: IssueFilter = { statuses: [], levels: [], ids: [] };

let eventNumber = 0;

/** An event at noon, changed as the test needs it. */
export function contractEvent(change: Partial<ContractEvent>): ContractEvent {
  eventNumber += 1;
  const issue = change.issue ?? "a";
  return {
    project: "first",
    issue,
    eventId: eventNumber.toString(16).padStart(32, "0"),
    title: `Title ${issue}`,
    culprit: `culprit of ${issue}`,
    level: "error",
    receivedAtMs: change.timestampMs ?? NOON_MS,
    timestampMs: NOON_MS,
    tags: [],
    ...change,
  };
}

/** Runs a test on a world of its own. */
export type OpenWorld = (events: readonly ContractEvent[]) => Promise<ContractWorld>;
export type InWorld = (name: string, events: readonly ContractEvent[], body: (world: ContractWorld) => Promise<void>) => void;

export function worldTests(open: OpenWorld): InWorld {
  return (name, events, body) => {
    test(name, async () => {
      const world = await open(events);
      try {
        await body(world);
      } finally {
        await world.close();
      }
    });
  };
}

/** The issues of a page by their words: titles are `Title <word>` unless a test says otherwise. */
export function wordsOf(issues: readonly Issue[]): readonly string[] {
  return issues.map(({ title }) => title.replace(/^Title /, ""));
}

export function listOf(world: ContractWorld, change: Partial<IssueListQuery> = {}): Promise<IssuePage> {
  return world.backend.listIssues({ projects: [world.first], filter: ALL, sort: "last-seen", limit: 25, ...change });
}

export async function issueOfWord(world: ContractWorld, word: string, project = world.first): Promise<Issue> {
  const { issues } = await listOf(world, { projects: [project], limit: 100 });
  const issue = issues.find(({ title }) => title === `Title ${word}`);
  assert.ok(issue, `there is no issue ${word}`);
  return issue;
}
