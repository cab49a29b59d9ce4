import type { Commit } from "../data/types.ts";
import { Outside } from "../primitives/outside.tsx";
import { Ago } from "../primitives/time.tsx";

/** One commit in a line: what it says, who wrote it, when. */
export function CommitLine({ commit }: { commit: Commit }) {
  const [title = ""] = (commit.message ?? "").split("\n");
  const author = commit.author?.name ?? commit.author?.email ?? "";
  const id = commit.id.slice(0, 10);
  return (
    <>
      <span class="commit-title">{title === "" ? <span class="quiet">No message</span> : <bdi>{title}</bdi>}</span>
      <span class="quiet commit-facts">
        <code>{commit.url ? <Outside href={commit.url}>{id}</Outside> : id}</code>
        {author !== "" && <bdi>{author}</bdi>}
        {Date.parse(commit.dateCreated) > 0 && <Ago at={commit.dateCreated} />}
      </span>
    </>
  );
}
