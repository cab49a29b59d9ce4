/**
 * What can be asked. Names and types are GitLab's; `status` of the list is ours, for GitLab's lists unresolved errors alone, and `first`
 * and `before` are obeyed. Source: reference gitlab-error-tracking §6.3.
 */
export const SCHEMA = `
"Time in ISO 8601, in UTC."
scalar Time

"gid://gitlab/Gitlab::ErrorTracking::DetailedError/<id>, as in the field id of an error."
scalar GitlabErrorTrackingDetailedErrorID

type Query {
  "A project by its full path, organisation/project; null when there is none that the asker may see."
  project(fullPath: ID!): Project
}

type Project {
  id: ID!
  name: String!
  path: String!
  fullPath: ID!
  "null without the right to read errors."
  sentryErrors: SentryErrorCollection
  sentryDetailedError(id: GitlabErrorTrackingDetailedErrorID!): SentryDetailedError
}

type SentryErrorCollection {
  "Cursors are the backend's own: endCursor leads on, startCursor back."
  errors(
    searchTerm: String
    "last_seen, first_seen or frequency."
    sort: String = "last_seen"
    status: SentryErrorStatusFilter = UNRESOLVED
    after: String
    before: String
    "At most 100."
    first: Int = 20
    last: Int
  ): SentryErrorConnection
  detailedError(id: GitlabErrorTrackingDetailedErrorID!): SentryDetailedError
  errorStackTrace(id: GitlabErrorTrackingDetailedErrorID!): SentryErrorStackTrace
  "The project's page at its Sentry; null where errors are kept here."
  externalUrl: String
}

type SentryErrorConnection {
  edges: [SentryErrorEdge]
  nodes: [SentryError]
  pageInfo: PageInfo!
}

type SentryErrorEdge {
  "Of the next page: single errors have none."
  cursor: String!
  node: SentryError
}

type PageInfo {
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  startCursor: String
  endCursor: String
}

enum SentryErrorStatusFilter {
  UNRESOLVED
  RESOLVED
  IGNORED
}

enum SentryErrorStatus {
  UNRESOLVED
  RESOLVED
  RESOLVED_IN_NEXT_RELEASE
  IGNORED
}

type SentryErrorFrequency {
  count: Int!
  time: Time!
}

type SentryErrorTags {
  level: String
  logger: String
}

${errorType("SentryError", "")}

${errorType(
  "SentryDetailedError",
  `
  externalBaseUrl: String!
  firstReleaseVersion: String
  lastReleaseVersion: String
  firstReleaseShortVersion: String
  lastReleaseShortVersion: String
  firstReleaseLastCommit: String
  lastReleaseLastCommit: String
  gitlabCommit: String
  gitlabCommitPath: String
  gitlabIssuePath: String
  tags: SentryErrorTags!
  integrated: Boolean`,
)}

type SentryErrorStackTrace {
  issueId: String!
  dateReceived: String!
  stackTraceEntries: [SentryErrorStackTraceEntry!]!
}

type SentryErrorStackTraceEntry {
  function: String
  fileName: String
  line: String
  col: String
  traceContext: [SentryErrorStackTraceContext!]
}

type SentryErrorStackTraceContext {
  line: Int!
  code: String!
}
`;

function errorType(name: string, more: string): string {
  return `type ${name} {
  id: ID!
  sentryId: String!
  title: String!
  type: String!
  culprit: String!
  message: String
  shortId: String!
  externalUrl: String!
  count: Int!
  userCount: Int!
  firstSeen: Time!
  lastSeen: Time!
  status: SentryErrorStatus!
  frequency: [SentryErrorFrequency!]!
  sentryProjectId: ID!
  sentryProjectName: String!
  sentryProjectSlug: String!${more}
}`;
}
