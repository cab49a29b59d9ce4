import { quoted } from "./search-text.ts";
import type { Tag } from "./types.ts";
import { useAsk } from "./use-ask.ts";

/** One event as a list holds it. */
export type ListedEvent = {
  eventID: string;
  title: string;
  message: string | null;
  dateCreated: string;
  user: { id: string | null; email: string | null; username: string | null; ip_address: string | null } | null;
  tags: readonly { key: string; value: string }[];
};

export type EventsWish = { query: string; environment: string; period: string; cursor: string | undefined };

export const EVENT_PERIODS = [
  { name: "", words: "All time" },
  { name: "1h", words: "Last hour" },
  { name: "24h", words: "Last 24 hours" },
  { name: "7d", words: "Last 7 days" },
  { name: "30d", words: "Last 30 days" },
] as const;

const PAGE = 25;

export function useEvents(org: string, id: string, { query, environment, period, cursor }: EventsWish) {
  const asked = new URLSearchParams({ per_page: String(PAGE) });
  if (query !== "") asked.set("query", query);
  if (environment !== "") asked.set("environment", environment);
  if (period !== "") asked.set("statsPeriod", period);
  if (cursor !== undefined) asked.set("cursor", cursor);
  return useAsk<ListedEvent[]>(`organizations/${org}/issues/${id}/events/?${asked}`);
}

/** Where the events of an issue with one value of a tag are listed. */
export const eventsWith = (org: string, id: string, key: string, value: string): string =>
  `organizations/${org}/issues/${id}/events?${new URLSearchParams({ query: termOf(key, value) })}`;

/** Tags whose own names lead to them in a search; many other names are keys that mean something else. */
const PLAIN = [
  "release",
  "environment",
  "level",
  "user",
  "browser",
  "os",
  "device",
  "runtime",
  "server_name",
  "transaction",
  "url",
];

/** A condition as the search reads it. */
const termOf = (key: string, value: string): string => {
  const name = PLAIN.includes(key) ? key : /[\]\s]/.test(key) ? JSON.stringify(key) : `tags[${key}]`;
  return `${name}:${quoted(value)}`;
};

/** The values of one tag, the most frequent first, as far as they are counted one by one. */
export const valuesOf = (tags: readonly Tag[] | undefined, key: string): readonly string[] =>
  tags?.find((tag) => tag.key === key)?.topValues.flatMap(({ value }) => (value === "" ? [] : [value])) ?? [];

export const tagOf = (event: ListedEvent, key: string): string | undefined => event.tags.find((tag) => tag.key === key)?.value;

export const userOf = ({ user }: ListedEvent): string | undefined =>
  user?.email ?? user?.username ?? user?.id ?? user?.ip_address ?? undefined;
