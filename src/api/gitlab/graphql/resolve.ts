import { GraphQLError } from "graphql";
import type { Issue, IssueState } from "../../../issue/issue.ts";
import type { Project } from "../../../project/project.ts";
import type { Refusal } from "../../answer.ts";
import type { ApiParts } from "../../api-deps.ts";
import type { Caller } from "../../caller.ts";
import { mayIn } from "../../caller.ts";
import { sourceLines } from "../../serialise-stacktrace.ts";
import type { ErrorHome } from "../error-facts.ts";
import { errorUrlOf, findErrorDetails, findErrorHome, messageOf } from "../error-facts.ts";
import type { ErrorStatus, ListedError } from "../errors.ts";
import { findError, findTrace, listErrors, withFrequency } from "../errors.ts";
import { findProjectOfPath } from "../place.ts";
import { wordsOf } from "../refusal.ts";

/** Types are those of the schema, which has checked the arguments when these are called. */
type ErrorsArgs = {
  readonly searchTerm?: string | null;
  readonly sort?: string | null;
  readonly status?: "UNRESOLVED" | "RESOLVED" | "IGNORED" | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly first?: number | null;
};
type ErrorArgs = { readonly id: unknown };

const MAX_PAGE = 100;
const PAGE = 20;
const STATUS_OF = { UNRESOLVED: "unresolved", RESOLVED: "resolved", IGNORED: "ignored" } as const satisfies {
  readonly [name: string]: ErrorStatus;
};

/** The root of what can be asked, for one caller. Fields that are functions run when they are asked for. */
export function rootFor(parts: ApiParts, caller: Caller | undefined): object {
  return {
    async project({ fullPath }: { readonly fullPath: string }) {
      const [organization = "", name = "", ...more] = fullPath.split("/");
      const project = more.length > 0 ? undefined : await findProjectOfPath(parts, caller, organization, name);
      return project === undefined || caller === undefined ? null : projectFor(parts, caller, project);
    },
  };
}

function projectFor(parts: ApiParts, caller: Caller, project: Project): object {
  const mayRead = mayIn(caller, project.organizationId, ["event:read"]);
  const detailedError = ({ id }: ErrorArgs): Promise<object | null> => findDetailed(parts, project, id);
  return {
    id: `gid://gitlab/Project/${project.id}`,
    name: project.name,
    path: project.slug,
    fullPath: `${project.organizationSlug}/${project.slug}`,
    sentryErrors: !mayRead
      ? null
      : {
          errors: (args: ErrorsArgs) => listFor(parts, project, args),
          detailedError,
          errorStackTrace: ({ id }: ErrorArgs) => findStackTrace(parts, project, id),
          externalUrl: async () => (await findErrorHome(parts, project)).externalUrl,
        },
    sentryDetailedError: mayRead ? detailedError : null,
  };
}

async function listFor(parts: ApiParts, project: Project, args: ErrorsArgs): Promise<object | null> {
  if (!project.isEnabled) return null;
  const page = await listErrors(parts, project, {
    searchTerm: args.searchTerm ?? "",
    sort: args.sort ?? "last_seen",
    status: STATUS_OF[args.status ?? "UNRESOLVED"],
    cursor: args.after ?? args.before ?? undefined,
    limit: Math.min(MAX_PAGE, Math.max(1, args.first ?? PAGE)),
  });
  if (!page.ok) throw refused(page.problem);
  const home = await findErrorHome(parts, project);
  const { next, previous } = page.value;
  const nodes = page.value.errors.map((error) => serialiseError(parts, project, error, home));
  return {
    nodes,
    edges: nodes.map((node) => ({ node, cursor: next ?? "" })),
    pageInfo: {
      hasNextPage: next !== undefined,
      hasPreviousPage: previous !== undefined,
      startCursor: previous ?? null,
      endCursor: next ?? null,
    },
  };
}

