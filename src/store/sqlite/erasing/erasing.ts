import { channel } from "node:diagnostics_channel";
import type { BlobSweeper } from "../../blob/disk/disk.ts";
import type { Person } from "../../../retention/person.ts";
import { sightingOf } from "../../../retention/person.ts";
import { auditCommands } from "../audit.ts";
import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { removeFreed } from "../freed-files.ts";
import type { SignatureKey } from "../signatures.ts";
import type { Erasing } from "./erasing-deps.ts";
import { eraseEvents } from "./events.ts";
import { eraseReports } from "./reports.ts";
import { eraseTags, eraseTexts } from "./texts.ts";
import { eraseUsers } from "./users.ts";

/** Takes away, a slice at a time, what is stored of persons who are to be erased. */
export type Eraser = {
  /** Works for about so long, in a transaction of its own. False when there is nothing to do now. */
  readonly step: (budgetMs: number) => boolean;
};

export type EraserDeps = {
  /** Keys what users are counted by. */
  readonly secretKey: string;
  /** How far the log is digested. */
  readonly position: () => number;
  /** Unix ms. */
  readonly now: () => number;
  readonly forget: (signatures: readonly SignatureKey[]) => void;
  readonly forgetAll: () => void;
  readonly blobs: BlobSweeper;
};

/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

const FIND_NEXT = "SELECT * FROM erasure WHERE finished_at_ms IS NULL ORDER BY id LIMIT 1";
const LIST_PROJECTS = `
  SELECT id FROM project WHERE organization_id = ? AND deleted_at_ms IS NULL AND (?2 IS NULL OR id = ?2)`;
const SAVE = `
  UPDATE erasure SET day = ?, row_id = ?, looked = ?, events = ?, attachments = ?, reports = ?, texts = ?, is_waiting = ? WHERE id = ?`;
const FINISH = "UPDATE erasure SET value = NULL, is_waiting = 0, finished_at_ms = ? WHERE id = ?";
const FORGET_USERS = "DELETE FROM erasure_user WHERE erasure_id = ?";

const FIND_ASKED = `
  SELECT erasure.organization_id, by_user_id, asked_by, organization.slug AS organization, project.slug AS project FROM erasure
  LEFT JOIN organization ON organization.id = erasure.organization_id LEFT JOIN project ON project.id = within_project_id
  WHERE erasure.id = ?`;

type AskedRow = {
  readonly organization_id: number;
  readonly by_user_id: number | null;
  readonly asked_by: string;
  readonly organization: string | null;
  readonly project: string | null;
};
type ErasureRow = {
  readonly id: number;
  readonly organization_id: number;
  readonly within_project_id: number | null;
  readonly kind: Person["kind"];
  readonly value: string;
  readonly until_position: number;
  readonly day: string;
  readonly row_id: number;
  readonly looked: number;
  readonly events: number;
  readonly attachments: number;
  readonly reports: number;
  readonly texts: number;
};

type Begun = { readonly job: Erasing; readonly work: Generator<"rest" | "wait", void> };

/**
 * One erasure after the other, in the order they were asked for. How far it is stands in its row, written with each slice: after a
 * crash it goes on from there. What is cut short within a day's signature is found again by what is left of it.
 */
export function openEraser(db: Database, deps: EraserDeps): Eraser {
  let current: Begun | undefined;
  return {
    step(budgetMs) {
      const at = current ?? begin(db, deps);
      // What a transaction that fails has done is to be done again, from what is stored.
      current = undefined;
      if (at === undefined) return false;
      // What is deleted is overwritten, not only given up: the pages are used again by and by alone.
      db.exec("PRAGMA secure_delete = ON");
      try {
        const state = transaction(db, () => {
          const reached = workFor(at.work, budgetMs);
          save(db, at.job, reached === "wait");
          if (reached === "done") finish(db, at.job, deps.now());
          stages.publish("erasing");
          return reached;
        });
        removeFreed(db, deps.blobs);
        if (state !== "done") current = at;
        return state !== "wait";
      } finally {
        db.exec("PRAGMA secure_delete = OFF");
      }
    },
  };
}

function begin(db: Database, deps: EraserDeps): Begun | undefined {
  const row = db.statement(FIND_NEXT).get() as ErasureRow | undefined;
  return row === undefined ? undefined : erasingOf(db, deps, row);
}

function erasingOf(db: Database, deps: EraserDeps, row: ErasureRow): Begun {
  const projects = db.statement(LIST_PROJECTS).all(row.organization_id, row.within_project_id) as { id: number }[];
  const person = { kind: row.kind, value: row.value };
  const { day, row_id: rowId, looked, events, attachments, reports, texts } = row;
  const job: Erasing = {
    id: row.id,
    projectIds: new Set(projects.map(({ id }) => id)),
    person,
    sighting: sightingOf(person),
    untilPosition: row.until_position,
    reached: { day, rowId, looked },
    done: { events, attachments, reports, texts },
  };
  return { job, work: erase(db, deps, job) };
}

function* erase(db: Database, deps: EraserDeps, job: Erasing): Generator<"rest" | "wait", void> {
  for (;;) {
    // Once all that lay in the log is digested, one more look is the last.
    const isLast = deps.position() >= job.untilPosition;
    yield* eraseEvents(db, job, deps.forget);
    if (isLast) break;
    yield "wait";
  }
  yield* eraseReports(db, job);
  yield* eraseUsers(db, job, deps);
  yield* eraseTags(db, job, deps.forgetAll);
  yield* eraseTexts(db, job);
}

function workFor(work: Generator<"rest" | "wait", void>, budgetMs: number): "done" | "rest" | "wait" {
  const endMs = performance.now() + budgetMs;
  do {
    const { done, value } = work.next();
    if (done === true) return "done";
    if (value === "wait") return "wait";
  } while (performance.now() < endMs);
  return "rest";
}

function save(db: Database, { id, reached, done }: Erasing, isWaiting: boolean): void {
  const { day, rowId, looked } = reached;
  const { events, attachments, reports, texts } = done;
  db.statement(SAVE).run(day, rowId, looked, events, attachments, reports, texts, isWaiting ? 1 : 0, id);
}

/** The log of changes tells of it, as of the request: with what went, and without whom it was about. */
function finish(db: Database, { id, done }: Erasing, nowMs: number): void {
  db.statement(FORGET_USERS).run(id);
  db.statement(FINISH).run(nowMs, id);
  const asked = db.statement(FIND_ASKED).get(id) as AskedRow;
  const isOfProject = asked.project !== null;
  auditCommands(db, () => nowMs).noteChange({
    organizationId: asked.organization_id,
    userId: asked.by_user_id ?? undefined,
    actor: asked.asked_by,
    ip: "",
    action: isOfProject ? "projects.erasures.finish" : "erasures.finish",
    target: isOfProject
      ? `projects/${asked.organization}/${asked.project}/erasures`
      : `organizations/${asked.organization}/erasures`,
    note: `receipt ${id}: ${done.events} events, ${done.attachments} files, ${done.reports} reports, ${done.texts} texts`,
  });
}
