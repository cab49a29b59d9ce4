import { z } from "zod";
import type { Operations } from "./operation.ts";
import { anything, count, date, flag, listOf, mapOf, series, shape, text, textOrNull } from "./shapes/shape.ts";

const rest = "/api/v4/projects/:id/error_tracking";
const web = "/:organization/:project/-/error_tracking";

/** Fields may also come in the query or as a form; yes and no in any of GitLab's spellings (gitlab/fields.ts). */
const Switches = z.object({ active: flag, integrated: flag.optional() });
const Query = z.object({ query: text, variables: mapOf(anything).optional(), operationName: text.optional() });

const Setting = shape(
  "GitlabSetting",
  z.object({ active: flag, project_name: textOrNull, sentry_external_url: textOrNull, api_url: textOrNull, integrated: flag }),
);
const Key = shape("GitlabClientKey", z.object({ id: count, active: flag, public_key: text, sentry_dsn: text }));
const error = z.object({
  id: text,
  title: text,
  type: text,
  user_count: count,
  count,
  first_seen: date,
  last_seen: date,
  message: textOrNull,
  culprit: text,
  external_url: text,
  project_id: z.union([text, count]).nullable(),
  project_name: textOrNull,
  project_slug: textOrNull,
  short_id: text,
  status: text,
  frequency: series,
});
const ListedError = shape("GitlabError", error);
const cursor = z.object({ cursor: text });
const release = (which: "first" | "last") => ({
  [`${which}_release_version`]: textOrNull,
  [`${which}_release_short_version`]: textOrNull,
  [`${which}_release_last_commit`]: textOrNull,
});
const DetailedError = shape(
  "GitlabDetailedError",
  error.extend({
    external_base_url: text,
    gitlab_issue: textOrNull,
    gitlab_commit: textOrNull,
    gitlab_commit_path: textOrNull,
    ...release("first"),
    ...release("last"),
    tags: z.object({ level: textOrNull, logger: textOrNull }),
    integrated: flag,
  }),
);
const Frame = z.object({
  filename: textOrNull,
  abs_path: textOrNull,
  function: textOrNull,
  lineNo: count,
  colNo: count,
  context: listOf(z.tuple([count, text])),
});
const Answered = shape(
  "GraphqlAnswer",
  z.looseObject({ data: anything, errors: listOf(z.looseObject({ message: text })).optional() }),
);

/** GitLab's doors. What they read is checked by `gitlab/fields.ts`, which knows GitLab's many spellings. */
export const GITLAB_OPERATIONS: Operations = {
  [`GET ${rest}/settings`]: { says: "Whether a project takes errors", answer: Setting },
  [`PATCH ${rest}/settings`]: { says: "Switch error tracking on or off", body: [Switches], answer: Setting },
  [`PUT ${rest}/settings`]: {
    says: "Switch it on or off, and choose who keeps the errors",
    body: [Switches.required()],
    answer: Setting,
  },
  [`GET ${rest}/client_keys`]: {
    says: "Client keys",
    query: [z.object({ page: text.optional(), per_page: text.optional() })],
    answer: listOf(Key),
  },
  [`POST ${rest}/client_keys`]: { says: "Make a client key", answer: Key },
  [`DELETE ${rest}/client_keys/:key`]: { says: "Delete a client key", answer: Key, statuses: [200] },
  [`GET ${web}.json`]: {
    says: "Errors of a project",
    query: [
      z.object({
        search_term: text.optional(),
        sort: z.enum(["last_seen", "first_seen", "frequency"]).optional(),
        issue_status: z.enum(["unresolved", "resolved", "ignored"]).optional(),
        cursor: text.optional(),
      }),
    ],
    answer: z.object({
      errors: listOf(ListedError),
      pagination: z.object({ next: cursor.optional(), previous: cursor.optional() }),
      external_url: textOrNull,
    }),
  },
  [`GET ${web}/projects.json`]: {
    says: "Projects of a Sentry",
    query: [z.object({ api_host: text, token: text.optional() })],
    answer: z.object({ projects: listOf(z.looseObject({ id: text, name: text, slug: text })) }),
  },
  [`GET ${web}/:error/details.json`]: { says: "An error", answer: z.object({ error: DetailedError }) },
  [`GET ${web}/:error/stack_trace.json`]: {
    says: "The stack trace of an error's latest event",
    answer: z.object({ error: z.object({ issue_id: text, date_received: date, stack_trace_entries: listOf(Frame) }) }),
  },
  [`PUT ${web}/:error.json`]: {
    says: "Decide about an error",
    body: [z.object({ status: z.enum(["unresolved", "resolved", "ignored"]) })],
    answer: z.object({
      result: z.object({ updated: flag, closed_issue_iid: count.nullable(), status: text }),
    }),
  },
  "POST /api/graphql": {
    says: "GitLab's error tracking queries: docs/gitlab-api.md",
    body: [Query],
    answer: Answered,
    statuses: [200],
  },
};
