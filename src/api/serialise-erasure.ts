import type { Erasure } from "../retention/erasure.ts";
import { dateOf } from "./dates.ts";

/** Said in every receipt, since whoever answers for the data has to act on it. */
const NOT_REACHED =
  "Backups and copies made before it was finished still hold the person: let them expire, or erase again after a restore. " +
  "What members wrote in comments, and what was sent to code hosts and alert channels, is not looked through.";

/** A receipt, as the API and the command line give it. */
export function serialiseErasure(erasure: Erasure) {
  const { id, projectId, kind, personHash, askedBy, askedAtMs, state, finishedAtMs } = erasure;
  const { looked, events, attachments, reports, texts } = erasure;
  return {
    id: String(id),
    scope: projectId === undefined ? "organization" : "project",
    kind,
    personHash,
    askedBy,
    dateCreated: dateOf(askedAtMs),
    state,
    lookedAt: looked,
    erased: { events, attachments, reports, texts },
    dateFinished: finishedAtMs === undefined ? null : dateOf(finishedAtMs),
    notReached: NOT_REACHED,
  };
}
