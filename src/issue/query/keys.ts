import type { IssueTextField } from "./condition.ts";
import { PAYLOAD_KEYS } from "./condition.ts";

/** What a key of a search is about, and so how its values are read. */
export type KeyMeaning =
  | { readonly is: "state" | "level" | "id" | "short-id" | "assignee" | "project" | "category" | "version" | "has" }
  | { readonly is: "date"; readonly field: "first-seen" | "last-seen" }
  | { readonly is: "number"; readonly field: "events" | "users" }
  | { readonly is: "text"; readonly field: IssueTextField }
  /** A tag; `prefixes` are put before the values as they stand in the tag. */
  | { readonly is: "event"; readonly tag: string; readonly prefixes?: readonly string[] }
  /** A tag that says yes or no; `yes` is its value for `true`. */
  | { readonly is: "flag"; readonly tag: string; readonly yes: "yes" | "no" }
  | { readonly is: "elsewhere"; readonly words: string };

/** A key that the search knows by itself. All others are those of tags. */
export type SearchKey = {
  /** As shown; the spelling to suggest. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** For people: what it is about, with an example. */
  readonly words: string;
  readonly meaning: KeyMeaning;
};

const USER_KINDS = ["id:", "email:", "username:", "ip:"] as const;

function key(name: string, aliases: readonly string[], words: string, meaning: KeyMeaning): SearchKey {
  return { name, aliases, words, meaning };
}

/** Source of names and meanings: reference sentry-web-api §3.2. */
export const SEARCH_KEYS: readonly SearchKey[] = [
  key("is", ["status", "substatus"], "state of the issue, as is:unresolved", { is: "state" }),
  key("has", [], "events that carry a tag, as has:user", { is: "has" }),
  key("level", [], "how bad it is, as level:[error, fatal]", { is: "level" }),
  key("assigned", ["assigned_to", "assignee"], "who takes care of it: me, none, my_teams, #team or a name", { is: "assignee" }),
  key("release", [], "seen in a release, as release:1.2.0 or release:latest", { is: "event", tag: "release" }),
  key("release.version", ["semver"], "seen in a range of versions, as release.version:>=2.1.0", { is: "version" }),
  key("firstRelease", ["first-release", "first_release"], "began in a release, as firstRelease:latest", {
    is: "text",
    field: "first-release",
  }),
  key("environment", ["env"], "where it ran, as environment:production", { is: "event", tag: "environment" }),
  key("dist", [], "build of a release", { is: "event", tag: "dist" }),
  key("firstSeen", ["age", "first_seen"], "when it began, as firstSeen:-24h or age:-24h", { is: "date", field: "first-seen" }),
  key("lastSeen", ["last_seen"], "when it was last seen, as lastSeen:-1h", { is: "date", field: "last-seen" }),
  key("timesSeen", ["times_seen", "events"], "events in all, as timesSeen:>100", { is: "number", field: "events" }),
  key("users", ["usercount", "user_count", "users_seen"], "people affected, as users:>10", {
    is: "number",
    field: "users",
  }),
  key("title", [], "the whole title, as title:*timeout*", { is: "text", field: "title" }),
  key("message", [], "a part of the title, as message:timeout", { is: "text", field: "message" }),
  key("culprit", ["location"], "the place that is blamed", { is: "text", field: "culprit" }),
  key("error.type", ["type"], "class of the error, as error.type:TypeError", { is: "text", field: "error-type" }),
  key("error.value", [], "text of the error, as error.value:*null*", { is: "text", field: "error-value" }),
  key("event.type", [], "error, default or csp", { is: "text", field: "type" }),
  key("platform", ["platform.name"], "language of the program", { is: "text", field: "platform" }),
  key("logger", [], "name of the logger", { is: "text", field: "logger" }),
  key("error.handled", ["handled"], "whether the program caught it: true or false", { is: "flag", tag: "handled", yes: "yes" }),
  key("error.unhandled", [], "whether the program did not catch it", { is: "flag", tag: "handled", yes: "no" }),
  key("error.mechanism", ["mechanism"], "how the SDK came by it", { is: "event", tag: "mechanism" }),
  key("user", [], "whom it hit, by id, e-mail address, name or IP address", {
    is: "event",
    tag: "user",
    prefixes: ["", ...USER_KINDS],
  }),
  key("user.id", [], "whom it hit, by id", { is: "event", tag: "user", prefixes: ["id:"] }),
  key("user.email", [], "whom it hit, by e-mail address", { is: "event", tag: "user", prefixes: ["email:"] }),
  key("user.username", [], "whom it hit, by name", { is: "event", tag: "user", prefixes: ["username:"] }),
  key("user.ip", [], "whom it hit, by IP address", { is: "event", tag: "user", prefixes: ["ip:"] }),
  key("issue", [], "short id, as issue:SHOP-4F", { is: "short-id" }),
  key("issue.id", [], "number of the issue", { is: "id" }),
  key("issue.category", ["issue.type"], "error; Culprit has no others", { is: "category" }),
  key("project", ["project.id", "project.name"], "slug or number of the project", { is: "project" }),
  ...PAYLOAD_KEYS.map((name) => key(name, [], "looked for in the events themselves, newest first", { is: "event", tag: name })),
  ...(["bookmarks", "subscribed", "assigned_or_suggested", "issue.priority", "team"] as const).map((name) =>
    key(name, [], "", { is: "elsewhere", words: `Culprit does not know "${name}"; use assigned: or level:.` }),
  ),
  ...(["timestamp", "event.timestamp"] as const).map((name) =>
    key(name, [], "", { is: "elsewhere", words: `"${name}" is not available; use the time range, firstSeen: or lastSeen:.` }),
  ),
  key("id", [], "", { is: "elsewhere", words: "search for the id of an event by itself, without a key." }),
];

const BY_NAME: ReadonlyMap<string, SearchKey> = new Map(
  SEARCH_KEYS.flatMap((known) => [known.name.toLowerCase(), ...known.aliases].map((name) => [name, known] as const)),
);

/** By any of its names, in lower case. */
export function searchKey(name: string): SearchKey | undefined {
  return BY_NAME.get(name);
}
