import type { ApiParts } from "./api-deps.ts";
import { activityRoutes } from "./activities.ts";
import { alertChannelRoutes } from "./alert-channels.ts";
import { alertDeliveryRoutes } from "./alert-deliveries.ts";
import { alertRuleRoutes } from "./alert-rules.ts";
import { artifactBundleRoutes } from "./artifact-bundles.ts";
import { debugFileRoutes } from "./debug-files.ts";
import { assignableRoutes } from "./assignable.ts";
import { attachmentRoutes } from "./attachments.ts";
import { auditLogRoutes } from "./audit-log.ts";
import { authRoutes } from "./auth.ts";
import { codeHostRoutes } from "./code-host.ts";
import { committerRoutes } from "./committers.ts";
import { discardedRoutes } from "./discarded.ts";
import { erasureRoutes } from "./erasures.ts";
import { eventMarkdownRoutes } from "./event-markdown.ts";
import { eventOutcomeRoutes } from "./event-outcomes.ts";
import { eventRoutes } from "./events.ts";
import { eventSeriesRoutes } from "./event-series.ts";
import { eventTableRoutes } from "./event-tables.ts";
import { eventValidationRoutes } from "./event-validation.ts";
import { groupingInfoRoutes } from "./grouping-info.ts";
import { filterRoutes } from "./filters.ts";
import { installationRoutes } from "./installation.ts";
import { invitationRoutes } from "./invitations.ts";
import { groupingRulesRoutes } from "./grouping-rules.ts";
import { issueDetailRoutes } from "./issue-detail.ts";
import { issueLinkRoutes } from "./issue-link.ts";
import { issueListRoutes } from "./issue-list.ts";
import { issueUpdateRoutes } from "./issue-update.ts";
import { keyRoutes } from "./keys.ts";
import { lookupRoutes } from "./lookups.ts";
import { memberRoutes } from "./members.ts";
import { monitorRoutes } from "./monitors.ts";
import { myAccountRoutes } from "./my-account.ts";
import { myTotpRoutes } from "./my-totp.ts";
import { organizationRoutes } from "./organizations.ts";
import { limitRoutes } from "./limits.ts";
import { notificationRoutes } from "./notifications.ts";
import { oidcRoutes } from "./oidc/sign-in.ts";
import { outcomeRoutes } from "./outcomes.ts";
import { passwordResetRoutes } from "./password-reset.ts";
import { projectBackendRoutes } from "./project-backend.ts";
import { projectRoutes } from "./projects.ts";
import { releasePartRoutes } from "./release-parts.ts";
import { releaseRoutes } from "./release.ts";
import { releaseListRoutes } from "./releases.ts";
import { repositoryRoutes } from "./repositories.ts";
import { rootRoutes } from "./root.ts";
import { issueDeleteRoutes } from "./regroup.ts";
import type { Route } from "./route.ts";
import { sampleRoutes } from "./sample.ts";
import { sentryLinkRoutes } from "./sentry-links.ts";
import { sessionRoutes } from "./sessions.ts";
import { similarRoutes } from "./similar.ts";
import { seenRoutes } from "./seen.ts";
import { setupRoutes } from "./setup.ts";
import { signatureRoutes } from "./signatures.ts";
import { sourceMapDebugRoutes } from "./source-map-debug.ts";
import { sourceRoutes } from "./source.ts";
import { uploadRoutes } from "./uploads.ts";
import { userFeedbackRoutes } from "./user-feedback.ts";
import { emptyRoutes } from "./empty.ts";
import { statsRoutes } from "./stats.ts";
import { statsV2Routes } from "./stats-v2.ts";
import { teamProjectRoutes } from "./team-projects.ts";
import { searchHelpRoutes } from "./search-help.ts";
import { searchRoutes } from "./searches.ts";
import { teamRoutes } from "./teams.ts";
import { tagRoutes } from "./tags.ts";
import { tokenRoutes } from "./tokens.ts";
import { webhookRoutes } from "./webhook.ts";
import { whatChangedRoutes } from "./what-changed.ts";

/** In the order of their rooms; a path is looked for in all of them. */
const TABLES: readonly ((parts: ApiParts) => readonly Route[])[] = [
  repositoryRoutes,
  rootRoutes,
  setupRoutes,
  installationRoutes,
  authRoutes,
  organizationRoutes,
  memberRoutes,
  invitationRoutes,
  teamRoutes,
  teamProjectRoutes,
  auditLogRoutes,
  myAccountRoutes,
  myTotpRoutes,
  tokenRoutes,
  passwordResetRoutes,
  oidcRoutes,
  projectRoutes,
  projectBackendRoutes,
  erasureRoutes,
  filterRoutes,
  groupingRulesRoutes,
  keyRoutes,
  outcomeRoutes,
  limitRoutes,
  statsV2Routes,
  statsRoutes,
  eventOutcomeRoutes,
  sessionRoutes,
  releaseListRoutes,
  releaseRoutes,
  uploadRoutes,
  artifactBundleRoutes,
  debugFileRoutes,
  releasePartRoutes,
  userFeedbackRoutes,
  monitorRoutes,
  attachmentRoutes,
  sampleRoutes,
  issueListRoutes,
  searchRoutes,
  searchHelpRoutes,
  issueUpdateRoutes,
  seenRoutes,
  whatChangedRoutes,
  issueDeleteRoutes,
  signatureRoutes,
  similarRoutes,
  discardedRoutes,
  issueDetailRoutes,
  activityRoutes,
  assignableRoutes,
  tagRoutes,
  eventRoutes,
  eventTableRoutes,
  eventSeriesRoutes,
  eventValidationRoutes,
  eventMarkdownRoutes,
  committerRoutes,
  groupingInfoRoutes,
  sourceMapDebugRoutes,
  lookupRoutes,
  codeHostRoutes,
  issueLinkRoutes,
  sentryLinkRoutes,
  emptyRoutes,
  sourceRoutes,
  webhookRoutes,
  alertRuleRoutes,
  alertChannelRoutes,
  alertDeliveryRoutes,
  notificationRoutes,
];

/** The whole table of `/api/0`. The sweep over foreign callers reads it, so that no route is forgotten. */
export function apiRoutes(parts: ApiParts): readonly Route[] {
  return TABLES.flatMap((table) => table(parts));
}
