import { useState } from "preact/hooks";
import type { Quarantined } from "../data/installation.ts";
import { deleteQuarantined, retryQuarantined, useQuarantine, useQuarantinedRequest } from "../data/installation.ts";
import { say } from "../data/notice.ts";
import { bytes } from "../data/words.ts";
import { Act } from "../primitives/act.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

/** Requests that were kept and could not be digested. Their content is not shown: nothing was scrubbed yet. */
export function Quarantine({ count }: { count: number }) {
  const listed = useQuarantine(count);
  if (listed.error !== undefined) return <Failed error={listed.error} retry={listed.reload} what="list" />;
  if (listed.data === undefined) return <Skeleton rows={1} shape="block" />;
  if (listed.data.length === 0) return <p class="quiet">Every request that was kept could be digested.</p>;
  return (
    <>
      <p>
        These requests could not be digested, which is a fault of Culprit: please report it. After an upgrade, try them again.
        What is in them is not shown, since nothing was scrubbed.
      </p>
      <ul class="keys-list">
        {listed.data.map((entry) => (
          <Row key={entry.id} entry={entry} />
        ))}
      </ul>
    </>
  );
}

function Row({ entry: { id, problem, size, dateCreated } }: { entry: Quarantined }) {
  const [isOpen, setOpen] = useState(false);
  const again = () => retryQuarantined(id).then(() => say({ text: "The request is digested again" }));
  const remove = () => deleteQuarantined(id).then(() => say({ text: "The request is deleted" }));
  return (
    <li class="key">
      <div class="row">
        <span>
          <code>
            <bdi>{problem}</bdi>
          </code>
          <br />
          <span class="quiet">
            {bytes(size)}, <Ago at={dateCreated} />
          </span>
        </span>
      </div>
      <div class="buttons">
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Look at it
        </button>
        {size > 0 && <Act words="Try again" name={`Try again: request ${id}`} act={again} />}
        <Act words="Delete" name={`Delete: request ${id}`} sure="Its events are then lost." act={remove} />
      </div>
      {isOpen && <Request id={id} />}
    </li>
  );
}

function Request({ id }: { id: string }) {
  const { data, error, reload } = useQuarantinedRequest(id);
  if (error !== undefined) return <Failed error={error} retry={reload} what="request" />;
  if (data === undefined) return <Skeleton rows={1} shape="line" />;
  const { request } = data;
  if (request === null) return <p class="quiet">Its head cannot be read.</p>;
  return (
    <p class="quiet">
      Of project {request.project}, received <Ago at={request.dateReceived} />
      {request.client !== null && (
        <>
          , from <bdi>{request.client}</bdi>
        </>
      )}
      {request.eventId !== null && (
        <>
          , event <code>{request.eventId}</code>
        </>
      )}
      {request.items.length > 0 && `: ${request.items.map((item) => `${item.type} (${bytes(item.size)})`).join(", ")}`}
    </p>
  );
}
