import { useState } from "preact/hooks";
import { canRemember, recall, remember } from "./remembered.ts";

const KEPT = 5;

export type RecentSearches = {
  /** The newest first, each once. */
  readonly texts: readonly string[];
  /** Whether this browser keeps anything for us. */
  readonly canKeep: boolean;
  /** Blank texts are passed over. */
  readonly add: (text: string) => void;
  readonly clear: () => void;
};

/** The last five searches of one list, kept by this browser alone. `list` names the list, `org/project`. */
export function useRecentSearches(list: string): RecentSearches {
  const name = `searches:${list}`;
  // What another project keeps is read when its list is shown; a change here only has to draw again.
  const [, drawAgain] = useState(0);
  const keep = (texts: readonly string[]) => {
    remember(name, JSON.stringify(texts));
    drawAgain((n) => n + 1);
  };
  const texts = textsIn(recall(name));
  return {
    texts,
    canKeep: canRemember(),
    add: (text) => {
      const trimmed = text.trim();
      if (trimmed !== "") keep([trimmed, ...texts.filter((other) => other !== trimmed)].slice(0, KEPT));
    },
    clear: () => keep([]),
  };
}

/** What is kept may have been written by anything. */
function textsIn(kept: string | null): readonly string[] {
  try {
    const read: unknown = JSON.parse(kept ?? "[]");
    return Array.isArray(read) ? read.filter((text) => typeof text === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}
