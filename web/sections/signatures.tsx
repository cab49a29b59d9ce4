import { useState } from "preact/hooks";
import type { Signature } from "../data/regroup.ts";
import { detachSignatures, MAX_SIGNATURES, useSignatures } from "../data/regroup.ts";
import type { Issue } from "../data/types.ts";
import { count, plural } from "../data/words.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

type Props = {
  org: string;
  issue: Issue;
  /** Of the list in the API. */
  path: string;
  mayDetach: boolean;
  /** The issue has fewer events now. */
  onDetached: () => void;
};

/** What the events of an issue are grouped by: more than one when issues were merged. Each can be taken out again. */
export function Signatures({ org, issue, path, mayDetach, onDetached }: Props) {
  const signatures = useSignatures(path);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const all = signatures.data ?? [];
  const picked = all.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const canChoose = mayDetach && all.length > 1;
  const detach = () => {
    setBusy(true);
    void detachSignatures(org, issue, picked).then((isDone) => {
      setBusy(false);
      if (!isDone) return;
      setChosen(new Set());
      onDetached();
    });
  };
  return (
    <section class="signatures" aria-labelledby="signatures-title">
      <h2 id="signatures-title">Signatures</h2>
      {signatures.error !== undefined ? (
        <Failed error={signatures.error} retry={signatures.reload} what="list of signatures" />
      ) : signatures.data === undefined ? (
        <Skeleton rows={1} shape="line" />
      ) : (
        <>
          {canChoose && <p class="quiet">Choose what does not belong here, and detach it.</p>}
          <ul>
            {all.map((signature) => (
              <Row
                key={signature.id}
                signature={signature}
                href={`organizations/${org}/issues/${issue.id}/events/${signature.latestEvent?.eventID}`}
                isChosen={canChoose ? chosen.has(signature.id) : undefined}
                onChoose={(isOn) => setChosen((old) => withOrWithout(old, signature.id, isOn))}
              />
            ))}
          </ul>
          {all.length === MAX_SIGNATURES && <p class="quiet">Those with the most events are shown.</p>}
          {canChoose && picked.length > 0 && (
            <p class="actions">
              <button type="button" disabled={isBusy || picked.length === all.length} onClick={detach}>
                Detach {plural(picked.length, "signature")}
              </button>
              {picked.length === all.length && <span class="quiet">One has to stay.</span>}
            </p>
          )}
        </>
      )}
    </section>
  );
}

type RowProps = {
  signature: Signature;
  href: string;
  /** Undefined: it cannot be chosen. */
  isChosen: boolean | undefined;
  onChoose: (isChosen: boolean) => void;
};

function Row({ signature, href, isChosen, onChoose }: RowProps) {
  const { id, groupingVersion, latestEvent, lastSeen } = signature;
  const title = latestEvent?.title ?? "No event of it is stored any more";
  return (
    <li>
      {isChosen !== undefined && (
        <input
          type="checkbox"
          aria-label={`Select signature ${id.slice(0, 8)}`}
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      )}
      <span class="what">
        {latestEvent === null ? (
          <span class="quiet">{title}</span>
        ) : (
          <a href={href} title={title}>
            <bdi>{title}</bdi>
          </a>
        )}
        <small class="quiet">
          <code title={`${id}, by grouping ${groupingVersion}`}>{id.slice(0, 8)}</code> <Ago at={lastSeen} />
        </small>
      </span>
      <span class="n" title={plural(Number(signature.count), "event")}>
        {count(Number(signature.count))}
        <span class="sr"> {Number(signature.count) === 1 ? "event" : "events"}</span>
      </span>
    </li>
  );
}

function withOrWithout(old: ReadonlySet<string>, id: string, isOn: boolean): ReadonlySet<string> {
  return isOn ? new Set([...old, id]) : new Set([...old].filter((other) => other !== id));
}
