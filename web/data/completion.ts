import { useEffect, useState } from "preact/hooks";
import { ask } from "./api.ts";
import type { Part } from "./search-text.ts";
import { partAt, quoted } from "./search-text.ts";
import type { Project } from "./types.ts";
import { plural } from "./words.ts";
import { useAsk } from "./use-ask.ts";

/** What may be put in the place of a part of a search text. */
export type Suggestion = { readonly text: string; readonly words: string; readonly isWhole: boolean };

type Key = { key: string; words: string };
type Value = { value: string; name: string; count: number | null };

const WAIT_MS = 120;
const SHOWN = 10;

function valuesPath(project: Project, key: string, query: string): string {
  const asked = new URLSearchParams({ key, query, project: project.id });
  return `organizations/${project.organization.slug}/search/values/?${asked}`;
}

/** What values of a key were seen in a project, the most frequent first. */
export function useValues(project: Project | undefined, key: string): readonly string[] {
  return useAsk<Value[]>(project === undefined ? null : valuesPath(project, key, "")).data?.map(({ value }) => value) ?? [];
}

/** What fits the part of the text at the caret, asked for once the typing rests. `caret` undefined: nothing is asked. */
export function useSuggestions(project: Project | undefined, text: string, caret: number | undefined): readonly Suggestion[] {
  const [found, setFound] = useState<{ for: string; all: readonly Suggestion[] }>({ for: "", all: [] });
  const part = partAt(text, caret ?? 0);
  const wanted = caret === undefined || part.text === "" ? "" : part.text.slice(0, caret - part.start);
  const path = project === undefined || wanted === "" ? null : pathOf(project, wanted);
  useEffect(() => {
    if (path === null) return;
    let isOld = false;
    const timer = setTimeout(() => {
      // Who types on does not wait for it, and a text can be searched for without it.
      void ask<(Key | Value)[]>(path).then(
        ({ data }) => isOld || setFound({ for: path, all: data.slice(0, SHOWN).map((one) => suggestionOf(one, wanted)) }),
        () => isOld || setFound({ for: path, all: [] }),
      );
    }, WAIT_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [path]);
  return path === null || found.for !== path ? [] : found.all.filter((one) => one.text !== part.text);
}

function pathOf(project: Project, wanted: string): string {
  const [, key, value] = /^!?([^:"]+):(.*)$/s.exec(wanted) ?? [];
  if (key !== undefined && value !== undefined) return valuesPath(project, key, value.replace(/^"|"$/g, ""));
  const asked = new URLSearchParams({ query: wanted.replace(/^!/, ""), project: project.id });
  return `organizations/${project.organization.slug}/search/keys/?${asked}`;
}

function suggestionOf(one: Key | Value, wanted: string): Suggestion {
  const not = wanted.startsWith("!") ? "!" : "";
  if ("value" in one) {
    const key = wanted.slice(not.length, wanted.indexOf(":"));
    return {
      text: `${not}${key}:${quoted(one.value)}`,
      words: one.count === null ? "" : plural(one.count, "event"),
      isWhole: true,
    };
  }
  return { text: `${not}${one.key}:`, words: one.words, isWhole: false };
}

/** The text with a suggestion in the place of the part at the caret, and where the caret is then. */
export function complete(text: string, part: Part, { text: chosen, isWhole }: Suggestion): { text: string; caret: number } {
  const rest = text.slice(part.end);
  const own = isWhole && !rest.startsWith(" ") ? `${chosen} ` : chosen;
  return { text: text.slice(0, part.start) + own + rest, caret: part.start + own.length };
}
