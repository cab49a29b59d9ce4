import { useRef } from "preact/hooks";
import { cursorOf } from "../data/api.ts";
import type { ListedEvent } from "../data/events.ts";
import { EVENT_PERIODS, tagOf, useEvents, userOf, valuesOf } from "../data/events.ts";
import { useIssue, useTags } from "../data/issues.ts";
import { go, withQuery } from "../data/router.ts";
import { valueIn, withValue } from "../data/search-text.ts";
import { exactTime } from "../data/words.ts";
import { Freshness } from "../primitives/freshness.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PageLinks } from "../primitives/page-links.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";
import { useTitle } from "../primitives/title.ts";
import { EnvironmentPick } from "../sections/environment-pick.tsx";

type Props = { org: string; id: string; path: string; search: URLSearchParams };

/** All events of an issue, as far as they are kept, and those that a search finds. */
export function Events({ org, id, path, search }: Props) {
  const wish = {
    query: search.get("query") ?? "",
    environment: search.get("environment") ?? "",
    period: search.get("period") ?? "",
    cursor: search.get("cursor") ?? undefined,
  };
  const issue = useIssue({ org, id });
  const tags = useTags(org, id);
  const events = useEvents(org, id, wish);
  const known = issue.data;
  const link = events.answer?.link ?? null;
  useTitle(known === undefined ? undefined : `Events of ${known.shortId}`);
  const base = `organizations/${org}/issues/${id}`;
  const hrefOf = (change: Record<string, string | undefined>) => withQuery(path, search, { cursor: undefined, ...change });
  const isNarrow = wish.query !== "" || wish.environment !== "" || wish.period !== "";
  if (issue.error !== undefined) return <Failed error={issue.error} retry={issue.reload} what="issue" />;
  return (
    <div class="page wide events-page">
      <header class="page-head">
        <a class="back" href={base}>
          <Icon name="left" /> {known?.shortId ?? "The issue"}
        </a>
        <h1>Events</h1>
        {known !== undefined && (
          <p class="quiet cut" title={known.title}>
            <bdi>{known.title}</bdi>
          </p>
        )}
      </header>
      <div class="event-filters">
        <SearchEvents query={wish.query} onSearch={(query) => go(hrefOf({ query: query === "" ? undefined : query }))} />
        <EnvironmentPick
          names={valuesOf(tags.data, "environment")}
          chosen={wish.environment}
          onChoose={(name) => go(hrefOf({ environment: name === "" ? undefined : name }))}
        />
        <ReleasePick
          names={valuesOf(tags.data, "release")}
          query={wish.query}
          onSearch={(query) => go(hrefOf({ query: query === "" ? undefined : query }))}
        />
        <label class="pick">
          <span class="sr">Time</span>
          <select
            value={wish.period}
            onChange={({ currentTarget: { value } }) => go(hrefOf({ period: value === "" ? undefined : value }))}
          >
            {EVENT_PERIODS.map(({ name, words }) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Freshness of={events.answer} again={events.reload} />
      {events.error !== undefined ? (
        <Failed error={events.error} retry={events.reload} what="list of events" />
      ) : events.data === undefined ? (
        <Skeleton rows={8} />
      ) : events.data.length === 0 ? (
        <State icon="search" title={isNarrow ? "No event matches" : "No event is kept any more"}>
          <p>
            {cursorOf(link, "next") !== undefined
              ? "None was found in the time that a search has. It goes on further back on the next page."
              : isNarrow
                ? "Nothing of what is kept of this issue fits all of the conditions."
                : "Events are removed when they are too old; the counts of the issue stay."}
          </p>
          {isNarrow && (
            <p class="actions">
              <a class="button" href={path}>
                Show all events
              </a>
            </p>
          )}
        </State>
      ) : (
        <EventTable base={base} events={events.data} />
      )}
      <PageLinks previous={hrefAt(cursorOf(link, "previous"), hrefOf)} next={hrefAt(cursorOf(link, "next"), hrefOf)} />
    </div>
  );
}

const hrefAt = (cursor: string | undefined, hrefOf: (change: { cursor: string }) => string): string | undefined =>
  cursor && hrefOf({ cursor });

function SearchEvents({ query, onSearch }: { query: string; onSearch: (query: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(box.current?.value.trim() ?? "");
      }}
    >
      <Icon name="search" />
      <input
        key={query}
        ref={box}
        type="search"
        aria-label="Search events"
        placeholder='Words, browser:"Chrome*", !user:…, has:release'
        defaultValue={query}
        autocomplete="off"
        spellcheck={false}
      />
    </form>
  );
}

/** Puts the condition of a release into the search text, or takes it out. */
function ReleasePick(props: { names: readonly string[]; query: string; onSearch: (query: string) => void }) {
  const { names, query, onSearch } = props;
  if (names.length === 0) return null;
  return (
    <label class="pick">
      <span class="sr">Release</span>
      <select
        value={valueIn(query, "release")}
        onChange={({ currentTarget: { value } }) => onSearch(withValue(query, "release", value))}
      >
        <option value="">All releases</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function EventTable({ base, events }: { base: string; events: readonly ListedEvent[] }) {
  const columns = [
    ["release", "Release"],
    ["environment", "Environment"],
    ["browser", "Browser"],
    ["os", "OS"],
    ["server_name", "Server"],
    ["transaction", "Transaction"],
  ] as const;
  const shown = columns.filter(([key]) => events.some((event) => tagOf(event, key) !== undefined)).slice(0, 4);
  return (
    <div class="sideways" tabIndex={0} role="region" aria-label="Events">
      <table class="values events">
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">When</th>
            <th scope="col">User</th>
            {shown.map(([key, words]) => (
              <th key={key} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.eventID}>
              <th scope="row">
                <a href={`${base}/events/${event.eventID}`} title={event.title}>
                  <code>{event.eventID.slice(0, 8)}</code>
                </a>
              </th>
              <td title={exactTime(event.dateCreated)}>
                <Ago at={event.dateCreated} />
              </td>
              <td>
                <bdi>{userOf(event) ?? "–"}</bdi>
              </td>
              {shown.map(([key]) => (
                <td key={key}>
                  <bdi>{tagOf(event, key) ?? "–"}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
