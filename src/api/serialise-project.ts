import type { Scope } from "../account/account.ts";
import type { Organization, Project } from "../project/project.ts";
import type { BackendCapabilities } from "../backend/backend.ts";
import { dateOf, dateOrNull } from "./dates.ts";
import { serialiseOrganization } from "./serialise-organization.ts";

/** Sentry's project object as lists hold it, and where its errors are kept. Source of the fields: reference sentry-web-api §2.3. */
export function serialiseProject(project: Project, can: BackendCapabilities, access: ReadonlySet<Scope>): object {
  return {
    id: String(project.id),
    slug: project.slug,
    name: project.name,
    platform: project.platform ?? null,
    status: project.isEnabled ? "active" : "disabled",
    dateCreated: dateOf(project.createdAtMs),
    firstEvent: dateOrNull(project.firstEventAtMs),
    firstTransactionEvent: false,
    team: null,
    teams: [],
    access: [...access],
    hasAccess: true,
    isMember: true,
    isBookmarked: false,
    isPublic: false,
    isInternal: false,
    color: "#3f6fbf",
    avatar: { avatarType: "letter_avatar", avatarUuid: null, avatarUrl: null },
    features: [],
    platforms: project.platform === undefined ? [] : [project.platform],
    environments: [],
    hasSessions: false,
    hasProfiles: false,
    hasReplays: false,
    hasMonitors: false,
    hasFeedbacks: false,
    hasNewFeedbacks: false,
    hasMinifiedStackTrace: false,
    hasLogs: false,
    hasFlags: false,
    backend: { kind: project.backend, can },
  };
}

/** A project with its organisation, as the list over all organisations holds it. */
export function serialiseProjectWithOrganization(
  publicUrl: string,
  project: Project,
  can: BackendCapabilities,
  organization: Organization,
  access: ReadonlySet<Scope>,
): object {
  return { ...serialiseProject(project, can, access), organization: serialiseOrganization(publicUrl, organization) };
}

/** Settings that Culprit does not have, at what it does. Who writes a project whole may write them as they stand. */
export const FIXED_SETTINGS = {
  digestsMinDelay: 0,
  digestsMaxDelay: 0,
  resolveAge: 0,
  subjectPrefix: "",
  subjectTemplate: "",
  securityToken: "",
  securityTokenHeader: "",
  verifySSL: true,
  scrapeJavaScript: false,
} as const;

/** The detail adds settings, `rules` among them. Those that Culprit does not have yet stand at what it does; typed clients decode every one. */
export function serialiseProjectDetail(
  publicUrl: string,
  project: Project,
  can: BackendCapabilities,
  organization: Organization,
  access: ReadonlySet<Scope>,
  rules: object,
): object {
  return {
    ...serialiseProjectWithOrganization(publicUrl, project, can, organization, access),
    ...rules,
    ...FIXED_SETTINGS,
    groupingEnhancements: "",
    fingerprintingRules: "",
    highlightTags: [],
    highlightContext: {},
    storeCrashReports: 0,
    relayPiiConfig: "",
    latestRelease: null,
    plugins: [],
    processingIssues: 0,
    defaultEnvironment: "",
  };
}
