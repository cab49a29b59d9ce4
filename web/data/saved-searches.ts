import { ask } from "./api.ts";
import { say } from "./notice.ts";
import { refuse } from "./regroup.ts";
import { reload, useAsk } from "./use-ask.ts";

export type SavedSearch = {
  id: string;
  name: string;
  query: string;
  sort: string;
  projectId: string | null;
  visibility: "owner" | "organization";
  isMine: boolean;
};

const base = (org: string): string => `organizations/${org}/searches/`;

/** One's own and those that are shared, of a project and of all. */
export function useSavedSearches(org: string, projectId: string | undefined): readonly SavedSearch[] {
  const { data } = useAsk<SavedSearch[]>(base(org));
  return (data ?? []).filter((one) => one.projectId === null || one.projectId === projectId);
}

/** Throws `ApiError`. */
export async function saveSearch(
  org: string,
  search: { name: string; query: string; sort: string; project: string; visibility: SavedSearch["visibility"] },
): Promise<void> {
  await ask(base(org), "POST", search);
  say({ text: `Saved “${search.name}”` });
  await reload(base(org));
}

/** Takes a saved search away, with a way to have it again. */
export async function dropSearch(org: string, { id, ...search }: SavedSearch): Promise<void> {
  const gone = await ask(`${base(org)}${id}/`, "DELETE").catch((error: unknown) =>
    refuse("The search was not removed.", error),
  );
  if (gone === undefined) return;
  const { name, query, sort, visibility, projectId } = search;
  const undo = () =>
    void saveSearch(org, { name, query, sort, visibility, project: projectId ?? "" }).catch((error: unknown) =>
      refuse("The search could not be saved again.", error),
    );
  say({ text: `Removed “${name}”`, undo });
  await reload(base(org));
}
