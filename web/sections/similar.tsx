import { useState } from "preact/hooks";
import { mergeIssues } from "../data/regroup.ts";
import type { Similar as SimilarIssue } from "../data/similar.ts";
import { notTheSame, useSimilar } from "../data/similar.ts";
import type { Issue } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Failed } from "../primitives/states.tsx";

type Props = {
  org: string;
  issue: Issue;
  /** Of the list in the API. */
  path: string;
  mayDecide: boolean;
  /** The issue has more events now, or is part of another. */
  onMerged: () => void;
};

/** Issues that may be the same bug, with the reason. Nothing is merged unless somebody says so; without any there is nothing to see. */
export function Similar({ org, issue, path, mayDecide, onMerged }: Props) {
  const similar = useSimilar(path);
  const [busy, setBusy] = useState<string>();
  const during = (id: string, work: Promise<void>) => {
    setBusy(id);
    void work.finally(() => setBusy(undefined));
  };
  if (similar.error === undefined && (similar.data === undefined || similar.data.length === 0)) return null;
  return (
    <section class="similar" aria-labelledby="similar-title">
      <h2 id="similar-title">Similar issues</h2>
      {similar.error !== undefined ? (
        <Failed error={similar.error} retry={similar.reload} what="list of similar issues" />
      ) : (
        <ul>
          {similar.data?.map((one) => (
            <li key={one.issue.id}>
              <Suggestion one={one} href={`organizations/${org}/issues/${one.issue.id}`} />
              {mayDecide && (
                <span class="actions">
                  <button
                    type="button"
                    disabled={busy !== undefined}
                    aria-label={`Merge with ${one.issue.shortId}`}
                    onClick={() => during(one.issue.id, mergeIssues(org, [issue, one.issue], onMerged))}
                  >
                    Merge
                  </button>
                  <button
                    type="button"
                    disabled={busy !== undefined}
                    aria-label={`${one.issue.shortId} is not the same`}
                    onClick={() => during(one.issue.id, notTheSame(org, issue, one.issue))}
                  >
                    Not the same
                  </button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Suggestion({ one: { issue, reason, rarestFrames }, href }: { one: SimilarIssue; href: string }) {
  const [rarest] = rarestFrames;
  return (
    <>
      <a href={href} title={issue.title}>
        <bdi>{issue.title}</bdi>
      </a>
      <small class="quiet">
        {issue.shortId}, {plural(Number(issue.count), "event")}
        {issue.status !== "unresolved" && `, ${issue.status}`}
      </small>
      <p>{reason}</p>
      {rarest !== undefined && (
        <small class="quiet">
          Both have <code>{rarest.frame}</code>
        </small>
      )}
    </>
  );
}
