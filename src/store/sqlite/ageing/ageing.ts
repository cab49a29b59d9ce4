import { channel } from "node:diagnostics_channel";
import { cutOf, retentionInForce } from "../../../retention/retention.ts";
import type { BlobSweeper } from "../../blob/disk/disk.ts";
import type { Database } from "../database.ts";
import { transaction } from "../database.ts";
import { dayOf } from "../event-tables.ts";
import { removeOldOutcomes, removeOldRollUps, removeOldSessions } from "./counts.ts";
import { dropExpiredDays, removeProjectDays } from "./days.ts";
import { removeDeletedProjects } from "./deleted-projects.ts";
import { removeFreed } from "../freed-files.ts";
import { removeOldAttachments, removeOldReports, removeOrphans } from "./files.ts";
import { thinProject } from "./thin.ts";
import type { Slices } from "./slices.ts";

/** Takes away, a slice at a time, what is older than it may be, and what deleted projects have left. */
export type Ageing = {
  /** Works for about so long, in a transaction of its own. False when nothing is left to do today. */
  readonly step: (budgetMs: number) => boolean;
  /** Somebody decided what makes more go: it looks again at once. */
  readonly lookAgain: () => void;
};

export type AgeingDeps = {
  /** Days that the installation keeps events. */
  readonly retentionDays: number;
  /** By what time things are old, Unix ms: see held-back.ts. */
  readonly receivedNow: () => number;
  /** What the writer remembers of days and signatures is to be looked up again. */
  readonly forget: () => void;
  readonly blobs: BlobSweeper;
};

/** Where a crash is worth trying: `npm run crash` listens. */
const stages = channel("culprit:stage");

const LIST_PROJECTS = "SELECT id, retention_days, max_events FROM project WHERE deleted_at_ms IS NULL";
const DELETE_QUARANTINED = "DELETE FROM quarantine WHERE at_ms < ?";

/** Goes once through everything on each UTC day of received time, and after `lookAgain`. */
export function openAgeing(db: Database, deps: AgeingDeps): Ageing {
  let round: { readonly day: string; readonly work: Slices } | undefined;
  let doneOn: string | undefined;
  return {
    lookAgain() {
      doneOn = undefined;
      round = undefined;
    },
    step(budgetMs) {
      const day = dayOf(deps.receivedNow());
      if (round === undefined && doneOn === day) return false;
      const current = round ?? { day, work: oneRound(db, deps) };
      // When the transaction fails, what it did is to be done again: the round begins anew.
      round = undefined;
      const isDone = transaction(db, () => {
        const isLast = workFor(current.work, budgetMs);
        stages.publish("ageing");
        return isLast;
      });
      removeFreed(db, deps.blobs);
      if (isDone) doneOn = current.day;
      else round = current;
      return !isDone;
    },
  };
}

function workFor(work: Slices, budgetMs: number): boolean {
  const endMs = performance.now() + budgetMs;
  do if (work.next().done === true) return true;
  while (performance.now() < endMs);
  return false;
}

type ProjectRow = { readonly id: number; readonly retention_days: number | null; readonly max_events: number | null };

function* oneRound(db: Database, deps: AgeingDeps): Slices {
  const nowMs = deps.receivedNow();
  const installationCutMs = cutOf(nowMs, deps.retentionDays);
  const rows = db.statement(LIST_PROJECTS).all() as ProjectRow[];
  const cuts = new Map(
    rows.map(({ id, retention_days: days }) => [id, cutOf(nowMs, retentionInForce(deps.retentionDays, days ?? undefined))]),
  );
  const cutOfProject = (projectId: number): number => cuts.get(projectId) ?? installationCutMs;

  yield* removeDeletedProjects(db, deps.forget);
  yield* dropExpiredDays(db, installationCutMs, deps.forget);
  for (const [projectId, cutMs] of cuts) {
    if (cutMs > installationCutMs) yield* removeProjectDays(db, projectId, cutMs);
    yield* removeOldOutcomes(db, projectId, cutMs, nowMs);
    yield* removeOldSessions(db, projectId, cutMs);
  }
  for (const { id: projectId, max_events: maxEvents } of rows) {
    if (maxEvents !== null) yield* thinProject(db, { projectId, maxEvents, nowMs });
  }
  yield* removeOldRollUps(db, cutOfProject);
  yield* removeOldAttachments(db, cutOfProject);
  yield* removeOldReports(db, cutOfProject);
  db.statement(DELETE_QUARANTINED).run(installationCutMs);
  yield* removeOrphans(db, deps.blobs, Date.now());
}
