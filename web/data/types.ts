/** The shapes of our own API that the pages read. */
export type Series = readonly (readonly [seconds: number, count: number])[];
export type Status = "unresolved" | "ignored" | "resolved";
export type Organization = { slug: string; name: string };
/** What the backend of a project can do; screens leave out or explain what it cannot. */
export type Can = {
  sorts: readonly string[];
  /** `sentry`: the text goes to a Sentry as it was typed. */
  search: "text" | "sentry";
  /** How far back charts go. */
  chartHours: number;
  ignoreUntil: boolean;
  /** Issues are given to members. */
  assign: boolean;
  /** Events are grouped here: that is explained, and issues are merged, split and deleted. */
  regroup: boolean;
  /** Changes are told as they happen; else they are asked for. */
  live: boolean;
  receivesEvents: boolean;
};
export type BackendKind = "integrated" | "sentry";
export type Project = {
  id: string;
  slug: string;
  name: string;
  platform: string | null;
  firstEvent: string | null;
  /** Switched off, its keys take no events. */
  status: "active" | "disabled";
  /** Days; in the detail. `null`: as long as the installation. */
  retentionDays: number | null;
  retentionDaysInForce: number;
  maxEvents: number | null;
  backend: { kind: BackendKind; can: Can };
  /** Scopes of the asker. */
  access: readonly string[];
  organization: Organization;
};
export type User = { id: string; name: string; email: string };
/** A team is named by its slug. */
export type Assignee = { type: "user" | "team"; id: string; name: string };
export type HostKind = "gitlab" | "github" | "gitea";
export type Link = {
  kind: HostKind;
  number: number;
  url: string;
  title: string;
  state: "open" | "closed";
  repository: string;
};
export type Commit = {
  id: string;
  message: string | null;
  dateCreated: string;
  author: { name: string | null; email: string | null } | null;
  url: string | null;
};
export type Release = { version: string; shortVersion: string; lastCommit?: Commit | null };
/** What an ignored issue waits for; `…From`: the totals that the counting began with, `ignoreWindow` in minutes. */
export type IgnoreDetails = {
  ignoreUntil?: string | null;
  ignoreCount?: number | null;
  ignoreCountFrom?: number;
  ignoreWindow?: number | null;
  ignoreUserCount?: number | null;
  ignoreUserCountFrom?: number;
};
export type Issue = {
  id: string;
  shortId: string;
  title: string;
  culprit: string;
  level: string;
  logger: string | null;
  status: Status;
  substatus: string | null;
  statusDetails: IgnoreDetails & { inRelease?: string; inNextRelease?: boolean; afterRelease?: string };
  statusChangedAt: string;
  assignedTo: Assignee | null;
  isUnhandled?: boolean;
  /** By whoever asks. */
  hasSeen: boolean;
  thinnedAt?: string;
  metadata: { type?: string; value?: string; title?: string };
  count: string;
  userCount: number;
  firstSeen: string;
  lastSeen: string;
  project: { slug: string; name: string };
  stats: { "24h"?: Series; "30d"?: Series };
  firstRelease?: Release | null;
  lastRelease?: Release | null;
  /** The issue at the code host that stands for this one. */
  link: Link | null;
  /** Where the Sentry that keeps this issue shows it. */
  remote: { url: string } | null;
  matchingEventId?: string;
};
export type Frame = {
  filename: string | null;
  absPath: string | null;
  module: string | null;
  package: string | null;
  function: string | null;
  lineNo: number | null;
  colNo: number | null;
  inApp: boolean;
  context: readonly (readonly [number, string])[];
  vars: Record<string, unknown> | null;
  /** The line at the code host. */
  sourceLink?: string | null;
  /** The source map that it was mapped by. */
  sourceMap?: string | null;
  /** Why it was not mapped. */
  unmapped?: string | null;
};
export type Stacktrace = { frames: Frame[]; framesOmitted: readonly [number, number] | null } | null;
export type Exception = {
  type: string | null;
  value: string | null;
  module: string | null;
  mechanism: { type?: string; handled?: boolean; description?: string; help_link?: string } | null;
  stacktrace: Stacktrace;
};
export type Crumb = {
  timestamp: string | null;
  type: string;
  category: string | null;
  level: string;
  message: string | null;
  data: Record<string, unknown> | null;
};
export type Thread = {
  id: string | number | null;
  name: string | null;
  crashed: boolean | null;
  current: boolean | null;
  stacktrace: Stacktrace;
};
export type Pair = readonly [name: string, value: string];
export type Request = {
  url: string | null;
  method: string | null;
  query: readonly Pair[];
  fragment: string | null;
  data: unknown;
  headers: readonly Pair[];
  cookies: readonly Pair[];
  env: Record<string, unknown> | null;
};
export type Entry =
  | { type: "exception"; data: { values: Exception[] } }
  | { type: "message"; data: { formatted: string; message: string | null; params: unknown } }
  | { type: "csp"; data: Record<string, unknown> }
  | { type: "stacktrace"; data: Stacktrace }
  | { type: "threads"; data: { values: Thread[] } }
  | { type: "breadcrumbs"; data: { values: Crumb[] } }
  | { type: "request"; data: Request };
/** What was cut or taken out of a value: Sentry's `_meta`, in the shape of the payload. */
export type Meta = { readonly [key: string]: unknown };
export type Event = {
  eventID: string;
  title: string;
  platform: string;
  dateCreated: string;
  dateReceived: string;
  size: number;
  entries: Entry[];
  tags: readonly { key: string; value: string }[];
  user: Record<string, unknown> | null;
  context: Record<string, unknown>;
  contexts: Record<string, Record<string, unknown>>;
  packages: Record<string, string>;
  sdk: { name: string; version: string | null } | null;
  dist: string | null;
  errors: readonly { type: string; message: string; data: { name?: string; reason?: string; value?: unknown } }[];
  release: { version: string; shortVersion: string } | null;
  nextEventID: string | null;
  previousEventID: string | null;
  _meta: Meta;
};
export type Tag = {
  key: string;
  name: string;
  totalValues: number;
  uniqueValues: number;
  topValues: { value: string; name: string; count: number; lastSeen: string }[];
};
