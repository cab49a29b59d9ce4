import { ask } from "./api.ts";
import { reload, useAsk } from "./use-ask.ts";

/** What is filtered and scrubbed of the events of a project, as the API says it. */
export type Filter = { id: string; name: string; active: boolean | readonly string[]; isInherited: boolean };
export type RulesOptions = {
  "filters:error_messages": string;
  "filters:releases": string;
  "filters:blacklisted_ips": string;
};
export type Scrubbing = {
  dataScrubber: boolean;
  dataScrubberDefaults: boolean;
  scrubIPAddresses: boolean;
  sensitiveFields: readonly string[];
  safeFields: readonly string[];
};
export type Rules = Scrubbing & { options: RulesOptions };
export type WantedFilters = { readonly [id: string]: boolean | readonly string[] };
/** Rules that somebody has chosen and not saved yet. */
export type Wish = Partial<Scrubbing> & { options?: Partial<RulesOptions>; filters?: WantedFilters };
export type Tried = {
  filtered: { reason: string } | null;
  scrubbed: readonly { path: string; rule: string; method: "remove" | "replace" }[];
  /** Reasons of filters that cannot be tried on an event that is stored. */
  notTried: readonly string[];
};

const projectPath = (org: string, project: string): string => `projects/${org}/${project}/`;
const filtersPath = (org: string, project: string): string => `${projectPath(org, project)}filters/`;

export const useFilters = (org: string, project: string) => useAsk<readonly Filter[]>(filtersPath(org, project));
export const useRules = (org: string, project: string) => useAsk<Rules>(projectPath(org, project));
/** What the projects of an organisation take over. */
export const useOrganizationRules = (org: string) => useAsk<Rules>(`organizations/${org}/?detailed=0`);

/** Saves what differs from `known`: the rest stays as the organisation says. */
export async function saveFilters(
  org: string,
  project: string,
  wish: { filters: WantedFilters; options: RulesOptions },
  known: { filters: readonly Filter[]; options: RulesOptions },
): Promise<void> {
  const isSame = (id: string, active: unknown): boolean =>
    JSON.stringify(known.filters.find((filter) => filter.id === id)?.active) === JSON.stringify(active);
  const options = Object.entries(wish.options).filter(([name, text]) => known.options[name as keyof RulesOptions] !== text);
  // First what may be refused.
  if (options.length > 0) await ask(projectPath(org, project), "PUT", { options: Object.fromEntries(options) });
  for (const [id, active] of Object.entries(wish.filters)) {
    if (!isSame(id, active)) await ask(`${filtersPath(org, project)}${id}/`, "PUT", { active });
  }
  await Promise.all([filtersPath(org, project), projectPath(org, project)].map(reload));
}

export async function saveScrubbing(org: string, project: string, wish: Scrubbing, known: Scrubbing): Promise<void> {
  const changed = Object.entries(wish).filter(
    ([name, value]) => JSON.stringify(known[name as keyof Scrubbing]) !== JSON.stringify(value),
  );
  if (changed.length > 0) await ask(projectPath(org, project), "PUT", Object.fromEntries(changed));
  await reload(projectPath(org, project));
}

/** What would become of a stored event under the rules of the project with these in place of its own. */
export async function tryRules(org: string, project: string, eventId: string, settings: Wish): Promise<Tried> {
  return (await ask<Tried>(`${filtersPath(org, project)}try/`, "POST", { eventId, settings })).data;
}
