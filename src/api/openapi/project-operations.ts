import { z } from "zod";
import { repositoriesBody, saveBody as codeHostBody } from "../code-host.ts";
import { projectsQuery } from "../chosen-projects.ts";
import { personBody } from "../erasures.ts";
import { legacyBody, switchBody, tryBody } from "../filters.ts";
import { checkBody, previewBody, saveBody as groupingBody } from "../grouping-rules.ts";
import { keyChangeBody, listQuery as keyQuery, newKeyBody, rotateBody } from "../keys.ts";
import { outcomesQuery } from "../outcomes.ts";
import { changeBody as backendBody, wantedBody } from "../project-backend.ts";
import { changeBody, listQuery as projectQuery, projectBody } from "../projects.ts";
import { repositoriesQuery } from "../repositories.ts";
import { sessionsQuery } from "../session-query.ts";
import { statsQuery } from "../stats.ts";
import { statsQuery as statsV2Query } from "../stats-v2.ts";
import { windowQuery } from "../time-window.ts";
import type { Operation, Operations } from "./operation.ts";
import { pages } from "./operation.ts";
import {
  BackendSettings,
  CodeHost,
  Erasure,
  Filter,
  GroupingPreview,
  GroupingRules,
  Project,
  ProjectDetail,
  ProjectSummary,
  Repository,
  TriedRules,
} from "./shapes/projects.ts";
import { flag, listOf, mapOf, anything, series, text } from "./shapes/shape.ts";
import { ClientKey, EventOutcome, Limits, Monitor, Outcomes, SessionCounts, Stats } from "./shapes/traffic.ts";

const project = "/projects/:organization/:project";
const organization = "/organizations/:organization";
const erase: Operation = {
  says: "Erase what is stored of a person; it is done in the background",
  body: [personBody],
  answer: Erasure,
  statuses: [202],
};

export const PROJECT_OPERATIONS: Operations = {
  "GET /projects": pages("Projects one may see", Project),
  "GET /organizations/:organization/projects": pages("Projects of an organisation", ProjectSummary, projectQuery),
  "POST /organizations/:organization/projects": {
    says: "Make a project; it has a client key at once",
    body: [projectBody],
    answer: ProjectDetail,
  },
  [`GET ${project}`]: { says: "A project", answer: ProjectDetail },
  [`PUT ${project}`]: { says: "Change a project", body: [changeBody], answer: ProjectDetail },
  [`DELETE ${project}`]: { says: "Delete a project and its data" },
  [`GET ${project}/erasures`]: pages("Persons that were erased, and how far it is", Erasure),
  [`POST ${project}/erasures`]: erase,
  [`GET ${organization}/erasures`]: pages("Persons that were erased in all projects, and how far it is", Erasure),
  [`POST ${organization}/erasures`]: { ...erase, says: "Erase what all projects store of a person" },
  [`GET ${project}/backend`]: { says: "Where the project's errors are kept", answer: BackendSettings },
  [`PUT ${project}/backend`]: { says: "Choose where errors are kept", body: [backendBody], answer: BackendSettings },
  [`POST ${project}/backend/sentry-projects`]: {
    says: "Projects of a Sentry that can be connected",
    body: [wantedBody],
    answer: listOf(z.looseObject({ id: text, slug: text, name: text, suggested: flag })),
    statuses: [200],
  },
  [`GET ${project}/filters`]: { says: "Filters of events", answer: listOf(Filter) },
  [`PUT ${project}/filters/:filter`]: {
    says: "Switch a filter on or off; of old browsers, choose them",
    body: [z.union([switchBody, legacyBody])],
  },
  [`POST ${project}/filters/try`]: {
    says: "What filters and scrubbing would do to a stored event",
    body: [tryBody],
    answer: TriedRules,
    statuses: [200],
  },
  "GET /organizations/:organization/filters": { says: "Filters that projects take over", answer: listOf(Filter) },
  "PUT /organizations/:organization/filters/:filter": {
    says: "Switch a filter that projects take over",
    body: [z.union([switchBody, legacyBody])],
  },
  [`GET ${project}/grouping-rules`]: { says: "The project's rules of grouping", answer: GroupingRules },
  [`PUT ${project}/grouping-rules`]: { says: "Save rules of grouping", body: [groupingBody], answer: GroupingRules },
  [`POST ${project}/grouping-rules/check`]: {
    says: "What is wrong with rules of grouping",
    body: [checkBody],
    answer: z.object({ problems: z.object({ fingerprintingRules: listOf(anything), groupingEnhancements: listOf(anything) }) }),
    statuses: [200],
  },
  [`POST ${project}/grouping-rules/preview`]: {
    says: "What rules of grouping would change",
    body: [previewBody],
    answer: GroupingPreview,
    statuses: [200],
  },
  [`GET ${project}/keys`]: pages("Client keys", ClientKey, keyQuery),
  [`POST ${project}/keys`]: { says: "Make a client key", body: [newKeyBody], answer: ClientKey },
  [`GET ${project}/keys/:key`]: { says: "A client key", answer: ClientKey },
  [`PUT ${project}/keys/:key`]: { says: "Change a client key", body: [keyChangeBody], answer: ClientKey },
  [`POST ${project}/keys/:key/rotate`]: {
    says: "A new key with the same settings; the old one ends after a time",
    body: [rotateBody],
    answer: ClientKey,
  },
  [`DELETE ${project}/keys/:key`]: { says: "Delete a client key" },
  [`GET ${project}/outcomes`]: { says: "What became of the items that were sent", query: [outcomesQuery], answer: Outcomes },
  [`GET ${project}/limits`]: { says: "What is let in, and what is refused now", answer: Limits },
  [`GET ${project}/event-outcomes/:event`]: { says: "What became of one event", answer: EventOutcome },
  [`GET ${project}/stats`]: { says: "Events over time", query: [statsQuery], answer: series },
  "GET /organizations/:organization/stats": { says: "Events over time", query: [statsQuery], answer: series },
  "GET /organizations/:organization/stats_v2": {
    says: "Items by outcome, reason, category, project or key",
    query: [statsV2Query, windowQuery],
    answer: Stats,
  },
  "GET /organizations/:organization/sessions": {
    says: "Sessions, and how many of them crashed",
    query: [sessionsQuery, windowQuery, projectsQuery],
    answer: SessionCounts,
  },
  "GET /organizations/:organization/monitors": pages("Jobs that check in", Monitor, projectsQuery),
  "GET /organizations/:organization/repos": pages("Connected repositories", Repository, repositoriesQuery),
  [`GET ${project}/code-host`]: { says: "The repository of a project, or null", answer: CodeHost.nullable() },
  [`POST ${project}/code-host/repositories`]: {
    says: "Repositories that a token reaches",
    body: [repositoriesBody],
    answer: listOf(z.object({ id: text, path: text, url: text })),
    statuses: [200],
  },
  [`PUT ${project}/code-host`]: { says: "Connect a repository", body: [codeHostBody], answer: CodeHost },
  [`DELETE ${project}/code-host`]: { says: "Take the repository off" },
  "POST /code-host/:connection/webhook": {
    says: "Where code hosts tell of changed issues; signed by them",
    takes: "application/json",
    answer: mapOf(anything),
    statuses: [202],
  },
  [`POST ${project}/create-sample`]: { says: "Send a sample error", answer: z.object({ eventID: text }) },
};
