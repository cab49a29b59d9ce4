import type { Issue } from "../../../issue/issue.ts";
import { shortIdOf } from "../../../issue/short-id.ts";
import type { Level } from "../../../protocol/event.ts";
import type { Row } from "../database.ts";
import type { StateColumns } from "../issue-state.ts";
import { issueState } from "../issue-state.ts";

export const ISSUE_COLUMNS = `
  issue.id, issue.project_id, issue.number, issue.status, issue.substatus, issue.status_since_ms, issue.status_by_user_id,
  issue.ignore_until, issue.resolved_in, issue.type, issue.level, issue.platform, issue.logger, issue.title, issue.culprit, issue.metadata,
  issue.is_unhandled, issue.event_count, issue.user_count, issue.first_seen_ms, issue.last_seen_ms, issue.first_release,
  issue.last_release, issue.thinned_at_ms, issue.remote_id, issue.assigned_to_user_id, issue.assigned_to_team_id,
  (SELECT slug FROM team WHERE team.id = issue.assigned_to_team_id) AS team_slug,
  (SELECT count(*) FROM issue_activity WHERE issue_id = issue.id AND kind = 'note') AS note_count, project.slug AS project_slug, sentry_connection.origin,
  sentry_connection.organization_slug`;

type IssueRow = StateColumns & {
  readonly id: number;
  readonly project_id: number;
  readonly number: number;
  readonly type: string;
  readonly level: string;
  readonly platform: string;
  readonly logger: string | null;
  readonly title: string;
  readonly culprit: string;
  readonly metadata: string;
  readonly is_unhandled: number;
  readonly event_count: number;
  readonly user_count: number;
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
  readonly first_release: string | null;
  readonly last_release: string | null;
  readonly thinned_at_ms: number | null;
  readonly remote_id: string | null;
  readonly assigned_to_user_id: number | null;
  readonly assigned_to_team_id: number | null;
  readonly team_slug: string | null;
  readonly note_count: number;
  readonly project_slug: string;
  readonly origin: string | null;
  readonly organization_slug: string | null;
};

/** A row of `ISSUE_COLUMNS` as an issue. */
export function issueOf(row: Row): Issue {
  const columns = row as IssueRow;
  return {
    id: columns.id,
    projectId: columns.project_id,
    shortId: shortIdOf(columns.project_slug, columns.number),
    title: columns.title,
    culprit: columns.culprit,
    level: columns.level as Level,
    platform: columns.platform,
    logger: columns.logger ?? undefined,
    type: columns.type as Issue["type"],
    metadata: JSON.parse(columns.metadata) as Issue["metadata"],
    isUnhandled: columns.is_unhandled === 1,
    state: issueState(columns),
    assignee: assigneeOf(columns),
    noteCount: columns.note_count,
    eventCount: columns.event_count,
    userCount: columns.user_count,
    firstSeenMs: columns.first_seen_ms,
    lastSeenMs: columns.last_seen_ms,
    firstRelease: columns.first_release ?? undefined,
    lastRelease: columns.last_release ?? undefined,
    ...(columns.thinned_at_ms !== null && { thinnedAtMs: columns.thinned_at_ms }),
    remote: remoteOf(columns),
  };
}

function assigneeOf({
  assigned_to_user_id: userId,
  assigned_to_team_id: teamId,
  team_slug: slug,
}: IssueRow): Issue["assignee"] {
  if (userId !== null) return { kind: "user", id: userId };
  return teamId === null || slug === null ? undefined : { kind: "team", id: teamId, slug };
}

function remoteOf({ remote_id: id, origin, organization_slug: organization }: IssueRow): Issue["remote"] {
  if (id === null || origin === null || organization === null) return undefined;
  return { id, url: `${origin}/organizations/${organization}/issues/${id}/` };
}
