import type { DiscardedIssue } from "../data/regroup.ts";
import { takeAgain, useDiscarded } from "../data/regroup.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

type Props = { org: string; project: string; mayChange: boolean };

/** What was deleted together with all that comes after it, and the way to see such events again. */
export function Discarded({ org, project, mayChange }: Props) {
  const discarded = useDiscarded(org, project);
  if (discarded.error !== undefined) {
    return <Failed error={discarded.error} retry={discarded.reload} what="list of dropped errors" />;
  }
  if (discarded.data === undefined) return <Skeleton rows={1} shape="line" />;
  if (discarded.data.length === 0) {
    return <p class="quiet">Nothing is dropped. Where an issue is deleted, its further events can be dropped, too.</p>;
  }
  return (
    <>
      <p class="quiet">Events like these are refused as they come, and counted as filtered.</p>
      <ul class="keys-list discarded">
        {discarded.data.map((issue) => (
          <Row key={issue.id} issue={issue} onTake={mayChange ? () => void takeAgain(org, project, issue) : undefined} />
        ))}
      </ul>
    </>
  );
}

function Row({ issue, onTake }: { issue: DiscardedIssue; onTake: (() => void) | undefined }) {
  return (
    <li>
      <span class="what">
        <bdi>{issue.title}</bdi>
        <small class="quiet">
          <Ago at={issue.dateCreated} />
          {issue.actor !== null && (
            <>
              {" by "}
              <bdi>{issue.actor.name}</bdi>
            </>
          )}
        </small>
      </span>
      {onTake !== undefined && (
        <button type="button" class="small" aria-label={`Take again: ${issue.title}`} onClick={onTake}>
          Take again
        </button>
      )}
    </li>
  );
}
