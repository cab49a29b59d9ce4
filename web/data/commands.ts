import { useEffect } from "preact/hooks";
import { ask } from "./api.ts";
import { signal } from "./signal.ts";
import type { Issue, Project } from "./types.ts";

/** Something that the palette can do. `words` are searched in; `hint` stands beside them. */
export type Command = {
  readonly id: string;
  readonly group: string;
  readonly words: string;
  readonly hint?: string;
  /** Goes there, or does it. */
  readonly to: string | (() => void);
};

/** What the open page offers: it says so while it stands. */
export const pageCommands = signal<readonly Command[]>([]);

/** `commands` may change with each drawing; what they do is always the newest. */
export function usePageCommands(commands: readonly Command[]): void {
  useEffect(() => pageCommands.set(commands));
  useEffect(() => () => pageCommands.set([]), []);
}

/** The places of a project, and those of its organisation. */
export function placeCommands(project: Project): readonly Command[] {
  const org = `organizations/${project.organization.slug}`;
  const inside = `${org}/projects/${project.slug}`;
  const places: readonly (readonly [words: string, to: string])[] = [
    ["What changed", `${inside}/changed`],
    ["Issues", `${inside}/issues`],
    ["Releases", `${inside}/releases`],
    ["Stats", `${inside}/stats`],
    ["Set up an SDK", `${inside}/start`],
    ["Settings of the project", `${inside}/settings`],
    [`Issues of all projects of ${project.organization.name}`, `${org}/issues`],
    [`People of ${project.organization.name}`, `${org}/settings/members`],
    ["My account", "account"],
  ];
  return places.map(([words, to]) => ({ id: to, group: "Pages", words, to }));
}

export function projectCommands(projects: readonly Project[]): readonly Command[] {
  return projects.map(({ slug, name, organization }) => ({
    id: `${organization.slug}/${slug}`,
    group: "Projects",
    words: name,
    hint: organization.name,
    to: `organizations/${organization.slug}/projects/${slug}/changed`,
  }));
}

const MAX_ISSUES = 6;

/** Issues that a text names, by number, short id, event id or words of it. None when the text is no search. */
export async function findIssues(org: string, text: string): Promise<readonly Command[]> {
  const query = /^#?\d{1,15}$/.test(text) ? `issue.id:${text.replace("#", "")}` : text;
  const asked = new URLSearchParams({ query, limit: String(MAX_ISSUES), shortIdLookup: "1", collapse: "stats" });
  const issues = await ask<Issue[]>(`organizations/${org}/issues/?${asked}`).then(
    ({ data }) => data,
    () => [],
  );
  return issues.map(({ id, shortId, title, project }) => ({
    id: `issue ${id}`,
    group: "Issues",
    words: title,
    hint: `${shortId}, ${project.name}`,
    to: `organizations/${org}/issues/${id}`,
  }));
}

/** Those that have every word of the text, in the order given. */
export function matching(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ group, words: said, hint = "" }) => {
    const all = `${group} ${said} ${hint}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
