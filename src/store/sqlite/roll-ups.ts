import type { Database } from "./database.ts";
import type { Dictionaries } from "./dictionaries.ts";
import type { Signature } from "./signatures.ts";
import type { SignatureTally, Tally, TagTally } from "./tally.ts";

const ADD_TO_SIGNATURE = `
  UPDATE signature SET
    event_count = event_count + ?,
    first_seen_ms = min(first_seen_ms, ?), -- events can arrive late
    last_seen_ms = max(last_seen_ms, ?),
    user_count = ?
  WHERE id = ?`;
const ADD_TO_HOUR = `
  INSERT INTO signature_hour (signature_id, hour, event_count) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET event_count = event_count + excluded.event_count`;
const ADD_TO_PLACE = `
  INSERT INTO signature_release (signature_id, environment_id, release_id, event_count, first_seen_ms, last_seen_ms)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    event_count = event_count + excluded.event_count,
    first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
    last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)`;
const ADD_TO_TAG = `
  UPDATE signature_tag SET
    event_count = event_count + ?,
    first_seen_ms = min(first_seen_ms, ?),
    last_seen_ms = max(last_seen_ms, ?)
  WHERE signature_id = ? AND tag_id = ?`;
const ADD_TAG = `
  INSERT INTO signature_tag (event_count, first_seen_ms, last_seen_ms, signature_id, tag_id) VALUES (?, ?, ?, ?, ?)`;
const COUNT_VALUES = `
  SELECT tag.key, count(*) AS value_count FROM signature_tag JOIN tag ON tag.id = signature_tag.tag_id
  WHERE signature_tag.signature_id = ? AND tag.value <> '' GROUP BY tag.key`;

const SET_EVENTS = `
  UPDATE release SET first_error_ms = min(ifnull(first_error_ms, ?1), ?1), last_event_ms = max(ifnull(last_event_ms, ?2), ?2)
  WHERE id = ?3`;

/** Distinct values kept for one tag key of one signature; all further ones count under the value "". */
export const MAX_VALUES_PER_KEY = 100;

/** Keeps with each release when its first and its last event was. */
export function writeReleaseEvents(db: Database, tallies: Iterable<SignatureTally>): void {
  const spans = new Map<number, { firstMs: number; lastMs: number }>();
  for (const { places } of tallies) {
    for (const { releaseId, firstMs, lastMs } of places.values()) {
      if (releaseId === 0) continue;
      const span = spans.get(releaseId);
      if (span === undefined) spans.set(releaseId, { firstMs, lastMs });
      else Object.assign(span, { firstMs: Math.min(span.firstMs, firstMs), lastMs: Math.max(span.lastMs, lastMs) });
    }
  }
  for (const [releaseId, { firstMs, lastMs }] of spans) db.statement(SET_EVENTS).run(firstMs, lastMs, releaseId);
}

/** Writes what a batch adds to one signature; `signature.userCount` is up to date. One statement a key, whatever the events. */
export function writeRollUps(db: Database, dictionaries: Dictionaries, tally: SignatureTally): void {
  const { signature, all } = tally;
  db.statement(ADD_TO_SIGNATURE).run(all.count, all.firstMs, all.lastMs, signature.userCount, signature.id);
  for (const [hour, count] of tally.hours) db.statement(ADD_TO_HOUR).run(signature.id, hour, count);
  for (const { environmentId, releaseId, count, firstMs, lastMs } of tally.places.values()) {
    db.statement(ADD_TO_PLACE).run(signature.id, environmentId, releaseId, count, firstMs, lastMs);
  }
  writeTags(db, dictionaries, tally);
  signature.hasRollUps = true;
}

function writeTags(db: Database, dictionaries: Dictionaries, { signature, tags }: SignatureTally): void {
  const beyond = new Map<string, Tally>();
  for (const tag of tags.values()) {
    if (tag.value === "") {
      addUp(beyond, tag);
      continue;
    }
    const tagId = dictionaries.findTag(signature.projectId, tag.key, tag.value);
    if (tagId !== undefined && addToTag(db, signature, tagId, tag)) continue;
    if (!takeRoom(db, signature, tag.key)) {
      addUp(beyond, tag);
      continue;
    }
    insertTag(db, signature, tagId ?? dictionaries.addTag(signature.projectId, tag.key, tag.value), tag);
  }
  for (const [key, tally] of beyond) {
    const known = dictionaries.findTag(signature.projectId, key, "");
    if (known !== undefined && addToTag(db, signature, known, tally)) continue;
    insertTag(db, signature, known ?? dictionaries.addTag(signature.projectId, key, ""), tally);
  }
}

/** False when the signature has not had the tag yet. */
function addToTag(db: Database, signature: Signature, tagId: number, { count, firstMs, lastMs }: Tally): boolean {
  if (!signature.hasRollUps) return false;
  return db.statement(ADD_TO_TAG).run(count, firstMs, lastMs, signature.id, tagId).changes > 0;
}

function insertTag(db: Database, signature: Signature, tagId: number, { count, firstMs, lastMs }: Tally): void {
  db.statement(ADD_TAG).run(count, firstMs, lastMs, signature.id, tagId);
}

/** Takes one of the places for a further value of the key. False when there is none left. */
function takeRoom(db: Database, signature: Signature, key: string): boolean {
  signature.valueCounts ??= countValues(db, signature.id);
  const taken = signature.valueCounts.get(key) ?? 0;
  if (taken >= MAX_VALUES_PER_KEY) return false;
  signature.valueCounts.set(key, taken + 1);
  return true;
}

function countValues(db: Database, signatureId: number): Map<string, number> {
  const rows = db.statement(COUNT_VALUES).all(signatureId) as { key: string; value_count: number }[];
  return new Map(rows.map((row) => [row.key, row.value_count]));
}

function addUp(beyond: Map<string, Tally>, { key, count, firstMs, lastMs }: TagTally): void {
  const tally = beyond.get(key);
  if (tally === undefined) {
    beyond.set(key, { count, firstMs, lastMs });
    return;
  }
  tally.count += count;
  tally.firstMs = Math.min(tally.firstMs, firstMs);
  tally.lastMs = Math.max(tally.lastMs, lastMs);
}
