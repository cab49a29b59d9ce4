import type { Delivery } from "../data/alerts.ts";
import { resend, useDeliveries } from "../data/alerts.ts";
import { toApiError } from "../data/api.ts";
import { say } from "../data/notice.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

type Place = { org: string; project: string; mayChange: boolean };

const WORDS = { sent: "Sent", waiting: "Waiting", dead: "Given up" };

/** The newest messages, what became of them, and why. */
export function AlertDeliveries({ org, project, mayChange }: Place) {
  const deliveries = useDeliveries(org, project);
  if (deliveries.error !== undefined) return <Failed error={deliveries.error} retry={deliveries.reload} what="deliveries" />;
  if (deliveries.data === undefined) return <Skeleton rows={2} shape="block" />;
  return (
    <>
      {deliveries.data.length === 0 ? (
        <p class="quiet">Nothing was sent yet.</p>
      ) : (
        <ul class="keys-list">
          {deliveries.data.map((delivery) => (
            <Row key={delivery.id} org={org} project={project} mayChange={mayChange} delivery={delivery} />
          ))}
        </ul>
      )}
      <button type="button" onClick={() => void deliveries.reload()}>
        Look again
      </button>
    </>
  );
}

function Row({ org, project, mayChange, delivery }: Place & { delivery: Delivery }) {
  const { state, summary, to, attempts, problem, dateCreated, id } = delivery;
  const again = () => {
    resend(org, project, id).then(
      () => say({ text: "It is sent again" }),
      (error: unknown) => say({ text: `Nothing was changed. ${toApiError(error).message}`, isProblem: true }),
    );
  };
  return (
    <li class="key">
      <div class="row">
        <span>
          <span class={`status ${state === "sent" ? "resolved" : ""}`}>{WORDS[state]}</span> <bdi>{summary}</bdi>
        </span>
        {mayChange && state === "dead" && delivery.kind !== "test" && (
          <button type="button" aria-label={`Send again: ${summary}`} onClick={again}>
            Send again
          </button>
        )}
      </div>
      <p class="quiet">
        To <bdi>{to}</bdi> · <Ago at={dateCreated} />
        {attempts > 1 && ` · ${attempts} attempts`}
      </p>
      {problem !== null && <p class="problem">{problem}</p>}
    </li>
  );
}
