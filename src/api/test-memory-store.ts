import type { AccountReader, ApiToken, Membership, Session, User } from "../account/account.ts";
import type { Backend, IssueListQuery, StoredEvent } from "../backend/backend.ts";
import type { Issue, IssueState } from "../issue/issue.ts";
import { shortIdOf } from "../issue/short-id.ts";
import { integratedBackend } from "../backend/integrated/integrated.ts";
import { cursorText, readCursor } from "../store/sqlite/read/cursor.ts";
import type { Event, Pair } from "../protocol/event.ts";
import type { OutcomeReader, OutcomeSum } from "../project/outcomes.ts";
import type { ClientKey, Organization, Project, ProjectReader } from "../project/project.ts";
import { codeHostCommands } from "../store/sqlite/codehost-commands.ts";
import { codeHostJobCommands } from "../store/sqlite/codehost-job-commands.ts";
import type { Database } from "../store/sqlite/database.ts";
import { openWriter } from "../store/sqlite/database.ts";
import { issueLinkCommands } from "../store/sqlite/issue-link-commands.ts";
import { migrate } from "../store/sqlite/migrate.ts";
import { sqliteCodeHostReader } from "../store/sqlite/read/codehosts.ts";
import type { SqliteReader } from "../store/sqlite/read/reader.ts";
import type { Commands } from "./commands.ts";

/** What tests put in: an event that the digest is done with. */
export type RecordedEvent = {
  readonly projectId: number;
  readonly receivedAtMs: number;
  readonly event: Event;
  readonly signature: string;
  readonly title: string;
  readonly culprit: string;
  readonly metadata: Issue["metadata"];
  readonly isUnhandled: boolean;
  readonly tags: readonly Pair[];
};

export type TestStore = {
  readonly accounts: AccountReader;
  readonly projects: ProjectReader;
  readonly outcomes: OutcomeReader;
  /** On a store of its own in memory: code hosts hang on ids alone. */
  readonly codeHosts: SqliteReader["codeHosts"];
  readonly backend: Backend;
  readonly commands: Commands;
  readonly record: (event: RecordedEvent) => void;
  readonly addOrganization: (name: string) => Organization;
};

type Row = { issue: Issue; number: number; events: StoredEvent[] };
type State = {
  readonly nowMs: () => number;
  readonly db: Database;
  readonly organizations: Organization[];
  readonly projects: Project[];
  readonly keys: ClientKey[];
  readonly users: (User & { readonly passwordHash: string })[];
  readonly members: Membership[];
  readonly sessions: Map<string, Session>;
  readonly tokens: Map<string, ApiToken>;
  readonly rows: Map<string, Row>;
  setupTokenHash: string | undefined;
  ids: number;
};

/** The ports in memory, no more exact than the API's tests need. */
export function openMemoryStore(nowMs: () => number): TestStore {
  const db = openWriter(":memory:");
  migrate(db);
  const state: State = {
    nowMs,
    db,
    organizations: [],
    projects: [],
    keys: [],
    users: [],
    members: [],
    sessions: new Map(),
    tokens: new Map(),
    rows: new Map(),
    setupTokenHash: undefined,
    ids: 0,
  };
  return {
    accounts: accountsOf(state),
    projects: projectsOf(state),
    outcomes: { listOutcomes: async () => OUTCOMES },
    codeHosts: sqliteCodeHostReader(db),
    backend: backendOf(state),
    commands: commandsOf(state),
    record: (event) => record(state, event),
    addOrganization: (name) => addOrganization(state, name),
  };
}

const OUTCOMES: readonly OutcomeSum[] = [
  { kind: "accepted", category: "error", reason: "", quantity: 7 },
  { kind: "rate-limited", category: "error", reason: "key", quantity: 2 },
];

const nextId = (state: State): number => (state.ids += 1);
const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");

function addOrganization(state: State, name: string): Organization {
  const organization = { id: nextId(state), slug: slugOf(name), name, createdAtMs: state.nowMs() };
  state.organizations.push(organization);
  return organization;
}

function accountsOf(state: State): AccountReader {
  return {
    findSession: async (hash, nowMs) => unexpired(state.sessions.get(hash), nowMs),
    findApiToken: async (hash, nowMs) => unexpired(state.tokens.get(hash), nowMs),
    findUserByEmail: async (email) => state.users.find((user) => user.email.toLowerCase() === email.toLowerCase()),
    listMemberships: async (userId) => state.members.filter((member) => member.userId === userId),
    needsSetup: async () => state.users.length === 0,
  };
}

