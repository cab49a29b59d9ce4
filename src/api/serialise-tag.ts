import type { TagSpread, TagValue } from "../backend/backend.ts";
import { dateOf } from "./dates.ts";

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    browser: "Browser",
    device: "Device",
    environment: "Environment",
    handled: "Handled",
    level: "Level",
    logger: "Logger",
    os: "OS",
    release: "Release",
    runtime: "Runtime",
    server_name: "Server",
    transaction: "Transaction",
    url: "URL",
    user: "User",
  }),
);

/** A tag key with its most frequent values. `uniqueValues` counts the values that were looked at. */
export function serialiseTag(spread: TagSpread, shownValues: number): object {
  return {
    ...serialiseTagKey(spread),
    uniqueValues: spread.values.length,
    topValues: spread.values.slice(0, shownValues).map((value) => serialiseTagValue(spread.key, value)),
  };
}

export function serialiseTagKey(spread: TagSpread): object {
  return { key: spread.key, name: NAMES.get(spread.key) ?? spread.key, totalValues: spread.total };
}

export function serialiseTagValue(key: string, value: TagValue): object {
  const query = queryOf(key, value.value);
  return {
    key,
    name: value.value === "" ? "(other values)" : value.value,
    value: value.value,
    count: value.count,
    firstSeen: dateOf(value.firstSeenMs),
    lastSeen: dateOf(value.lastSeenMs),
    ...(query === undefined ? {} : { query }),
  };
}

/** The tag `user` names its kind in its value: `id:42` is searched as `user.id:"42"`. */
export function queryOf(key: string, value: string): string | undefined {
  const match = key === "user" ? /^(id|email|ip|username):(.*)$/s.exec(value) : null;
  return match === null ? undefined : `user.${match[1]}:"${match[2]?.replaceAll('"', '\\"')}"`;
}
