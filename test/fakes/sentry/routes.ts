import type { Json, JsonObject } from "../../../src/protocol/json.ts";
import type { Keyed } from "./paging.ts";
import { pageOf, parseCursor } from "./paging.ts";
import { parseSearch } from "./search.ts";
import {
  eventJson,
  issueDetailJson,
  issueJson,
  listedEventJson,
  projectJson,
  tagSpread,
  timesOf,
  usersOf,
} from "./serialise.ts";
import type { SentryEvent, SentryIssue, World } from "./world.ts";
import { changeIssue, isObject, newestFirst } from "./world.ts";

export type Asked = { readonly method: string; readonly url: URL; readonly body: Json; readonly world: World };
export type Told = { readonly status: number; readonly json?: Json; readonly headers?: { readonly [name: string]: string } };

type Route = {
  readonly method: string;
  /** Below `/api/0`, `{name}` for a part. */
  readonly path: RegExp;
  /** Any of them suffices. */
  readonly scopes: readonly string[];
  readonly answer: (asked: Asked, parts: { readonly [name: string]: string }) => Told;
};

const READS_PROJECTS = ["project:read", "project:write", "project:admin"];
const READS_EVENTS = ["event:read", "event:write", "event:admin"];
const WRITES_EVENTS = ["event:write", "event:admin"];
/** The three forms of an issue's address. */
const ISSUE = String.raw`(?:(?:issues|groups)|organizations/(?<org>[^/]+)/issues)/(?<issue>[^/]+)`;

const ROUTES: readonly Route[] = [
  { method: "GET", path: path("projects"), scopes: READS_PROJECTS, answer: listProjects },
  { method: "GET", path: path("projects/{org}/{project}"), scopes: READS_PROJECTS, answer: findProject },
  { method: "GET", path: path("projects/{org}/{project}/issues"), scopes: READS_EVENTS, answer: listIssues },
  { method: "GET", path: path("projects/{org}/{project}/events/{event}"), scopes: READS_EVENTS, answer: findEventOfProject },
  { method: "GET", path: path("organizations/{org}/eventids/{event}"), scopes: READS_EVENTS, answer: findEventId },
  { method: "GET", path: path("organizations/{org}/repos"), scopes: ["org:read", "org:write", "org:admin"], answer: listRepos },
  { method: "GET", path: path(ISSUE), scopes: READS_EVENTS, answer: inIssue(showIssue) },
  { method: "PUT", path: path(ISSUE), scopes: WRITES_EVENTS, answer: inIssue(updateIssue) },
  { method: "GET", path: path(`${ISSUE}/events`), scopes: READS_EVENTS, answer: inIssue(listEvents) },
  { method: "GET", path: path(`${ISSUE}/events/{event}`), scopes: READS_EVENTS, answer: inIssue(findEvent) },
  { method: "GET", path: path(`${ISSUE}/tags`), scopes: READS_EVENTS, answer: inIssue(listTags) },
  { method: "PUT", path: path(`${ISSUE}/integrations/{integration}`), scopes: WRITES_EVENTS, answer: inIssue(linkIssue) },
  { method: "POST", path: path(`${ISSUE}/plugins/{plugin}/link`), scopes: WRITES_EVENTS, answer: inIssue(linkIssue) },
];

function path(pattern: string): RegExp {
  return new RegExp(`^/api/0/${pattern.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`);
}

export const NOT_FOUND: Told = { status: 404, json: { detail: "The requested resource does not exist" } };

/** Answers a request of a token with these scopes. */
export function route(asked: Asked, scopes: readonly string[]): Told {
  for (const { method, path: pattern, scopes: wanted, answer } of ROUTES) {
    const match = pattern.exec(asked.url.pathname);
    if (match === null || method !== asked.method) continue;
    if (!wanted.some((scope) => scopes.includes(scope))) {
      return { status: 403, json: { detail: "You do not have permission to perform this action." } };
    }
    const parts = Object.entries(match.groups ?? {}).filter((part): part is [string, string] => part[1] !== undefined);
    return answer(asked, Object.fromEntries(parts.map(([name, value]) => [name, decodeURIComponent(value)])));
  }
  return NOT_FOUND;
}

type Parts = { readonly [name: string]: string };

function projectOf({ world }: Asked, { org, project }: Parts) {
  const isIt = ({ slug, id }: { slug: string; id: string }, name: string | undefined) => slug === name || id === name;
  return [...world.projects.values()].find((one) => isIt(one, project) && isIt(one.organization, org));
}

function inIssue(answer: (asked: Asked, issue: SentryIssue, parts: Parts) => Told): Route["answer"] {
  return (asked, parts) => {
    const { issue: id = "", org } = parts;
    const issue = asked.world.issues.get(id);
    const isThere = issue !== undefined && (org === undefined || issue.project.organization.slug === org);
    return isThere ? answer(asked, issue, parts) : NOT_FOUND;
  };
}

function paged<T>({ url }: Asked, rows: readonly Keyed<T>[], limit: number, show: (row: T) => Json): Told {
  const cursor = parseCursor(url.searchParams.get("cursor"));
  if (cursor === "bad") return { status: 400, json: { detail: "Invalid cursor parameter." } };
  const page = pageOf(rows, cursor, limit, url);
  return { status: 200, json: page.rows.map(show), headers: { link: page.link } };
}

function limitOf({ url }: Asked, name: string): number {
  return Math.min(100, Math.max(1, Number(url.searchParams.get(name) ?? "100") || 100));
}

function listProjects(asked: Asked): Told {
  const rows = [...asked.world.projects.values()].map((row, index) => ({ row, value: -index, id: Number(row.id) }));
  return paged(asked, rows, limitOf(asked, "per_page"), projectJson);
}