function unexpired<T extends { readonly expiresAtMs: number | undefined }>(it: T | undefined, nowMs: number): T | undefined {
  return (it?.expiresAtMs ?? Infinity) > nowMs ? it : undefined;
}

function projectsOf(state: State): ProjectReader {
  const named = (it: { id: number; slug: string }, name: string): boolean => it.slug === name || String(it.id) === name;
  return {
    async listOrganizations(userId) {
      const ids = state.members.filter((member) => member.userId === userId).map((member) => member.organizationId);
      return state.organizations.filter(({ id }) => userId === undefined || ids.includes(id));
    },
    findOrganization: async (name) => state.organizations.find((it) => named(it, name)),
    listProjects: async (ids) => state.projects.filter((project) => ids.includes(project.organizationId)),
    findProject: async (id, name) => state.projects.find((it) => it.organizationId === id && named(it, name)),
    findProjectById: async (id) => state.projects.find((project) => project.id === id),
    listClientKeys: async (id) => state.keys.filter((key) => key.projectId === id),
  };
}

function commandsOf(state: State): Commands {
  return {
    ...codeHostCommands(state.db, state.nowMs),
    ...issueLinkCommands(state.db, state.nowMs),
    ...codeHostJobCommands(state.db, state.nowMs),
    async storeSetupToken({ tokenHash }) {
      state.setupTokenHash = tokenHash;
    },
    async completeSetup({ tokenHash, email, name, passwordHash, organizationName, project }) {
      if (state.users.length > 0) return { problem: { kind: "setup-done" } };
      if (tokenHash !== state.setupTokenHash) return { problem: { kind: "setup-token-wrong" } };
      const organization = addOrganization(state, organizationName);
      const user = addUser(state, { email, name, passwordHash, organizationId: organization.id, role: "owner" });
      if (project === undefined) return { user, organization };
      return { user, organization, ...addProject(state, { organizationId: organization.id, ...project }) };
    },
    createUser: async (args) => ({ user: addUser(state, args) }),
    async createSession({ userId, tokenHash, expiresAtMs }) {
      const user = state.users.find(({ id }) => id === userId);
      if (user !== undefined) state.sessions.set(tokenHash, { user, createdAtMs: state.nowMs(), expiresAtMs });
    },
    deleteSession: async ({ tokenHash }) => void state.sessions.delete(tokenHash),
    async createApiToken({ tokenHash, name, scopes, userId, organizationId, expiresAtMs }) {
      const id = nextId(state);
      const user = state.users.find((one) => one.id === userId);
      state.tokens.set(tokenHash, { id, name, scopes, user, organizationId, expiresAtMs });
      return { id };
    },
    async updateIssues({ issueIds, projectIds, change, byUserId }) {
      const rows = [...state.rows.values()].filter(
        ({ issue }) => issueIds.includes(issue.id) && projectIds.includes(issue.projectId),
      );
      const sinceMs = state.nowMs();
      for (const row of rows) row.issue = { ...row.issue, state: stateAfter(change, sinceMs, byUserId) };
      return { updated: rows.map(({ issue }) => issue.id) };
    },
    saveSentryConnection: () => Promise.reject(new Error("no connections in memory")),
    chooseBackend: () => Promise.reject(new Error("no connections in memory")),
    noteConnectionHealth: () => Promise.reject(new Error("no connections in memory")),
    rememberRemoteIssues: () => Promise.reject(new Error("no connections in memory")),
    createProject: async (args) => addProject(state, args),
    async renameProject({ projectId, name }) {
      const index = state.projects.findIndex(({ id }) => id === projectId);
      const project = state.projects[index];
      if (project !== undefined) state.projects[index] = { ...project, name };
    },
    createClientKey: async ({ projectId, label }) => addKey(state, projectId, label),
    async setClientKeyActive({ keyId, isActive }) {
      const index = state.keys.findIndex(({ id }) => id === keyId);
      const key = state.keys[index];
      if (key !== undefined) state.keys[index] = { ...key, isActive };
    },
  };
}

type Change = Parameters<Commands["updateIssues"]>[0]["change"];

function stateAfter(change: Change, sinceMs: number, byUserId: number | undefined): IssueState {
  if (change.status === "unresolved") return { status: "unresolved", substatus: "ongoing", sinceMs };
  if (change.status === "resolved") return { status: "resolved", sinceMs, byUserId };
  const substatus = change.until === undefined ? "archived_forever" : "archived_until_condition_met";
  return { status: "ignored", substatus, sinceMs, byUserId, until: change.until };
}

