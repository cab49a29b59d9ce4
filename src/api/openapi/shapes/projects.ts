import { z } from "zod";
import { PERSON_KINDS } from "../../../retention/person.ts";
import {
  anything,
  count,
  countOrNull,
  date,
  dateOrNull,
  flag,
  listOf,
  mapOf,
  number,
  shape,
  text,
  textOrNull,
  texts,
} from "./shape.ts";
import { Team } from "./people.ts";

const Avatar = z.object({ avatarType: text, avatarUuid: textOrNull, avatarUrl: textOrNull });
const features = texts;

/** serialise-organization.ts */
export const Organization = shape(
  "Organization",
  z.object({
    id: text,
    slug: text,
    name: text,
    dateCreated: date,
    status: z.object({ id: text, name: text }),
    avatar: Avatar,
    features,
    isEarlyAdopter: flag,
    require2FA: flag,
    requireEmailVerification: flag,
    hasAuthProvider: flag,
    allowMemberInvite: flag,
    allowMemberProjectCreation: flag,
    allowSuperuserAccess: flag,
    links: z.object({ organizationUrl: text, regionUrl: text }),
  }),
);

/** What the backend of a project can do: backend/backend.ts. */
const Backend = shape(
  "ProjectBackendKind",
  z.object({
    kind: z.enum(["integrated", "sentry"]),
    can: z.object({
      sorts: texts,
      search: z.enum(["text", "sentry"]),
      chartHours: count,
      ignoreUntil: flag,
      assign: flag,
      events: flag,
      projectEvents: flag,
      regroup: flag,
      live: flag,
      receivesEvents: flag,
    }),
  }),
);
const TeamName = z.object({ id: text, slug: text, name: text });

/** serialise-project.ts */
const project = z.object({
  id: text,
  slug: text,
  name: text,
  platform: textOrNull,
  status: text,
  dateCreated: date,
  firstEvent: dateOrNull,
  firstTransactionEvent: flag,
  team: TeamName.nullable(),
  teams: listOf(TeamName),
  access: texts,
  hasAccess: flag,
  isMember: flag,
  isBookmarked: flag,
  isPublic: flag,
  isInternal: flag,
  color: text,
  avatar: Avatar,
  features,
  platforms: texts,
  environments: texts,
  hasSessions: flag,
  hasProfiles: flag,
  hasReplays: flag,
  hasMonitors: flag,
  hasFeedbacks: flag,
  hasNewFeedbacks: flag,
  hasMinifiedStackTrace: flag,
  hasLogs: flag,
  hasFlags: flag,
  backend: Backend,
});
export const ProjectSummary = shape("ProjectSummary", project);
export const Project = shape("Project", project.extend({ organization: Organization }));

/** event-rules-shape.ts: filters and scrubbing. */
const rules = {
  options: mapOf(anything),
  dataScrubber: flag,
  dataScrubberDefaults: flag,
  scrubIPAddresses: flag,
  sensitiveFields: texts,
  safeFields: texts,
  inheritedRules: texts,
};
export const ProjectDetail = shape(
  "ProjectDetail",
  project.extend({
    organization: Organization,
    ...rules,
    digestsMinDelay: number,
    digestsMaxDelay: number,
    resolveAge: number,
    subjectPrefix: text,
    subjectTemplate: text,
    securityToken: text,
    securityTokenHeader: text,
    verifySSL: flag,
    scrapeJavaScript: flag,
    groupingEnhancements: text,
    fingerprintingRules: text,
    highlightTags: texts,
    highlightContext: mapOf(anything),
    storeCrashReports: number,
    relayPiiConfig: text,
    latestRelease: anything,
    plugins: listOf(anything),
    processingIssues: count,
    defaultEnvironment: text,
    allowedDomains: texts,
    isEnabled: flag,
    retentionDays: countOrNull,
    retentionDaysInForce: count,
    maxEvents: countOrNull,
  }),
);
export const OrganizationDetail = shape(
  "OrganizationDetail",
  Organization.extend({
    access: texts,
    orgRoleList: listOf(z.looseObject({ id: text, name: text, desc: text, scopes: texts })),
    teamRoleList: listOf(z.looseObject({ id: text, name: text })),
    onboardingTasks: listOf(anything),
    teams: listOf(Team),
    ...rules,
    openMembership: flag,
    runsInstallation: flag,
    projects: listOf(ProjectSummary).optional(),
  }),
);

/** Of what was done for one person; `personHash` says of whom, without naming them. */
export const Erasure = shape(
  "Erasure",
  z.object({
    id: text,
    scope: z.enum(["organization", "project"]),
    kind: z.enum(PERSON_KINDS),
    personHash: text,
    askedBy: text,
    dateCreated: date,
    state: z.enum(["running", "waiting", "finished"]),
    lookedAt: count,
    erased: z.object({ events: count, attachments: count, reports: count, texts: count }),
    dateFinished: dateOrNull,
    notReached: text,
  }),
);
export const Filter = shape("Filter", z.object({ id: text, name: text, active: z.union([flag, texts]), isInherited: flag }));
export const TriedRules = shape(
  "TriedRules",
  z.object({
    eventID: text,
    filtered: z.object({ reason: text }).nullable(),
    scrubbed: listOf(z.object({ path: text, rule: text, method: z.enum(["remove", "replace"]) })),
    notTried: texts,
  }),
);
export const GroupingRules = shape(
  "GroupingRules",
  z.object({ fingerprintingRules: text, groupingEnhancements: text, version: textOrNull, dateCreated: dateOrNull }),
);
const told = z.looseObject({});
/** preview-rules.ts: what would be merged, split, moved or called otherwise, each with its issues. */
export const GroupingPreview = shape(
  "GroupingPreview",
  z.object({
    looked: z.object({ events: count, since: dateOrNull, stoppedBy: textOrNull }),
    movedEvents: count,
    counts: z.object({ merges: count, splits: count, moves: count, titles: count }),
    merges: listOf(told),
    splits: listOf(told),
    moves: listOf(told),
    titles: listOf(told),
  }),
);
export const BackendSettings = shape(
  "BackendSettings",
  Backend.extend({ sentry: z.looseObject({ origin: text, token: textOrNull, url: text }).nullable() }),
);
export const CodeHost = shape(
  "CodeHost",
  z.object({
    kind: z.enum(["gitlab", "github", "gitea"]),
    origin: text,
    repository: z.object({ id: text, path: text, url: text }),
    token: textOrNull,
    closesIssues: flag,
    resolvesErrors: flag,
    polls: flag,
    webhook: z.object({ url: text, secret: textOrNull, installed: flag, problem: textOrNull }),
    health: z.object({ checkedAt: date, problem: textOrNull }),
    jobs: z.object({ waiting: count, dead: count }),
  }),
);
export const Repository = shape(
  "Repository",
  z.looseObject({ id: text, name: text, url: textOrNull, provider: z.object({ id: text, name: text }), dateCreated: date }),
);
