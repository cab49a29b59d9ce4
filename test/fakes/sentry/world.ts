import { shortIdOf } from "../../../src/issue/short-id.ts";
import type { ContractEvent } from "../../../src/backend/test-world.ts";
import type { Json, JsonObject } from "../../../src/protocol/json.ts";

/** What a Sentry keeps. */
export type World = {
  readonly organizations: Map<string, Organization>;
  readonly projects: Map<string, SentryProject>;
  readonly issues: Map<string, SentryIssue>;
  readonly now: () => number;
  /** Adds the tags that Sentry derives (level, release, user) to those an event is recorded with. */
  readonly derivesTags: boolean;
};

export type Organization = { readonly id: string; readonly slug: string; readonly name: string; readonly repos: Repo[] };
export type Repo = {
  readonly status: string;
  readonly integrationId: string | null;
  readonly externalSlug: string | number | null;
};
export type SentryProject = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly organization: Organization;
};

export type SentryIssue = {
  readonly id: string;
  readonly project: SentryProject;
  readonly word: string;
  readonly shortId: string;
  readonly events: SentryEvent[];
  status: "unresolved" | "resolved" | "ignored";
  substatus: string | null;
  statusDetails: JsonObject;
  assignedTo: JsonObject | null;
  links: JsonObject[];
};

export type SentryEvent = RecordedEvent & { readonly order: number };

/** The fields of a contract's event without its project, and parts of a full event where a test is about them. */
export type RecordedEvent = Omit<ContractEvent, "project"> & {
  /** In place of a message entry with the title. */
  readonly entries?: readonly Json[];
  /** Fields of the event's JSON that are set as they are: contexts, context, packages, user, errors … */
  readonly fields?: JsonObject;
};

export function newWorld(now: () => number, derivesTags: boolean): World {
  return { organizations: new Map(), projects: new Map(), issues: new Map(), now, derivesTags };
}

export function addOrganization(world: World, slug: string, name = slug): Organization {
  const known = world.organizations.get(slug);
  if (known !== undefined) return known;
  const organization = { id: String(world.organizations.size + 1), slug, name, repos: [] };
  world.organizations.set(slug, organization);
  return organization;
}

export function addProject(world: World, organization: Organization, slug: string, name = slug): SentryProject {
  const project = { id: String(20 + world.projects.size), slug, name, organization };
  world.projects.set(project.id, project);
  return project;
}

/** Takes an event in as Sentry does: to its issue, which it reopens when that is resolved or its patience has run out. */
export function recordEvent(world: World, project: SentryProject, event: RecordedEvent): SentryIssue {
  const issue = issueFor(world, project, event.issue);
  issue.events.push({ ...event, order: issue.events.length });
  const ignoreUntil = issue.statusDetails["ignoreUntil"];
  const isOver = typeof ignoreUntil === "string" && Date.parse(ignoreUntil) <= world.now();
  if (issue.status === "resolved") decide(issue, "unresolved", "regressed");
  else if (issue.status === "ignored" && isOver) decide(issue, "unresolved", "ongoing");
  return issue;
}

function issueFor(world: World, project: SentryProject, word: string): SentryIssue {
  const ofProject = [...world.issues.values()].filter((issue) => issue.project === project);
  const known = ofProject.find((issue) => issue.word === word);
  if (known !== undefined) return known;
  const issue: SentryIssue = {
    id: String(4_001 + world.issues.size),
    project,
    word,
    shortId: shortIdOf(project.slug, ofProject.length + 1),
    events: [],
    status: "unresolved",
    substatus: "new",
    statusDetails: {},
    assignedTo: null,
    links: [],
  };
  world.issues.set(issue.id, issue);
  return issue;
}

function decide(issue: SentryIssue, status: SentryIssue["status"], substatus: string | null, details: JsonObject = {}): void {
  Object.assign(issue, { status, substatus, statusDetails: details });
}

/** Applies the body of a PUT; answers what is wrong with it. Source: reference sentry-web-api §4. */
export function changeIssue(world: World, issue: SentryIssue, body: JsonObject): string | undefined {
  const { status, statusDetails = {}, substatus, assignedTo } = body;
  if (assignedTo !== undefined) issue.assignedTo = assigneeOf(assignedTo);
  switch (status) {
    case undefined:
      return undefined;
    case "resolved":
      decide(issue, "resolved", null);
      return undefined;
    case "unresolved":
      decide(issue, "unresolved", issue.status === "resolved" ? "regressed" : "ongoing");
      return undefined;
    case "ignored":
    case "muted": {
      const details = isObject(statusDetails) ? statusDetails : {};
      const { ignoreDuration } = details;
      if (typeof ignoreDuration !== "number") {
        decide(issue, "ignored", typeof substatus === "string" ? substatus : "archived_forever");
        return undefined;
      }
      const ignoreUntil = new Date(world.now() + ignoreDuration * 60_000).toISOString();
      const none = { ignoreCount: null, ignoreUserCount: null, ignoreUserWindow: null, ignoreWindow: null };
      decide(issue, "ignored", "archived_until_condition_met", { ...none, ignoreUntil });
      return undefined;
    }
    default:
      return "status: this is not a valid choice";
  }
}

function assigneeOf(assignedTo: Json): JsonObject | null {
  if (typeof assignedTo !== "string" || assignedTo === "") return null;
  const [, type = "user", id = "9"] = /^(user|team):(\d+)$/.exec(assignedTo) ?? [];
  return { type, id, name: assignedTo, ...(type === "user" && { email: `${id}@example.org` }) };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Events of an issue, the newest first: by own time, then by arrival. */
export function newestFirst(issue: SentryIssue): readonly SentryEvent[] {
  return issue.events.toSorted((one, other) => other.timestampMs - one.timestampMs || other.order - one.order);
}

/** The tags that an event is shown with. */
export function tagsOf(world: World, { level, release, user, tags }: SentryEvent): ContractEvent["tags"] {
  if (!world.derivesTags) return tags;
  const derived: (readonly [string, string])[] = [["level", level]];
  if (release !== undefined) derived.push(["release", release]);
  if (user !== undefined) derived.push(["user", `id:${user}`]);
  return [...derived, ...tags];
}