async function findAsked(parts: ApiParts, project: Project, globalId: unknown): Promise<Issue | undefined> {
  const text = typeof globalId === "string" ? globalId : JSON.stringify(globalId);
  const [, id] = /^gid:\/\/gitlab\/Gitlab::ErrorTracking::DetailedError\/(\d{1,15})$/.exec(text) ?? [];
  if (id === undefined) {
    const shown = text.slice(0, 100);
    throw new GraphQLError(`"${shown}" does not represent an instance of Gitlab::ErrorTracking::DetailedError`);
  }
  return project.isEnabled ? await findError(parts, project, id) : undefined;
}

async function findDetailed(parts: ApiParts, project: Project, globalId: unknown): Promise<object | null> {
  const issue = await findAsked(parts, project, globalId);
  if (issue === undefined) return null;
  const home = await findErrorHome(parts, project);
  const { linkedIssueUrl, commit, first, last } = await findErrorDetails(parts, project, issue);
  return {
    ...serialiseError(parts, project, await withFrequency(parts, project, issue), home),
    externalBaseUrl: home.externalBaseUrl,
    firstReleaseVersion: first.version,
    firstReleaseShortVersion: first.shortVersion,
    firstReleaseLastCommit: first.lastCommit,
    lastReleaseVersion: last.version,
    lastReleaseShortVersion: last.shortVersion,
    lastReleaseLastCommit: last.lastCommit,
    gitlabCommit: commit?.id ?? null,
    gitlabCommitPath: commit?.url ?? null,
    gitlabIssuePath: linkedIssueUrl,
    tags: { level: issue.level, logger: issue.logger ?? null },
    integrated: home.integrated,
  };
}

async function findStackTrace(parts: ApiParts, project: Project, globalId: unknown): Promise<object | null> {
  const issue = await findAsked(parts, project, globalId);
  const trace = issue === undefined ? undefined : await findTrace(parts, project, issue);
  if (issue === undefined || trace === undefined) return null;
  return {
    issueId: String(issue.id),
    dateReceived: new Date(trace.receivedAtMs).toISOString(),
    stackTraceEntries: (trace.stacktrace?.frames ?? []).map((frame) => ({
      function: frame.function ?? null,
      fileName: frame.filename ?? frame.abs_path ?? null,
      line: String(frame.lineno ?? 0),
      col: String(frame.colno ?? 0),
      traceContext: sourceLines(frame).map(([line, code]) => ({ line, code })),
    })),
  };
}

function serialiseError(parts: ApiParts, project: Project, { issue, frequency }: ListedError, home: ErrorHome): object {
  return {
    id: `gid://gitlab/Gitlab::ErrorTracking::DetailedError/${issue.id}`,
    sentryId: String(issue.id),
    title: issue.title,
    type: issue.type,
    culprit: issue.culprit,
    message: messageOf(issue),
    shortId: issue.shortId,
    externalUrl: errorUrlOf(parts.publicUrl, project, issue),
    count: issue.eventCount,
    userCount: issue.userCount,
    firstSeen: timeOf(issue.firstSeenMs),
    lastSeen: timeOf(issue.lastSeenMs),
    status: statusOf(issue.state),
    frequency: frequency.map(([seconds, count]) => ({ time: timeOf(seconds * 1_000), count })),
    sentryProjectId: home.projectId,
    sentryProjectName: home.projectName,
    sentryProjectSlug: home.projectSlug,
  };
}

function statusOf(state: IssueState): string {
  switch (state.status) {
    case "unresolved":
      return "UNRESOLVED";
    case "resolved":
      return state.in?.kind === "after" ? "RESOLVED_IN_NEXT_RELEASE" : "RESOLVED";
    case "ignored":
      return "IGNORED";
  }
}

/** Whole seconds, as GitLab's scalar has them. */
function timeOf(unixMs: number): string {
  return new Date(Math.floor(unixMs / 1_000) * 1_000).toISOString().replace(".000Z", "Z");
}

function refused(problem: Refusal): GraphQLError {
  return new GraphQLError(wordsOf(problem));
}