function findProject(asked: Asked, parts: Parts): Told {
  const project = projectOf(asked, parts);
  return project === undefined ? NOT_FOUND : { status: 200, json: projectJson(project) };
}

const SORTS: { readonly [sort: string]: (issue: SentryIssue) => number } = {
  date: (issue) => Math.max(...timesOf(issue)),
  new: (issue) => Math.min(...timesOf(issue)),
  freq: ({ events }) => events.length,
  user: usersOf,
};

function listIssues(asked: Asked, parts: Parts): Told {
  const project = projectOf(asked, parts);
  if (project === undefined) return NOT_FOUND;
  const { world, url } = asked;
  const query = url.searchParams.get("query") ?? "is:unresolved";
  const sortValue = SORTS[url.searchParams.get("sort") ?? "date"];
  if (sortValue === undefined) return { status: 400, json: { detail: "Invalid sort." } };
  const ofProject = [...world.issues.values()].filter((issue) => issue.project === project);
  const show = (issue: SentryIssue): JsonObject => issueJson(world, url.origin, issue);

  const eventId = /^[0-9a-f]{32}$/.test(query) ? query : undefined;
  const hit = eventId === undefined ? undefined : ofProject.find((issue) => eventOf(issue, eventId) !== undefined);
  if (hit !== undefined && eventId !== undefined) {
    return { status: 200, json: [{ ...show(hit), matchingEventId: eventId }], headers: { "x-sentry-direct-hit": "1" } };
  }
  const matches = parseSearch(query);
  if (typeof matches === "string") return { status: 400, json: { detail: matches } };
  const rows = ofProject.filter(matches).map((row) => ({ row, value: sortValue(row), id: Number(row.id) }));
  const told = paged(asked, rows, limitOf(asked, "limit"), (issue) => show(issue));
  return { ...told, headers: { ...told.headers, "x-hits": String(Math.min(rows.length, 1_000)), "x-max-hits": "1000" } };
}

function showIssue({ world, url }: Asked, issue: SentryIssue): Told {
  return { status: 200, json: issueDetailJson(world, url.origin, issue) };
}

function updateIssue({ world, url, body }: Asked, issue: SentryIssue): Told {
  const wrong = isObject(body) ? changeIssue(world, issue, body) : "Invalid data.";
  return wrong === undefined
    ? { status: 200, json: issueJson(world, url.origin, issue) }
    : { status: 400, json: { detail: wrong } };
}

function listEvents(asked: Asked, issue: SentryIssue): Told {
  const rows = issue.events.map((row) => ({ row, value: row.timestampMs, id: row.order }));
  return paged(asked, rows, limitOf(asked, "per_page"), (event) => listedEventJson(asked.world, issue, event));
}

function eventOf(issue: SentryIssue, name: string): SentryEvent | undefined {
  const events = newestFirst(issue);
  if (name === "latest") return events[0];
  if (name === "oldest") return events.at(-1);
  return events.find(({ eventId }) => eventId === name.replaceAll("-", "").toLowerCase());
}

function findEvent({ world }: Asked, issue: SentryIssue, { event: name = "" }: Parts): Told {
  const event = eventOf(issue, name);
  return event === undefined ? NOT_FOUND : { status: 200, json: eventJson(world, issue, event) };
}

function findEventOfProject(asked: Asked, parts: Parts): Told {
  const project = projectOf(asked, parts);
  return anyEvent(
    asked,
    parts,
    (issue) => issue.project === project,
    (_issue, event) => event,
  );
}

function findEventId(asked: Asked, parts: Parts): Told {
  const { org = "" } = parts;
  return anyEvent(
    asked,
    parts,
    (issue) => issue.project.organization.slug === org,
    (issue, event) => ({
      organizationSlug: org,
      projectSlug: issue.project.slug,
      groupId: issue.id,
      eventId: event["eventID"] ?? null,
      event,
    }),
  );
}

function anyEvent(
  { world }: Asked,
  { event: name = "" }: Parts,
  isWanted: (issue: SentryIssue) => boolean,
  show: (issue: SentryIssue, event: JsonObject) => Json,
): Told {
  for (const issue of world.issues.values()) {
    const event = isWanted(issue) && /^[0-9a-f-]{32,36}$/i.test(name) ? eventOf(issue, name) : undefined;
    if (event !== undefined) return { status: 200, json: show(issue, eventJson(world, issue, event)) };
  }
  return NOT_FOUND;
}

function listTags({ world, url }: Asked, issue: SentryIssue): Told {
  const limit = Number(url.searchParams.get("limit") ?? "10");
  const tags = tagSpread(world, issue).map((tag) => ({ ...tag, topValues: tag.topValues.slice(0, limit) }));
  return { status: 200, json: tags };
}

function listRepos({ world }: Asked, { org = "" }: Parts): Told {
  const organization = world.organizations.get(org);
  if (organization === undefined) return NOT_FOUND;
  const json = organization.repos.map((repo, index) => ({
    id: String(index + 1),
    name: String(repo.externalSlug),
    url: null,
    provider: { id: "integrations:gitlab", name: "GitLab" },
    dateCreated: "2026-01-04T10:00:00Z",
    ...repo,
  }));
  return { status: 200, json };
}

function linkIssue({ body }: Asked, issue: SentryIssue, { integration, plugin }: Parts): Told {
  if (!isObject(body)) return { status: 400, json: { detail: "Invalid data." } };
  issue.links.push({ ...(integration === undefined ? { plugin: plugin ?? "" } : { integration }), body });
  return integration === undefined
    ? { status: 200, json: { message: "ok", link: "https://example.org", id: 5, label: "#5" } }
    : { status: 201, json: { id: "1", key: "x", url: "https://example.org", integrationId: 1, displayName: "x" } };
}
