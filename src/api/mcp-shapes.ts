import { z } from "zod";

const text = (max: number): z.ZodType<string | null> =>
  z
    .string()
    .transform((value) => (value.length > max ? `${value.slice(0, max)}…` : value))
    .nullish()
    .transform((value) => value ?? null);
/** The last of them, which in an event are the ones nearest to the failure. */
const last = <Item extends z.ZodType>(item: Item, count: number) =>
  z
    .array(item)
    .nullish()
    .transform((items) => (items ?? []).slice(-count));

/*
 * What a model is shown of the API's answers. Left out, since secrets hide there: local variables, headers, cookies, body and query of
 * the request, extra data, data of breadcrumbs, and all of the user but the id. Texts are cut.
 */
const Project = z.object({ slug: z.string(), name: text(100), platform: text(50) });
export const Organizations = z.array(z.object({ slug: z.string() }));
export const Projects = z.array(Project.extend({ organization: z.object({ slug: z.string() }) }));
export const Issue = z.object({
  id: z.string(),
  shortId: z.string(),
  title: text(300),
  culprit: text(300),
  level: text(20),
  status: z.string(),
  substatus: text(50),
  platform: text(50),
  count: z.string(),
  userCount: z.number(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  permalink: z.string(),
  project: Project,
});
export const IssueDetail = Issue.extend({
  firstRelease: z.object({ version: text(200) }).nullable(),
  lastRelease: z.object({ version: text(200) }).nullable(),
  link: z.object({ url: text(500), state: text(20) }).nullable(),
});
const Frame = z.object({
  filename: text(300),
  function: text(200),
  lineNo: z.number().nullish(),
  inApp: z.boolean(),
  context: last(z.tuple([z.number(), text(200)]), 11),
});
const Exception = z.object({
  values: last(
    z.object({
      type: text(200),
      value: text(1_000),
      stacktrace: z.object({ frames: last(Frame, 30) }).nullish(),
    }),
    5,
  ),
});
const Breadcrumbs = z.object({
  values: last(z.object({ timestamp: text(40), category: text(100), level: text(20), message: text(300) }), 15),
});
const Request = z.object({ method: text(20), url: text(500) });
const Entry = z.object({ type: z.string(), data: z.unknown() }).transform(({ type, data }) => {
  if (type === "exception") return { type, ...Exception.safeParse(data).data };
  if (type === "breadcrumbs") return { type, ...Breadcrumbs.safeParse(data).data };
  if (type !== "request") return undefined;
  const request = Request.safeParse(data).data;
  return { type, method: request?.method ?? null, url: request?.url?.split(/[?#]/, 1)[0] ?? null };
});
export const Event = z.object({
  eventID: z.string(),
  title: text(300),
  message: text(1_000),
  culprit: text(300),
  platform: text(50),
  dateCreated: z.string(),
  release: z.object({ version: text(200) }).nullable(),
  user: z.object({ id: text(100) }).nullable(),
  tags: last(z.object({ key: z.string(), value: text(200) }), 50),
  entries: z.array(Entry).transform((entries) => entries.filter((entry) => entry !== undefined)),
  previousEventID: text(40),
  nextEventID: text(40),
});
export const Grouping = z.object({
  eventID: z.string(),
  signature: z.string(),
  version: text(20),
  decidedBy: text(50),
  summary: text(500),
  parts: last(z.object({ what: text(100), value: text(300), contributes: z.boolean(), reason: text(300) }), 60),
});
