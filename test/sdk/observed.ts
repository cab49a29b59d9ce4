import { z } from "zod";
import type { TestServer } from "../harness/server.ts";

/** An issue as the expected table states it, read back through the API. */
export type ObservedIssue = {
  readonly title: string;
  readonly culprit: string;
  readonly level: string;
  readonly platform: string;
  readonly isUnhandled: boolean;
  readonly events: number;
  readonly users: number;
  readonly latestUser: string;
  readonly latestCrumb: string;
  readonly exceptions: readonly ObservedException[];
};

type ObservedException = {
  readonly type: string | null;
  readonly value: string | null;
  readonly innermost: {
    readonly file: string;
    readonly function: string | null;
    readonly line: number | null;
    readonly code: string | null;
  } | null;
};

export type Observed = {
  readonly issues: readonly ObservedIssue[];
  /** Tags of the latest event of each issue. */
  readonly tags: readonly { readonly [key: string]: string }[];
};

const Issue = z.object({
  id: z.string(),
  title: z.string(),
  culprit: z.string(),
  level: z.string(),
  platform: z.string(),
  isUnhandled: z.boolean(),
  count: z.string(),
  userCount: z.number(),
});

const Frame = z.object({
  filename: z.string().nullable(),
  absPath: z.string().nullable(),
  function: z.string().nullable(),
  lineNo: z.number().nullable(),
  context: z.array(z.tuple([z.number(), z.string()])),
});

const Exceptions = z.object({
  values: z.array(
    z.object({
      type: z.string().nullable(),
      value: z.string().nullable(),
      stacktrace: z.object({ frames: z.array(Frame) }).nullable(),
    }),
  ),
});
const Crumbs = z.object({ values: z.array(z.object({ category: z.string().nullable(), message: z.string().nullable() })) });

const Event = z.object({
  user: z.object({ email: z.string().nullable() }),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
});

/** Every issue of a project with its latest event. */
export async function observe(server: TestServer, project: string): Promise<Observed> {
  const listed = z.array(Issue).parse(await server.read(`/projects/${server.organization}/${project}/issues/?query=`));
  const latest = await Promise.all(
    listed.map(async ({ id }) => Event.parse(await server.read(`/issues/${id}/events/latest/`))),
  );
  return {
    issues: listed.map((issue, index) => observedIssue(issue, latest[index])),
    tags: latest.map(({ tags }) => Object.fromEntries(tags.map(({ key, value }) => [key, value]))),
  };
}

function observedIssue(issue: z.infer<typeof Issue>, event: z.infer<typeof Event> | undefined): ObservedIssue {
  const entry = (type: string): unknown => event?.entries.find((one) => one.type === type)?.data;
  const exceptions = entry("exception") === undefined ? [] : Exceptions.parse(entry("exception")).values;
  const crumbs = entry("breadcrumbs") === undefined ? [] : Crumbs.parse(entry("breadcrumbs")).values;
  return {
    title: issue.title,
    culprit: issue.culprit,
    level: issue.level,
    platform: issue.platform,
    isUnhandled: issue.isUnhandled,
    events: Number(issue.count),
    users: issue.userCount,
    latestUser: event?.user.email ?? "",
    latestCrumb: crumbs.findLast((crumb) => crumb.category === "cart")?.message ?? "",
    exceptions: exceptions.map(({ type, value, stacktrace }) => ({
      type,
      value,
      innermost: innermostOf(stacktrace?.frames.at(-1)),
    })),
  };
}

function innermostOf(frame: z.infer<typeof Frame> | undefined): ObservedException["innermost"] {
  if (frame === undefined) return null;
  return {
    file: frame.absPath ?? frame.filename ?? "",
    function: frame.function,
    line: frame.lineNo,
    code: frame.context.find(([number]) => number === frame.lineNo)?.[1].trim() ?? null,
  };
}
