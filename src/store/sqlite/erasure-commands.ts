import type { Erasure, ErasureCommands, ErasureReader } from "../../retention/erasure.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";

const ADD = `
  INSERT INTO erasure (organization_id, within_project_id, kind, value, person_hash, by_user_id, asked_by, asked_at_ms, until_position)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ifnull(?, (SELECT position FROM digest_state)))`;
const LIST = `
  SELECT id, organization_id, within_project_id, kind, person_hash, asked_by, asked_at_ms, looked, events, attachments, reports, texts,
    is_waiting, finished_at_ms
  FROM erasure WHERE organization_id = ?1 AND (?2 IS NULL OR within_project_id IS NULL OR within_project_id = ?2)
  ORDER BY id DESC LIMIT 1000`;

/** `now` is Unix ms. What is asked for here is done by erasing/. */
export function erasureCommands(db: Database, now: () => number): Now<ErasureCommands> {
  return {
    erasePerson({ organizationId, projectId, person, personHash, byUserId, askedBy, untilPosition }) {
      const { lastInsertRowid } = db
        .statement(ADD)
        .run(
          organizationId,
          projectId ?? null,
          person.kind,
          person.value,
          personHash,
          byUserId ?? null,
          askedBy,
          now(),
          untilPosition ?? null,
        );
      return { id: lastInsertRowid };
    },
  };
}

type ErasureRow = {
  readonly id: number;
  readonly organization_id: number;
  readonly within_project_id: number | null;
  readonly kind: Erasure["kind"];
  readonly person_hash: string;
  readonly asked_by: string;
  readonly asked_at_ms: number;
  readonly looked: number;
  readonly events: number;
  readonly attachments: number;
  readonly reports: number;
  readonly texts: number;
  readonly is_waiting: number;
  readonly finished_at_ms: number | null;
};

export function erasureReader(db: Database): ErasureReader {
  return {
    async listErasures({ organizationId, projectId }) {
      const rows = db.statement(LIST).all(organizationId, projectId ?? null) as ErasureRow[];
      return rows.map(erasureOf);
    },
  };
}

function erasureOf({ looked, events, attachments, reports, texts, ...row }: ErasureRow): Erasure {
  const running = row.is_waiting === 1 ? "waiting" : "running";
  return {
    id: row.id,
    organizationId: row.organization_id,
    projectId: row.within_project_id ?? undefined,
    kind: row.kind,
    personHash: row.person_hash,
    askedBy: row.asked_by,
    askedAtMs: row.asked_at_ms,
    state: row.finished_at_ms === null ? running : "finished",
    looked,
    events,
    attachments,
    reports,
    texts,
    finishedAtMs: row.finished_at_ms ?? undefined,
  };
}
