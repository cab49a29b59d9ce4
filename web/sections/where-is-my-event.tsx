import { useId } from "preact/hooks";
import { go, withQuery } from "../data/router.ts";
import type { EventOutcome } from "../data/stats.ts";
import { OUTCOMES, useEventOutcome } from "../data/stats.ts";
import { Icon } from "../primitives/icon.tsx";
import { Ago } from "../primitives/time.tsx";

/** From the id that an SDK has logged to what became of the event. The id stands in the address. */
export function WhereIsMyEvent(props: { org: string; project: string; path: string; search: URLSearchParams }) {
  const { org, project, path, search } = props;
  const asked = search.get("event") ?? "";
  const outcome = useEventOutcome(org, project, asked);
  const id = useId();
  const look = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const entered = new FormData(event.currentTarget).get("event");
    const text = typeof entered === "string" ? entered.trim() : "";
    if (text === asked) void outcome.reload();
    else go(withQuery(path, search, { event: text === "" ? undefined : text }));
  };
  return (
    <section class="part" aria-labelledby="where-title">
      <h2 id="where-title">Where is my event?</h2>
      <p class="quiet">Enter the id that the SDK gave an event, to see whether it was stored, refused, or has not been seen.</p>
      <form class="form inline" onSubmit={look}>
        <div class="field">
          <label for={id}>Event id</label>
          <input
            key={asked}
            id={id}
            name="event"
            type="text"
            defaultValue={asked}
            required
            autocomplete="off"
            spellcheck={false}
          />
        </div>
        <button type="submit">
          <Icon name="search" /> Look up
        </button>
      </form>
      <div role="status" class="fate">
        {asked === "" ? null : outcome.error !== undefined ? (
          <p class="problem">{outcome.error.message}</p>
        ) : outcome.data === undefined ? (
          <p class="quiet">Looking …</p>
        ) : (
          <Fate org={org} outcome={outcome.data} />
        )}
      </div>
    </section>
  );
}

function Fate({ org, outcome: { outcome, issue, date, explanation } }: { org: string; outcome: EventOutcome }) {
  const words = OUTCOMES.find(({ name }) => name === outcome)?.words ?? "Unknown";
  return (
    <>
      <p>
        <span class={`swatch part-${outcome}`} aria-hidden="true" /> <strong>{words}</strong>{" "}
        {date !== null && (
          <span class="quiet">
            <Ago at={date} />
          </span>
        )}
      </p>
      <p>{explanation}</p>
      {issue !== null && (
        <p>
          <a href={`organizations/${org}/issues/${issue.id}`}>Open {issue.shortId}</a>
        </p>
      )}
    </>
  );
}
