import { apiUrl, ask } from "../data/api.ts";
import type { Event } from "../data/types.ts";
import { exactTime } from "../data/words.ts";
import { Copy } from "../primitives/copy.tsx";
import type { IconName } from "../primitives/icon.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Ago } from "../primitives/time.tsx";
import { partsOf } from "./event-body.tsx";

type Props = {
  /** The issue's own path. */
  base: string;
  query: string;
  event: Event;
  isExplained: boolean;
};

/** Which event is shown, the way to its neighbours, and what is in it. */
export function EventBar({ base, query, event, isExplained }: Props) {
  const { previousEventID: older, nextEventID: newer } = event;
  const step = (id: string | null, icon: IconName, words: string) =>
    id === null ? (
      <span class="button ghost square" role="link" aria-disabled="true" aria-label={`${words}: there is none`} title={words}>
        <Icon name={icon} />
      </span>
    ) : (
      <a class="button ghost square" href={`${base}/events/${id}${query}`} aria-label={words} title={words}>
        <Icon name={icon} />
      </a>
    );
  return (
    <div class="event-bar">
      <div class="row">
        <span class="which">
          <strong>Event</strong> <code title={event.eventID}>{event.eventID.slice(0, 8)}</code>
          <Copy text={event.eventID} what="event id" />
          <span class="quiet" title={exactTime(event.dateCreated)}>
            <Ago at={event.dateCreated} />
            <span class="wide">, {exactTime(event.dateCreated)}</span>
          </span>
        </span>
        <nav class="walk" aria-label="Events">
          {step(older === null ? null : "oldest", "first", "Oldest event")}
          {step(older, "left", "Previous event")}
          {step(newer, "right", "Next event")}
          {step(newer === null ? null : "latest", "last", "Latest event")}
          <a class="button small" href={`${base}/events`}>
            All events
          </a>
          <Copy
            text={() => markdownOf(`${base}/events/${event.eventID}/`)}
            what="as Markdown, secrets left out"
            words="Markdown"
          />
          <a
            class="button small"
            href={apiUrl(`${base}/events/${event.eventID}/json/`)}
            target="_blank"
            rel="noreferrer"
            title="The event as it is stored"
          >
            JSON <span class="sr">, in a new tab</span>
          </a>
        </nav>
      </div>
      <Highlights event={event} />
      <nav class="contents" aria-label="Parts of this event">
        {partsOf(event, isExplained).map(([id, title]) => (
          <button key={id} type="button" class="ghost small" onClick={() => jumpTo(id)}>
            {title}
          </button>
        ))}
      </nav>
    </div>
  );
}

async function markdownOf(path: string): Promise<string> {
  return (await ask<{ markdown: string }>(`${path}markdown/`)).data.markdown;
}

function jumpTo(id: string): void {
  document.getElementById(id)?.scrollIntoView();
  document.getElementById(`${id}-title`)?.focus({ preventScroll: true });
}

const HIGHLIGHTS: readonly (readonly [key: string, name: string])[] = [
  ["environment", "Environment"],
  ["release", "Release"],
  ["transaction", "Transaction"],
  ["server_name", "Server"],
  ["browser", "Browser"],
  ["os", "OS"],
  ["runtime", "Runtime"],
  ["device", "Device"],
];

/** What one looks for first: from the tags and contexts of this very event. */
function Highlights({ event }: { event: Event }) {
  const tags = new Map(event.tags.map(({ key, value }) => [key, value]));
  const named = (key: string): string | undefined => {
    const context = event.contexts[key];
    const parts = [context?.["name"], context?.["version"]].filter((part) => typeof part === "string");
    return tags.get(key) ?? (parts.length === 0 ? undefined : parts.join(" "));
  };
  const shown = HIGHLIGHTS.map(([key, name]) => [name, named(key)] as const).filter(([, value]) => value !== undefined);
  const user = [event.user?.["email"], event.user?.["username"], event.user?.["id"], event.user?.["ip_address"]].find(
    (value) => typeof value === "string" && value !== "",
  );
  const rows = user === undefined ? shown : [...shown, ["User", String(user)] as const];
  if (rows.length === 0) return null;
  return (
    <dl class="highlights">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={value}>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
