import { z } from "zod";
import type { EventRules, LegacyBrowser, OwnRules, RulesChange, RulesOwner } from "../project/event-rules.ts";
import { changedRules, LEGACY_BROWSERS, OLD_LEGACY_BROWSERS, rulesInForce } from "../project/event-rules.ts";
import type { Organization, Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { isEventId, plainEventId } from "./issue-search.ts";
import { readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { findIssueOfEvent, organizationRoute, projectRoute } from "./scoped.ts";
import { optionsOf, rulesChangeOf, rulesFields, rulesOptions } from "./event-rules-shape.ts";

/** The rules of events in one place: said there, and in force there. */
export type RulesHere = { readonly owner: RulesOwner; readonly own: OwnRules; readonly inForce: EventRules };

/** Filters by Sentry's ids, of projects and, as what they take over, of organisations. */
export function filterRoutes(parts: ApiParts): readonly Route[] {
  const path = "/filters";
  const one = `${path}/:filter`;
  return [
    projectRoute(parts, { method: "GET", path, scopes: ["project:read"] }, async (_ask, place) =>
      answerFilters(await rulesOfProject(parts, place.project)),
    ),
    projectRoute(parts, { method: "PUT", path: one, scopes: ["project:write"] }, async (ask, place) =>
      changeFilter(parts, ask, await rulesOfProject(parts, place.project)),
    ),
    projectRoute(parts, { method: "POST", path: `${path}/try`, scopes: ["event:read"] }, (ask, place) =>
      tryOnEvent(parts, ask, place),
    ),
    organizationRoute(parts, { method: "GET", path, scopes: ["org:read"] }, async (_ask, organization) =>
      answerFilters(await rulesOfOrganization(parts, organization)),
    ),
    organizationRoute(parts, { method: "PUT", path: one, scopes: ["org:write"] }, async (ask, organization) =>
      changeFilter(parts, ask, await rulesOfOrganization(parts, organization)),
    ),
  ];
}

export async function rulesOfProject({ eventRules }: ApiParts, { id, organizationId }: Project): Promise<RulesHere> {
  const owner = { kind: "project", id } as const;
  const organization = await eventRules.findOwnRules({ kind: "organization", id: organizationId });
  const own = await eventRules.findOwnRules(owner);
  return { owner, own, inForce: rulesInForce(organization, own) };
}

export async function rulesOfOrganization({ eventRules }: ApiParts, { id }: Organization): Promise<RulesHere> {
  const owner = { kind: "organization", id } as const;
  const own = await eventRules.findOwnRules(owner);
  return { owner, own, inForce: rulesInForce({}, own) };
}

type Switch = {
  readonly [name in keyof EventRules]: EventRules[name] extends boolean ? name : never;
}[keyof EventRules];

const SWITCHES: ReadonlyMap<string, { readonly rule: Switch; readonly name: string }> = new Map([
  ["browser-extensions", { rule: "browserExtensions", name: "Errors of browser extensions" }],
  ["localhost", { rule: "localhost", name: "Pages on the developer’s own machine" }],
  ["web-crawlers", { rule: "webCrawlers", name: "Known crawlers" }],
  ["filtered-transaction", { rule: "healthChecks", name: "Health checks among transactions" }],
  ["react-hydration-errors", { rule: "hydrationErrors", name: "Hydration errors of React" }],
  ["chunk-load-error", { rule: "chunkLoadErrors", name: "Chunks that could not be loaded" }],
]);
const LEGACY = "legacy-browsers";

function answerFilters({ own, inForce }: RulesHere): Answer {
  const switches = Array.from(SWITCHES, ([id, { rule, name }]) => ({
    id,
    name,
    active: inForce[rule],
    isInherited: !Object.hasOwn(own, rule),
  }));
  const { legacyBrowsers } = inForce;
  const legacy = {
    id: LEGACY,
    name: "Browsers that their makers have given up",
    active: legacyBrowsers.length === 0 ? false : legacyBrowsers,
    isInherited: !Object.hasOwn(own, "legacyBrowsers"),
  };
  return found([...switches, legacy]);
}

const browsers = z.array(z.enum([...LEGACY_BROWSERS, ...OLD_LEGACY_BROWSERS], "is no browser that is known here"));
export const switchBody = z.object({ active: z.boolean("must be true or false").nullable() });
/** Either word will do: `active` as it is read, or the `subfilters` that Sentry wants. */
export const legacyBody = z
  .object({
    active: z.union([z.boolean(), browsers], "must be true, false or a list of browsers").nullish(),
    subfilters: browsers.optional(),
  })
  .refine(({ active, subfilters }) => active !== undefined || subfilters !== undefined, {
    path: ["subfilters"],
    message: "must be a list of browsers",
  });

async function changeFilter(parts: ApiParts, ask: CallerAsk, { owner }: RulesHere): Promise<Answer> {
  const change = readFilterChange(ask);
  if (!change.ok) return refuse(change.problem);
  await parts.commands.changeEventRules({ owner, change: change.value });
  return NO_CONTENT;
}

function readFilterChange(ask: CallerAsk): Result<RulesChange, Refusal> {
  const id = ask.params["filter"] ?? "";
  const known = SWITCHES.get(id);
  if (known !== undefined) {
    const body = readBody(ask, switchBody);
    return body.ok ? ok({ [known.rule]: body.value.active }) : body;
  }
  if (id !== LEGACY) return problem({ kind: "not-found" });
  const body = readBody(ask, legacyBody);
  if (!body.ok) return body;
  const { active, subfilters } = body.value;
  return ok({ legacyBrowsers: subfilters ?? chosenBrowsers(active) });
}

function chosenBrowsers(active: boolean | readonly LegacyBrowser[] | null | undefined): readonly LegacyBrowser[] | null {
  if (typeof active === "boolean") return active ? LEGACY_BROWSERS : [];
  return active ?? null;
}

// Trying -------------------------------------------------------------------------------------------------------------

export const tryBody = z.object({
  eventId: z.string("must be a text").refine(isEventId, "must be an event's id: 32 hexadecimal digits"),
  settings: z
    .object({
      options: optionsOf(rulesOptions),
      ...rulesFields,
      filters: z.record(z.string(), z.union([z.boolean(), browsers], "must be true, false or a list of browsers")).optional(),
    })
    .optional(),
});

/** What would become of a stored event if it came now, under the project's rules with these changes. Nothing is changed. */
async function tryOnEvent(parts: ApiParts, ask: CallerAsk, { organization, project }: InProject): Promise<Answer> {
  const body = readBody(ask, tryBody);
  if (!body.ok) return refuse(body.problem);
  const { settings, eventId } = body.value;
  const filters = readFilters(settings?.filters ?? {});
  if (!filters.ok) return refuse(filters.problem);

  const place = await findIssueOfEvent(parts, [project], plainEventId(eventId));
  const event = place && (await parts.backendOf(project).findEvent(place.issue, { eventId: plainEventId(eventId) }));
  if (event === undefined) {
    return refuse({ kind: "invalid-fields", fields: { eventId: ["This project has no such event."] } });
  }
  const { own } = await rulesOfProject(parts, project);
  const wanted = changedRules(own, { ...rulesChangeOf(settings ?? {}), ...filters.value });
  const rules = rulesInForce((await rulesOfOrganization(parts, organization)).own, wanted);
  const { reason, scrubbed } = parts.tryRules(rules, event.stored.event);
  return found({
    eventID: plainEventId(eventId),
    filtered: reason === undefined ? null : { reason },
    scrubbed: scrubbed.map(({ path, rule, isRemoved }) => ({
      path: path.join("."),
      rule,
      method: isRemoved ? "remove" : "replace",
    })),
    // Who sent it is not stored.
    notTried: rules.ipAddresses.length > 0 ? ["ip-address"] : [],
  });
}

type WantedFilters = { readonly [id: string]: boolean | readonly LegacyBrowser[] };

function readFilters(filters: WantedFilters): Result<RulesChange, Refusal> {
  let change: RulesChange = {};
  for (const [id, active] of Object.entries(filters)) {
    const known = SWITCHES.get(id);
    if (known !== undefined && typeof active === "boolean") change = { ...change, [known.rule]: active };
    else if (id === LEGACY) change = { ...change, legacyBrowsers: chosenBrowsers(active) };
    else
      return problem({
        kind: "invalid-fields",
        fields: { [`settings.filters.${id}`]: ["is no filter, or takes true and false"] },
      });
  }
  return ok(change);
}
