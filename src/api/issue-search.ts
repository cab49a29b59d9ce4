import { z } from "zod";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { IssueFilter } from "../backend/backend.ts";
import { parseIssueQuery, splitRemoteQuery } from "./issue-query.ts";
import { many, one, readQuery } from "./parse.ts";
import type { Ask } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { findIssueAmong, findIssueOfEvent, issueRefOf } from "./scoped.ts";

/** Which issues a list or a bulk change is about. */
export type AskedIssues = {
  readonly projects: readonly Project[];
  readonly search: { readonly filter: IssueFilter; readonly contradicts: boolean };
  /** The search text as sent; undefined when none was. */
  readonly queryText: string | undefined;
};

export const searchQuery = z.object({ query: one, status: one, project: many, environment: many });

/** Reads the filters that list and bulk change share. `whenAbsent` is the search of a request without `query`. */
export function readAskedIssues(
  parts: ApiParts,
  ask: Ask,
  visible: readonly Project[],
  whenAbsent: string,
): Result<AskedIssues, Refusal> {
  const query = readQuery(ask, searchQuery);
  if (!query.ok) return query;
  const { query: queryText, status, project, environment } = query.value;
  const projects = chooseProjects(visible, project);
  if (projects === undefined) return problem({ kind: "not-found" });

  const text = queryText ?? (status === undefined ? whenAbsent : "");
  const statusTerm = status === undefined || status === "" ? "" : ` status:${status}`;
  const [first, ...others] = projects;
  const goesElsewhere = first !== undefined && others.length === 0 && parts.backendOf(first).can.search === "sentry";
  const nowMs = parts.now();
  const search = goesElsewhere
    ? ok(splitRemoteQuery(`${statusTerm} ${text}`, nowMs))
    : parseIssueQuery(text + statusTerm, nowMs);
  if (!search.ok) return search;
  const filter = inEnvironments(search.value.filter, environment);
  const askedByUserId = ask.caller?.user?.id;
  return ok({
    projects,
    search: { ...search.value, filter: { ...filter, ...(askedByUserId !== undefined && { askedByUserId }) } },
    queryText,
  });
}

/** The environments that were picked beside the search text; one of them must be the event's. */
function inEnvironments(filter: IssueFilter, environment: readonly string[]): IssueFilter {
  const names = environment.filter((name) => name !== "");
  if (names.length === 0) return filter;
  const anyOf = names.map((name) => ({ pieces: [name] }));
  const conditions = [...(filter.conditions ?? []), { on: "event", key: "environment", anyOf, isNegated: false } as const];
  if (filter.queryText === undefined) return { ...filter, conditions };
  const list = names.map((name) => `"${name.replace(/["\\]/g, "\\$&")}"`).join(", ");
  return { ...filter, conditions, queryText: `${filter.queryText} environment:[${list}]`.trim() };
}

/** Ids and slugs mixed; `-1` stands for all. `undefined` when one is unknown or not visible. */
function chooseProjects(visible: readonly Project[], asked: readonly string[]): readonly Project[] | undefined {
  const names = asked.filter((name) => name !== "");
  if (names.length === 0 || names.includes("-1")) return visible;
  const chosen = new Set<Project>();
  for (const name of names) {
    const project = visible.find(({ id, slug }) => String(id) === name || slug === name.toLowerCase());
    if (project === undefined) return undefined;
    chosen.add(project);
  }
  return [...chosen];
}

export type DirectHit = InIssue & { readonly eventId: string | undefined };

/** The one issue that a search text names exactly: by the id of one of its events or, when asked so, by its short id. */
export async function findDirectHit(
  parts: ApiParts,
  asked: AskedIssues,
  allowShortId: boolean,
): Promise<DirectHit | undefined> {
  const text = (asked.queryText ?? "").trim();
  if (isEventId(text)) {
    const eventId = plainEventId(text);
    const place = await findIssueOfEvent(parts, asked.projects, eventId);
    return place === undefined ? undefined : { ...place, eventId };
  }
  const shortId = allowShortId ? issueRefOf(text, asked.projects) : undefined;
  if (shortId?.kind !== "number") return undefined;
  const place = await findIssueAmong(parts, asked.projects, shortId);
  return place === undefined ? undefined : { ...place, eventId: undefined };
}

/** 32 hex digits, with or without dashes. */
export function isEventId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(plainEventId(text)) && text.length <= 40;
}

export function plainEventId(text: string): string {
  return text.trim().replaceAll("-", "").toLowerCase();
}
