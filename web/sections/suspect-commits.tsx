import { useSuspects } from "../data/releases.ts";
import { CommitLine } from "./commits.tsx";

/** The commits that most likely brought an issue, each with its reason. Nothing where none is known. */
export function SuspectCommits({ org, issueId }: { org: string; issueId: string }) {
  const { data } = useSuspects(org, issueId);
  if (data === undefined || data.suspects.length === 0) return null;
  return (
    <aside class="suspects" aria-labelledby="suspects-title">
      <h2 id="suspects-title">Suspect commits</h2>
      <ol class="commits">
        {data.suspects.map(({ commit, reason }) => (
          <li key={commit.id}>
            <CommitLine commit={commit} />
            <small class="quiet">
              <bdi>{reason}</bdi>
            </small>
          </li>
        ))}
      </ol>
    </aside>
  );
}
