import type { DigestedEvent } from "../../digest/recorder.ts";
import { boundedCache } from "./bounded-cache.ts";
import type { ClosedDays } from "./closed-days.ts";
import type { Database } from "./database.ts";
import type { EventTable } from "./event-tables.ts";
import { createEventTable, dayOf, endOfDay, levelNumber, openEventTable } from "./event-tables.ts";
import type { PackedPayload } from "./payload.ts";
import { dictionaryOf, packPayload, payloadBytes, unpackPayload } from "./payload.ts";
import type { Signature } from "./signatures.ts";
import { timestampMs } from "./own-time.ts";

/** The day that takes events: its table, and the bases of its signatures. Dropped when a transaction fails. */
export type OpenDay = {
  /** Turns to the day of a received time, closing the one before. Never turns back. */
  turnTo(receivedAtMs: number): void;
  holds(projectId: number, eventId: Uint8Array): boolean;
  insert(event: DigestedEvent, eventId: Uint8Array, ids: RowIds): void;
  /** The events of a signature are to be removed, its base among them. */
  forget(signatureId: number): void;
  /** Writes how many events were inserted since the last time. */
  writeCounts(): void;
};

export type RowIds = { readonly signature: Signature; readonly environmentId: number; readonly releaseId: number };

type Base = { readonly id: number; readonly dictionary: Uint8Array };

const FIND_OPEN_DAY = "SELECT day FROM event_day WHERE is_closed = 0 ORDER BY day DESC LIMIT 1";
const ADD_TO_DAY = "UPDATE event_day SET event_count = event_count + ? WHERE day = ?";

const MAX_BASE_BYTES = 8 * 1024 * 1024;
const BASE_OVERHEAD_BYTES = 200;

export function openDay(db: Database, closedDays: ClosedDays): OpenDay {
  const row = db.statement(FIND_OPEN_DAY).get() as { day: string } | undefined;
  let table: EventTable | undefined = row === undefined ? undefined : openEventTable(db, row.day);
  let endMs = row === undefined ? 0 : endOfDay(row.day);
  let inserted = 0;
  const bases = boundedCache<number, Base>(MAX_BASE_BYTES, ({ dictionary }) => dictionary.length + BASE_OVERHEAD_BYTES);

  const current = (): EventTable => {
    if (table === undefined) throw new Error("no day is open");
    return table;
  };
  const writeCounts = (): void => {
    if (inserted > 0) db.statement(ADD_TO_DAY).run(inserted, current().day);
    inserted = 0;
  };
  const baseOf = (signatureId: number): Base | undefined => {
    const known = bases.get(signatureId);
    if (known !== undefined) return known;
    const found = current().findBase.get(signatureId) as ({ id: number } & PackedPayload) | undefined;
    if (found === undefined) return undefined;
    const base = { id: found.id, dictionary: dictionaryOf(unpackPayload(found, undefined)) };
    bases.set(signatureId, base);
    return base;
  };

  return {
    turnTo(receivedAtMs) {
      if (receivedAtMs < endMs) return;
      writeCounts();
      if (table !== undefined) closedDays.close(table.day);
      const day = dayOf(receivedAtMs);
      createEventTable(db, day);
      table = openEventTable(db, day);
      endMs = endOfDay(day);
      bases.clear();
    },
    holds: (projectId, eventId) => table !== undefined && table.exists.get(eventId, projectId) !== undefined,
    insert(event, eventId, ids) {
      const { id: signatureId, hasRollUps } = ids.signature;
      const bytes = payloadBytes({
        title: event.title,
        culprit: event.culprit,
        tags: event.tags,
        ...(event.groupingRulesId !== undefined && { rulesId: event.groupingRulesId }),
        event: event.event,
      });
      // What this batch made has a base only if this batch put it there.
      const base = hasRollUps ? baseOf(signatureId) : bases.get(signatureId);
      const payload = packPayload(bytes, base?.dictionary);
      const { lastInsertRowid } = current().insert.run(
        event.projectId,
        eventId,
        signatureId,
        event.receivedAtMs,
        timestampMs(event),
        levelNumber(event.level),
        ids.environmentId,
        ids.releaseId,
        event.userKey ?? null,
        base?.id ?? null,
        bytes.length,
        payload,
      );
      inserted += 1;
      if (base === undefined) bases.set(signatureId, { id: lastInsertRowid, dictionary: dictionaryOf(bytes) });
    },
    forget: (signatureId) => bases.delete(signatureId),
    writeCounts,
  };
}
