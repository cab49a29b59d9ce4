/** The shapes of our own API that the pages read. */
export type Series = readonly (readonly [seconds: number, count: number])[];
export type Status = "unresolved" | "ignored" | "resolved";
export type Organization = { slug: string; name: string };
export type Project = {
  id: string;
  slug: string;
  name: string;
  platform: string | null;
  firstEvent: string | null;
  organization: Organization;
};
export type Issue = {
  id: string;
  shortId: string;
  title: string;
  culprit: string;
  level: string;
  status: Status;
  substatus: string | null;
  isUnhandled?: boolean;
  metadata: { type?: string; value?: string; title?: string };
  count: string;
  userCount: number;
  firstSeen: string;
  lastSeen: string;
  project: { slug: string; name: string };
  stats: { "24h"?: Series; "30d"?: Series };
  firstRelease?: { shortVersion: string } | null;
  lastRelease?: { shortVersion: string } | null;
};
export type Frame = {
  filename: string | null;
  absPath: string | null;
  module: string | null;
  function: string | null;
  lineNo: number | null;
  colNo: number | null;
  inApp: boolean;
  context: readonly (readonly [number, string])[];
  vars: Record<string, unknown> | null;
};
export type Stacktrace = { frames: Frame[] } | null;
export type Exception = {
  type: string | null;
  value: string | null;
  mechanism: { type?: string; handled?: boolean } | null;
  stacktrace: Stacktrace;
};
export type Crumb = {
  timestamp: string | null;
  category: string | null;
  level: string;
  message: string | null;
  data: Record<string, unknown> | null;
};
export type Entry =
  | { type: "exception"; data: { values: Exception[] } }
  | { type: "message"; data: { formatted: string } }
  | { type: "stacktrace"; data: Stacktrace }
  | { type: "breadcrumbs"; data: { values: Crumb[] } }
  | { type: "request"; data: Record<string, unknown> };
export type Event = {
  eventID: string;
  dateCreated: string;
  entries: Entry[];
  user: Record<string, unknown> | null;
  context: Record<string, unknown>;
  contexts: Record<string, Record<string, unknown>>;
  nextEventID: string | null;
  previousEventID: string | null;
};
export type Tag = {
  key: string;
  name: string;
  totalValues: number;
  topValues: { value: string; name: string; count: number }[];
};
export type Key = { isActive: boolean; dsn: { public: string } };