function addUser(state: State, args: Parameters<Commands["createUser"]>[0]): User {
  const { email, name, passwordHash, organizationId, role } = args;
  const user = { id: nextId(state), email, name, passwordHash, createdAtMs: state.nowMs() };
  state.users.push(user);
  state.members.push({ organizationId, userId: user.id, role });
  return user;
}

function addProject(
  state: State,
  args: Parameters<Commands["createProject"]>[0],
): { readonly project: Project; readonly key: ClientKey } {
  const organization = state.organizations.find(({ id }) => id === args.organizationId);
  const project: Project = {
    id: nextId(state),
    organizationId: args.organizationId,
    organizationSlug: organization?.slug ?? "",
    slug: args.slug ?? slugOf(args.name),
    name: args.name,
    platform: args.platform,
    backend: "integrated",
    connectionId: undefined,
    createdAtMs: state.nowMs(),
    firstEventAtMs: undefined,
  };
  state.projects.push(project);
  return { project, key: addKey(state, project.id, "Default") };
}

function addKey(state: State, projectId: number, label: string): ClientKey {
  const id = nextId(state);
  const publicKey = id.toString(16).padStart(32, "0");
  const key = { id, projectId, publicKey, label, isActive: true, createdAtMs: state.nowMs() };
  state.keys.push(key);
  return key;
}

function record(state: State, recorded: RecordedEvent): void {
  const { projectId, event, title, culprit, tags, receivedAtMs } = recorded;
  const name = `${projectId} ${recorded.signature}`;
  const before = state.rows.get(name);
  const number = before?.number ?? [...state.rows.values()].filter(({ issue }) => issue.projectId === projectId).length + 1;
  const id = before?.issue.id ?? nextId(state);
  const sizeBytes = JSON.stringify(event).length;
  const events = [...(before?.events ?? []), { issueId: id, projectId, event, title, culprit, tags, receivedAtMs, sizeBytes }];
  events.sort((a, b) => b.event.timestamp - a.event.timestamp);
  const times = events.map((stored) => stored.event.timestamp * 1_000);
  const releases = events.map((stored) => stored.event.release).filter((release) => release !== undefined);
  const issue: Issue = {
    id,
    projectId,
    shortId: shortIdOf(state.projects.find((project) => project.id === projectId)?.slug ?? "", number),
    title,
    culprit,
    level: event.level,
    platform: event.platform,
    logger: event.logger,
    type: event.type,
    metadata: recorded.metadata,
    isUnhandled: recorded.isUnhandled,
    state: before?.issue.state ?? { status: "unresolved", substatus: "new", sinceMs: receivedAtMs },
    eventCount: events.length,
    userCount: new Set(events.map((stored) => stored.event.user?.id)).size,
    firstSeenMs: Math.min(...times),
    lastSeenMs: Math.max(...times),
    firstRelease: releases.at(-1),
    lastRelease: releases[0],
    remote: undefined,
  };
  state.rows.set(name, { issue, number, events });
}

