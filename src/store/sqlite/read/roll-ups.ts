import type { TagSpread, TagValue } from "../../../backend/backend.ts";
import type { Issue } from "../../../issue/issue.ts";
import type { Database } from "../database.ts";

const HOURLY = `
  SELECT signature.issue_id, signature_hour.hour, sum(signature_hour.event_count) AS events
  FROM json_each(?) AS wanted
  JOIN signature ON signature.issue_id = wanted.value
  JOIN signature_hour ON signature_hour.signature_id = signature.id AND signature_hour.hour BETWEEN ? AND ?
  GROUP BY signature.issue_id, signature_hour.hour`;

/** Counts an hour of each issue, zeros filled in. */
export function listHourlyCounts(
  db: Database,
  issues: readonly Issue[],
  fromHour: number,
  toHour: number,
): ReadonlyMap<number, readonly number[]> {
  const counts = new Map(issues.map((issue) => [issue.id, Array.from({ length: toHour - fromHour + 1 }, () => 0)]));
  for (const row of db.statement(HOURLY).all(JSON.stringify([...counts.keys()]), fromHour, toHour)) {
    const hours = counts.get(Number(row["issue_id"]));
    if (hours !== undefined) hours[Number(row["hour"]) - fromHour] = Number(row["events"]);
  }
  return counts;
}

const TAGS = `
  SELECT tag.key, tag.value, sum(signature_tag.event_count) AS events,
    min(signature_tag.first_seen_ms) AS first_seen_ms, max(signature_tag.last_seen_ms) AS last_seen_ms
  FROM signature
  JOIN signature_tag ON signature_tag.signature_id = signature.id
  JOIN tag ON tag.id = signature_tag.tag_id
  WHERE signature.issue_id = ?
  GROUP BY tag.id
  ORDER BY events DESC, tag.value`;

/** Tag keys of an issue with their most frequent values; keys in most events first. */
export function listTags(db: Database, issue: Issue, valuesPerKey: number): readonly TagSpread[] {
  const byKey = new Map<string, { total: number; values: TagValue[] }>();
  for (const row of db.statement(TAGS).all(issue.id)) {
    const key = String(row["key"]);
    const spread = byKey.get(key) ?? { total: 0, values: [] };
    byKey.set(key, spread);
    const count = Number(row["events"]);
    spread.total += count;
    if (spread.values.length >= valuesPerKey) continue;
    spread.values.push({
      value: String(row["value"]),
      count,
      firstSeenMs: Number(row["first_seen_ms"]),
      lastSeenMs: Number(row["last_seen_ms"]),
    });
  }
  return [...byKey]
    .map(([key, { total, values }]) => ({ key, total, values }))
    .toSorted((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1));
}
