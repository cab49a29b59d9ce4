import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { startPlace } from "./place.ts";

/**
 * What the real clients asked in `npm run test:clients -- --keep`, asked again in the same order with the same headers and bodies:
 * each answer must have the status it had then and hold what the client cannot do without, so that this holds where no client can be
 * had. Sources of the fields: reference sentry-web-api §2 and what each client refused when it was missing.
 */
const FOLDER = new URL("../fixtures/clients/", import.meta.url);
const Rows = z.array(
  z.object({
    by: z.enum(["user", "organization"]),
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    status: z.number(),
  }),
);

const date = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const id = z.string().regex(/^\d+$/);
const named = z.object({ id, slug: z.string(), name: z.string() });
const Organization = named.extend({
  dateCreated: date,
  isEarlyAdopter: z.boolean(),
  require2FA: z.boolean(),
  requireEmailVerification: z.boolean(),
  features: z.array(z.string()),
  status: z.object({ id: z.string(), name: z.string() }),
  links: z.object({ organizationUrl: z.url(), regionUrl: z.string() }),
});
const Issue = z.object({
  id,
  shortId: z.string(),
  title: z.string(),
  culprit: z.string().nullable(),
  permalink: z.url(),
  status: z.string(),
  level: z.string(),
  project: named,
  count: z.string(),
  userCount: z.number(),
  firstSeen: date,
  lastSeen: date,
  metadata: z.object({}),
  issueType: z.string(),
  issueCategory: z.string(),
  assignedTo: z.object({}).nullable(),
});
const Tags = z.array(z.object({ key: z.string(), value: z.string() }));
const ListedEvent = z.object({ eventID: z.string().regex(/^[0-9a-f]{32}$/), title: z.string(), dateCreated: date, tags: Tags });
const Event = z.object({
  id: z.string(),
  title: z.string(),
  type: z.string(),
  message: z.string().nullable(),
  culprit: z.string(),
  dateCreated: date,
  dateReceived: date,
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
  contexts: z.object({}),
  context: z.object({}),
  tags: Tags,
});
const Key = z.object({
  id: z.string(),
  name: z.string(),
  dsn: z.object({ public: z.url() }),
  isActive: z.boolean(),
  dateCreated: date,
});
const Release = z.object({
  version: z.string(),
  shortVersion: z.string(),
  dateCreated: date,
  newGroups: z.number(),
  projects: z.array(z.object({ slug: z.string() })),
});

const Team = z.object({ id, slug: z.string(), name: z.string() });
const Note = z.object({ id, type: z.literal("note"), dateCreated: date, data: z.object({ text: z.string() }) });
const Judged = z.object({
  name: z.string(),
  valid: z.boolean(),
  attrType: z.string().nullable(),
  error: z.string().nullable(),
});

/** The first that matches says what a good answer holds. */
const SHAPES: readonly (readonly [path: RegExp, shape: z.ZodType])[] = [
  [
    /^\/$/,
    z.object({
      version: z.string(),
      auth: z.object({ scopes: z.array(z.string()) }),
      user: z.object({ id: z.string(), email: z.string() }).nullable(),
    }),
  ],
  [/^\/auth\/$/, z.object({ id: z.string(), email: z.string(), name: z.string().nullable() })],
  [/^\/users\/me\/regions\/$/, z.object({ regions: z.array(z.object({ name: z.string(), url: z.url() })) })],
  [/^\/organizations\/$/, z.array(Organization).min(1)],
  [/^\/organizations\/\w+\/projects\/$/, z.array(named.extend({ team: z.null(), platform: z.string().nullable() })).min(1)],
  [/\/repos\/$/, z.array(z.object({}))],
  [/^\/projects\/\w+\/\w+\/$/, named],
  [/\/keys\/$/, z.union([z.array(Key).min(1), Key])],
  [/\/releases\/$/, z.union([z.array(Release), Release])],
  [/\/teams\/(\w+\/)?$/, z.union([z.array(Team), Team, named.extend({ teams: z.array(Team).min(1) })])],
  [/^\/teams\/\w+\/\w+\/projects\/$/, named.extend({ teams: z.array(Team).min(1) })],
  [/\/notes\/$/, z.union([Note, z.array(Note).min(1)])],
  [/\/activities\/$/, z.object({ activity: z.array(z.object({ type: z.string(), dateCreated: date })) })],
  [
    /\/events\/validate\/$/,
    z.object({
      valid: z.literal(true),
      field: z.array(Judged),
      orderby: z.array(Judged),
      query: z.object({ valid: z.boolean() }),
    }),
  ],
  [/\/monitors\/$/, z.array(z.object({ id: z.string(), slug: z.string(), name: z.string(), status: z.string() }))],
  [/^\/projects\/\w+\/\w+\/events\/$/, z.array(ListedEvent).min(1)],
  [/\/issues\/[\w-]+\/events\/$/, z.array(ListedEvent).min(1)],
  [/\/issues\/[\w-]+\/events\/[\w-]+\/$/, Event],
  [
    /\/issues\/[\w-]+\/tags\/\w+\/$/,
    z.object({
      key: z.string(),
      totalValues: z.number(),
      topValues: z.array(z.object({ value: z.string(), count: z.number() })),
    }),
  ],
  [/\/shortids\/[\w-]+\/$/, z.object({ organizationSlug: z.string(), projectSlug: z.string(), groupId: id, group: Issue })],
  [/\/attachments\/$/, z.array(z.object({}))],
  [/^\/projects\/\w+\/\w+\/events\/\w+\/$/, Event],
  [/^\/organizations\/\w+\/releases\/[^/]+\/$/, Release],
  [/\/issues\/[\w-]+\/$/, Issue],
  [/\/issues\/$/, z.union([z.array(Issue), z.object({ status: z.string() })])],
  [/^\/organizations\/\w+\/events\/$/, z.object({ data: z.array(z.object({})), meta: z.object({ fields: z.object({}) }) })],
  [/\/external-issues\/$/, z.array(z.object({}))],
  [/\/(autofix|replay-count|stacktrace-link)\/$/, z.object({})],
];

for (const file of readdirSync(FOLDER)) {
  test(`what ${file.replace(/\.json$/, "")} asks is answered with all that it needs`, async () => {
    await using place = await startPlace();
    for (const row of Rows.parse(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")))) {
      const token = row.by === "user" ? place.userToken : place.organizationToken;
      const response = await fetch(`${place.url}${row.path.replaceAll("{key}", place.publicKey)}`, {
        method: row.method,
        redirect: "manual",
        headers: { ...withoutTe(row.headers), authorization: `Bearer ${token}` },
        ...(row.body === "" ? {} : { body: row.body }),
      });
      const text = await response.text();
      const what = `${row.method} ${row.path}: ${response.status} ${text.slice(0, 500)}`;
      assert.equal(response.status, row.status, what);
      if (text === "") continue;
      assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
      if (response.status >= 400) continue;
      const [pathname = ""] = row.path.replace(/^\/api\/0/, "").split("?");
      const shape = SHAPES.find(([pattern]) => pattern.test(pathname))?.[1];
      assert.ok(shape !== undefined, `${what}\nnobody has said what this answer must hold: add it to SHAPES`);
      const parsed = shape.safeParse(JSON.parse(text));
      assert.ok(parsed.success, `${what}\n${parsed.error?.message}`);
    }
  });
}

/** `fetch` sends none. */
function withoutTe({ te: _te, ...headers }: { readonly [name: string]: string }): { readonly [name: string]: string } {
  return headers;
}
