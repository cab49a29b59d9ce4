import type { Trigger } from "./rule.ts";

export type Reason = Trigger["kind"] | "test";

/** One issue that somebody is told of, as it was then. Texts are of events: hostile, escaped by each channel. */
export type Told = {
  readonly reason: Reason;
  readonly issueId: number;
  readonly shortId: string;
  readonly title: string;
  readonly culprit: string;
  readonly level: string;
  readonly environment?: string;
  readonly release?: string;
  readonly events: number;
  readonly users: number;
  /** Unix ms. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** What the trigger counted, where it counts. */
  readonly counted?: { readonly count: number; readonly windowMs: number };
};

/** What is said in one message, whatever the channel. Kept with each delivery. */
export type Message = {
  readonly kind: "alert" | "test";
  readonly organization: string;
  readonly project: { readonly id: number; readonly slug: string; readonly name: string };
  readonly rule?: { readonly id: number; readonly name: string };
  readonly told: readonly Told[];
  /** Further ones that are not named. */
  readonly more: number;
};

/** As many are named in one message. */
export const MAX_TOLD = 20;
const MAX_CHARS = 300;

/** Where the links of messages lead. `publicUrl` has no trailing slash. */
export type Links = {
  readonly issue: (told: Told) => string;
  readonly list: string;
  readonly settings: string;
};

export function linksOf(publicUrl: string, { organization, project }: Message): Links {
  const place = `${publicUrl}/organizations/${organization}/projects/${project.slug}`;
  return {
    issue: ({ issueId }) => `${publicUrl}/organizations/${organization}/issues/${issueId}`,
    list: `${place}/issues`,
    settings: `${place}/settings#alerts`,
  };
}

/** One line for subjects and the like. */
export function headline(message: Message): string {
  const [first] = message.told;
  const total = message.told.length + message.more;
  if (message.kind === "test") return `[${message.project.name}] Test of an alert channel`;
  if (first === undefined || total > 1) return `[${message.project.name}] ${total} errors need a look`;
  return `[${message.project.name}] ${reasonWords(first)}: ${oneLine(first.title)}`;
}

export function reasonWords({ reason, counted }: Told): string {
  switch (reason) {
    case "new-issue":
      return "New error";
    case "regression":
      return "Returned after it was resolved";
    case "escalation":
      return "Ignored error is back";
    case "events":
      return `${counted?.count ?? 0} events within ${timeWords(counted?.windowMs ?? 0)}`;
    case "users":
      return `${counted?.count ?? 0} people within ${timeWords(counted?.windowMs ?? 0)}`;
    case "test":
      return "Test";
  }
}

function timeWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return hours === 1 ? "an hour" : `${hours} hours`;
  return `${Math.round(hours / 24)} days`;
}

/** The facts beside the title: level, environment, release, counts. */
export function factsOf(told: Told): readonly (readonly [name: string, value: string])[] {
  return [
    ["Level", told.level],
    ...(told.environment === undefined ? [] : [["Environment", oneLine(told.environment)] as const]),
    ...(told.release === undefined ? [] : [["Release", oneLine(told.release)] as const]),
    ["Events", String(told.events)],
    ["People", String(told.users)],
  ];
}

export function moreWords({ more }: Message): string | undefined {
  if (more === 0) return undefined;
  return more === 1 ? "And one more, which is not named here." : `And ${more} more, which are not named here.`;
}

/** Text of an event on one line, without what steers a terminal or the direction of writing, and cut to a length. */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
  return line.length <= MAX_CHARS ? line : `${line.slice(0, MAX_CHARS - 1).toWellFormed()}…`;
}

/** An example, for the test button. */
export function testMessage(organization: string, project: Message["project"], nowMs: number): Message {
  const told: Told = {
    reason: "test",
    issueId: 0,
    shortId: `${project.slug.toUpperCase()}-0`,
    title: "This is a test: alerts of this project arrive here",
    culprit: "nothing is broken",
    level: "info",
    events: 0,
    users: 0,
    firstSeenMs: nowMs,
    lastSeenMs: nowMs,
  };
  return { kind: "test", organization, project, told: [told], more: 0 };
}
