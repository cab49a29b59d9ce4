import { z } from "zod";
import type { TestServer } from "../harness/server.ts";

/** An issue and its latest event, as the expected table states them, read back through the API. */
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
  readonly tags: { readonly [key: string]: string };
  readonly exceptions: readonly ObservedException[];
};

type ObservedException = {
  readonly type: string | null;
  readonly value: string | null;
  /** The in-app frames, outermost first, as `function file:line`. */
  readonly inApp: readonly string[];
  /** The source line of the innermost of them. */
  readonly code: string | null;
};

export type Observed = {
  readonly issues: readonly ObservedIssue[];
  /** Sessions that arrived, whatever became of them but a refusal. */
  readonly sessions: number;
  /** Outcomes that say that an SDK sent something wrong, or that it was turned away. */
  readonly refused: readonly string[];
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
  inApp: z.boolean(),
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
  user: z.object({ email: z.string().nullable() }).nullable(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
});

const Outcomes = z.object({
  groups: z.array(z.object({ category: z.string(), kind: z.string(), reason: z.string(), quantity: z.number() })),
});

/** Every issue of a project with its latest event. Places in files are told from `root` on, where the program ran. */
export async function observe(server: TestServer, project: string, root: string): Promise<Observed> {
  const where = `/projects/${server.organization}/${project}`;
  const listed = z.array(Issue).parse(await server.read(`${where}/issues/?query=`));
  const latest = await Promise.all(
    listed.map(async ({ id }) => Event.parse(await server.read(`/issues/${id}/events/latest/`))),
  );
  const { groups } = Outcomes.parse(await server.read(`${where}/outcomes/`));
  const isRefusal = ({ kind }: { readonly kind: string }): boolean => /invalid|rate-limited|abuse/.test(kind);
  return {
    issues: listed.flatMap((issue, index) => {
      const event = latest[index];
      return event === undefined ? [] : [observedIssue(issue, event, root)];
    }),
    sessions: groups
      .filter((group) => group.category === "session" && !isRefusal(group))
      .reduce((sum, { quantity }) => sum + quantity, 0),
    refused: groups.filter(isRefusal).map(({ category, kind, reason }) => `${category} ${kind}: ${reason}`),
  };
}

function observedIssue(issue: z.infer<typeof Issue>, event: z.infer<typeof Event>, root: string): ObservedIssue {
  const entry = (type: string): unknown => event.entries.find((one) => one.type === type)?.data;
  const exceptions = entry("exception") === undefined ? [] : Exceptions.parse(entry("exception")).values;
  const crumbs = entry("breadcrumbs") === undefined ? [] : Crumbs.parse(entry("breadcrumbs")).values;
  return {
    title: issue.title,
    culprit: issue.culprit.replace(root, "{root}"),
    level: issue.level,
    platform: issue.platform,
    isUnhandled: issue.isUnhandled,
    events: Number(issue.count),
    users: issue.userCount,
    latestUser: event.user?.email ?? "",
    latestCrumb: crumbs.findLast((crumb) => crumb.category === "cart")?.message ?? "",
    tags: Object.fromEntries(event.tags.map(({ key, value }) => [key, value])),
    exceptions: exceptions.map(({ type, value, stacktrace }) => {
      const frames = stacktrace?.frames.filter((frame) => frame.inApp && !isOfTheSystem(frame, issue.platform)) ?? [];
      return { type, value, inApp: frames.map((frame) => placeOf(frame, root)), code: codeOf(frames.at(-1)) };
    }),
  };
}

/**
 * Frames that an SDK flags as in-app though the program did not bring them, and that are others on another machine: a browser's
 * SDK in its bundle, the start of a native program in the C library and the compiler's. The culprit tells where they matter.
 */
function isOfTheSystem({ absPath, lineNo }: z.infer<typeof Frame>, platform: string): boolean {
  if (platform === "javascript") return absPath?.endsWith("/sdk.mjs") ?? false;
  return platform === "native" && (lineNo === null || /^\/rustc\/|\/csu\//.test(absPath ?? ""));
}

/** A function without a name is `?`, however the SDK spells that. */
function placeOf(frame: z.infer<typeof Frame>, root: string): string {
  const file = (frame.absPath ?? frame.filename ?? "").replace(/^file:\/\//, "").replace(`${root}/`, "");
  const name = (frame.function ?? "?").replace(/^<anonymous>$/, "?");
  return `${name} ${file}:${frame.lineNo ?? "?"}`;
}

function codeOf(frame: z.infer<typeof Frame> | undefined): string | null {
  return frame?.context.find(([number]) => number === frame.lineNo)?.[1].trim() ?? null;
}
