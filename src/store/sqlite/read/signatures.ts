import type { SignaturePage } from "../../../backend/backend.ts";
import type { Issue } from "../../../issue/issue.ts";
import type { Database } from "../database.ts";
import { cursorText, readCursor } from "./cursor.ts";
import { newestEventOfSignature } from "./events.ts";
import type { Walk } from "./keyset-page.ts";
import { keysetPage } from "./keyset-page.ts";

const COLUMNS = "id, hash, grouping_version, event_count, first_seen_ms, last_seen_ms";
const LIST_OLDER = `
  SELECT ${COLUMNS} FROM signature WHERE issue_id = ? AND (event_count, id) < (?, ?) ORDER BY event_count DESC, id DESC LIMIT ?`;
const LIST_NEWER = `
  SELECT ${COLUMNS} FROM signature WHERE issue_id = ? AND (event_count, id) > (?, ?) ORDER BY event_count, id LIMIT ?`;

type SignatureRow = {
  readonly id: number;
  readonly hash: string;
  readonly grouping_version: string;
  readonly event_count: number;
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
};

/** One page of an issue's signatures, those with the most events first, each with its newest event. */
export function listSignatures(
  db: Database,
  issue: Issue,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): SignaturePage {
  const place = cursor === undefined ? undefined : readCursor(cursor);
  const walk: Walk<SignatureRow> = (from, isBackwards, wanted) => {
    const [count, id] = placeOf(from, isBackwards);
    const rows = db.statement(isBackwards ? LIST_NEWER : LIST_OLDER).all(issue.id, count, id, wanted);
    return { rows: rows as unknown as SignatureRow[] };
  };
  const from = place === undefined ? undefined : rowAt(place.value, place.id);
  const { rows, next, previous } = keysetPage(walk, { from, isBackwards: place?.backwards ?? false, limit });
  return {
    signatures: rows.map((row) => ({
      hash: row.hash,
      groupingVersion: row.grouping_version,
      eventCount: row.event_count,
      firstSeenMs: row.first_seen_ms,
      lastSeenMs: row.last_seen_ms,
      latestEvent: newestEventOfSignature(db, row.id),
    })),
    next: cursorOf(next, false),
    previous: cursorOf(previous, true),
  };
}

/** Beyond any row when there is no place to begin at. */
function placeOf(from: SignatureRow | undefined, isBackwards: boolean): readonly [count: number, id: number] {
  if (from !== undefined) return [from.event_count, from.id];
  return isBackwards ? [-1, 0] : [Number.MAX_SAFE_INTEGER, 0];
}

/** A row that stands where the cursor says; the rest of it is never looked at. */
function rowAt(eventCount: number, id: number): SignatureRow {
  return { id, hash: "", grouping_version: "", event_count: eventCount, first_seen_ms: 0, last_seen_ms: 0 };
}

function cursorOf(row: SignatureRow | undefined, backwards: boolean): string | undefined {
  return row === undefined ? undefined : cursorText({ value: row.event_count, id: row.id, backwards });
}
