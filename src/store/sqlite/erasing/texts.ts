import { decodeLoggedRequest } from "../../../protocol/logged-request.ts";
import { ERASED } from "../../../retention/person.ts";
import type { Database, Row } from "../database.ts";
import { blankLook } from "../looks.ts";
import type { Erasing, ErasingSlices } from "./erasing-deps.ts";

const CHUNK = 100;
const NEXT_TAGS = `SELECT id, project_id, key, value FROM tag WHERE id > ? ORDER BY id LIMIT ${CHUNK}`;
const SET_TAG = "UPDATE tag SET value = ? WHERE id = ?";

/** Writes over the values of tags that stand for the person. What is counted under them stays counted. */
export function* eraseTags(db: Database, job: Erasing, forgetAll: () => void): ErasingSlices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT_TAGS).all(after) as { id: number; project_id: number; key: string; value: string }[];
    if (rows.length === 0) return;
    for (const { id, project_id: projectId, key, value } of rows) {
      after = id;
      if (!job.projectIds.has(projectId) || !job.sighting.inTag(key, value)) continue;
      // With its number: two of them may have been two persons, and remain two values.
      db.statement(SET_TAG).run(`${ERASED} ${id}`, id);
      forgetAll();
      job.done.texts += 1;
    }
    yield "rest";
  }
}

/** Texts that are made of events and outlive them. */
const TEXTS = [
  {
    columns: ["title", "culprit", "metadata"],
    next: `SELECT id, project_id, title, culprit, metadata FROM issue WHERE id > ? ORDER BY id LIMIT ${CHUNK}`,
    set: "UPDATE issue SET title = ?, culprit = ?, metadata = ? WHERE id = ?",
  },
  {
    columns: ["message"],
    next: `SELECT id, project_id, message FROM alert_delivery WHERE id > ? ORDER BY id LIMIT ${CHUNK}`,
    set: "UPDATE alert_delivery SET message = ? WHERE id = ?",
  },
  {
    columns: ["title"],
    next: `
      SELECT issue_link.issue_id AS id, issue.project_id, issue_link.title FROM issue_link JOIN issue ON issue.id = issue_link.issue_id
      WHERE issue_link.issue_id > ? ORDER BY issue_link.issue_id LIMIT ${CHUNK}`,
    set: "UPDATE issue_link SET title = ? WHERE issue_id = ?",
  },
];

const NEXT_LOOKS = `
  SELECT signature_id AS id, project_id, sketch FROM signature_look WHERE signature_id > ? ORDER BY signature_id LIMIT ${CHUNK}`;
const NEXT_QUARANTINED = "SELECT position, bytes FROM quarantine WHERE position > ? ORDER BY position LIMIT 1";
const DELETE_QUARANTINED = "DELETE FROM quarantine WHERE position = ?";

/** Takes an address out of titles and of messages about them. Ids and names are words like others and are looked for in events alone. */
export function* eraseTexts(db: Database, job: Erasing): ErasingSlices {
  const { sighting, projectIds } = job;
  for (const { columns, next, set } of TEXTS) {
    yield* walk(db, next, (row) => {
      const texts = columns.map((column) => String(row[column]));
      const erased = texts.map((text) => sighting.takenOut(text));
      if (!projectIds.has(Number(row["project_id"])) || erased.every((text) => text === undefined)) return;
      db.statement(set).run(...erased.map((text, place) => text ?? texts[place] ?? ""), Number(row["id"]));
      job.done.texts += 1;
    });
  }
  yield* walk(db, NEXT_LOOKS, (row) => {
    if (!projectIds.has(Number(row["project_id"])) || sighting.takenOut(String(row["sketch"])) === undefined) return;
    blankLook(db, Number(row["id"]), Number(row["project_id"]));
    job.done.texts += 1;
  });
  yield* eraseQuarantined(db, projectIds);
}

function* walk(db: Database, next: string, visit: (row: Row) => void): ErasingSlices {
  for (let after = 0; ;) {
    const rows = db.statement(next).all(after);
    if (rows.length === 0) return;
    for (const row of rows) {
      after = Number(row["id"]);
      visit(row);
    }
    yield "rest";
  }
}

/** What could not be digested cannot be looked through: it goes, with the projects that it is of. */
function* eraseQuarantined(db: Database, projectIds: ReadonlySet<number>): ErasingSlices {
  for (let after = -1; ;) {
    const row = db.statement(NEXT_QUARANTINED).get(after) as { position: number; bytes: Uint8Array } | undefined;
    if (row === undefined) return;
    after = row.position;
    const decoded = decodeLoggedRequest(row.bytes);
    if (row.bytes.length > 0 && (!decoded.ok || projectIds.has(decoded.value.projectId))) {
      db.statement(DELETE_QUARANTINED).run(row.position);
    }
    yield "rest";
  }
}