function backendOf(state: State): Backend {
  const rowsOf = (projects: readonly Project[]): Row[] =>
    [...state.rows.values()].filter(({ issue }) => projects.some(({ id }) => id === issue.projectId));
  const eventsOf = (issue: Issue): readonly StoredEvent[] =>
    [...state.rows.values()].find((row) => row.issue.id === issue.id)?.events ?? [];
  return integratedBackend({
    commands: commandsOf(state),
    errors: {
      async listIssues(query) {
        const issues = rowsOf(query.projects).map(({ issue }) => issue);
        const matching = issues.filter((issue) => matches(issue, query));
        const paged = pageOf(matching, (issue) => sortValue(issue, query.sort), query);
        return { issues: paged.rows, next: paged.next, previous: paged.previous, hits: matching.length };
      },
      findIssue: async (projects, ref) =>
        rowsOf(projects).find(({ issue, number }) =>
          ref.kind === "id" ? issue.id === ref.id : issue.projectId === ref.projectId && number === ref.number,
        )?.issue,
      findIssueOfEvent: async (projects, eventId) =>
        rowsOf(projects).find(({ events }) => events.some(({ event }) => event.event_id === eventId))?.issue,
      async listEvents(issue, page) {
        const events = eventsOf(issue).map((stored, index) => ({ ...stored, id: index + 1 }));
        const paged = pageOf(events, (stored) => stored.event.timestamp * 1_000, page);
        return { events: paged.rows.map(({ id: _id, ...stored }) => stored), next: paged.next, previous: paged.previous };
      },
      async findEvent(issue, which) {
        const events = eventsOf(issue);
        const wanted = typeof which === "object" ? which.eventId : undefined;
        const index =
          which === "latest"
            ? 0
            : which === "oldest"
              ? events.length - 1
              : events.findIndex(({ event }) => event.event_id === wanted);
        const stored = events[index];
        if (stored === undefined) return undefined;
        const [newer, older] = [events[index - 1], events[index + 1]];
        return { stored, previousEventId: older?.event.event_id, nextEventId: newer?.event.event_id };
      },
      async listHourlyCounts(issues, fromHour, toHour) {
        const hourOf = ({ event }: StoredEvent): number => Math.floor(event.timestamp / 3_600);
        const hours = Array.from({ length: toHour - fromHour + 1 }, (_, index) => fromHour + index);
        const countsOf = (issue: Issue): number[] =>
          hours.map((hour) => eventsOf(issue).filter((stored) => hourOf(stored) === hour).length);
        return new Map(issues.map((issue) => [issue.id, countsOf(issue)]));
      },
      async listTags(issue, valuesPerKey) {
        const pairs = eventsOf(issue).flatMap(({ event, tags }) =>
          tags.map(([key, value]) => ({ key, value, ms: event.timestamp * 1_000 })),
        );
        return [...Map.groupBy(pairs, ({ key }) => key)].map(([key, ofKey]) => {
          const values = [...Map.groupBy(ofKey, ({ value }) => value)].map(([value, ofValue]) => {
            const times = ofValue.map(({ ms }) => ms);
            return { value, count: times.length, firstSeenMs: Math.min(...times), lastSeenMs: Math.max(...times) };
          });
          return { key, total: ofKey.length, values: values.sort((a, b) => b.count - a.count).slice(0, valuesPerKey) };
        });
      },
    },
  });
}

function sortValue(issue: Issue, sort: IssueListQuery["sort"]): number {
  if (sort === "first-seen") return issue.firstSeenMs;
  if (sort === "events") return issue.eventCount;
  return sort === "users" ? issue.userCount : issue.lastSeenMs;
}

function matches(issue: Issue, { filter }: IssueListQuery): boolean {
  const text = filter.text?.toLowerCase() ?? "";
  return (
    (filter.statuses.length === 0 || filter.statuses.includes(issue.state.status)) &&
    (filter.levels.length === 0 || filter.levels.includes(issue.level)) &&
    (filter.ids.length === 0 || filter.ids.includes(issue.id)) &&
    `${issue.title}\n${issue.culprit}`.toLowerCase().includes(text) &&
    issue.lastSeenMs >= (filter.seenFromMs ?? 0) &&
    issue.firstSeenMs <= (filter.seenToMs ?? Infinity)
  );
}

type Paged<T> = { readonly rows: readonly T[]; readonly next: string | undefined; readonly previous: string | undefined };

/** Descending by value and id. */
function pageOf<T extends { readonly id: number }>(
  all: readonly T[],
  valueOf: (row: T) => number,
  { cursor: text, limit }: { readonly cursor?: string; readonly limit: number },
): Paged<T> {
  const cursor = text === undefined ? undefined : readCursor(text);
  const sorted = all.toSorted((a, b) => valueOf(b) - valueOf(a) || b.id - a.id);
  const isAfter = (row: T): boolean =>
    cursor === undefined || valueOf(row) < cursor.value || (valueOf(row) === cursor.value && row.id < cursor.id);
  const first = sorted.findIndex(isAfter);
  const position = first < 0 ? sorted.length : first;
  const start = cursor?.backwards === true ? Math.max(0, position - 1 - limit) : position;
  const end = cursor?.backwards === true ? Math.max(0, position - 1) : position + limit;
  const rows = sorted.slice(start, end);
  const at = (row: T | undefined, backwards: boolean): string | undefined =>
    row === undefined ? undefined : cursorText({ value: valueOf(row), id: row.id, backwards });
  return {
    rows,
    next: end < sorted.length ? at(rows.at(-1), false) : undefined,
    previous: start > 0 ? at(rows[0], true) : undefined,
  };
}
