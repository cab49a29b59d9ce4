import { channel } from "node:diagnostics_channel";
import type { BlobWriter } from "../../digest/attachment/blob-writer.ts";
import type { DigestedBatch, IssueChanges, QuarantinedEntry, RecordedBatch, Recorder } from "../../digest/recorder.ts";
import type { AlertNotices, Became } from "./alert-notices.ts";
import { openAlertNotices } from "./alert-notices.ts";
import { recordAttachments } from "./attachments.ts";
import { recordCheckIns } from "./check-ins.ts";
import type { ClosedDays } from "./closed-days.ts";
import { openClosedDays } from "./closed-days.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import { dayFilterKey } from "./day-filter.ts";
import type { Dictionaries } from "./dictionaries.ts";
import { openDictionaries } from "./dictionaries.ts";
import { eventIdBytes } from "./event-tables.ts";
import { updateIssue } from "./issue-totals.ts";
import type { KeyUse } from "./key-use.ts";
import { openKeyUse } from "./key-use.ts";
import type { OpenDay } from "./open-day.ts";
import { openDay } from "./open-day.ts";
import type { OutcomeSums } from "./outcomes.ts";
import { addOutcome, outcomeOfEvent, writeOutcomes } from "./outcomes.ts";
import { timestampMs } from "./own-time.ts";
import { writeReleaseEvents, writeRollUps } from "./roll-ups.ts";
import type { Sessions } from "./sessions.ts";
import type { SoughtMaps } from "./sought-maps.ts";
import { openSoughtMaps } from "./sought-maps.ts";
import { openSessions } from "./sessions.ts";
import type { SignatureKey, Signatures } from "./signatures.ts";
import { openSignatures } from "./signatures.ts";
import type { BatchTally } from "./tally.ts";
import { addEvent, emptyBatch } from "./tally.ts";
import { recordReports } from "./user-reports.ts";
import type { UserCounts } from "./user-counts.ts";
import { openUserCounts } from "./user-counts.ts";

/** The places in a batch where a crash is worth trying. */
export type RecordingStage = "before-begin" | "rows" | "before-commit" | "after-commit";

export type RecorderDeps = {
  /** Keys the filters of closed days. */
  readonly secretKey: string;
  /** Where the files of events go. */
  readonly blobs: BlobWriter;
  /** There is a mail server: rules that tell members by e-mail reach somebody. */
  readonly hasMail?: boolean;
  /** Unix ms. */
  readonly now?: () => number;
  /** Called at each stage. If not given, the stage is published, and `npm run crash` listens. */
  readonly stage?: (name: RecordingStage) => void;
};

const stages = channel("culprit:stage");

const FIND_STATE = "SELECT position, latest_received_at_ms FROM digest_state WHERE id = 1";
const SET_STATE = `
  UPDATE digest_state SET position = ?, latest_received_at_ms = max(latest_received_at_ms, ?) WHERE id = 1`;
const SET_FIRST_EVENT = "UPDATE project SET first_event_at_ms = ? WHERE id = ? AND first_event_at_ms IS NULL";
const ADD_QUARANTINED = `
  INSERT INTO quarantine (position, at_ms, problem, bytes) VALUES (?, ?, ?, ?) ON CONFLICT (position) DO NOTHING`;
// What cannot be digested is a bug of ours; the newest ones tell as much as all.
const TRIM_QUARANTINE = `
  DELETE FROM quarantine WHERE position IN (SELECT position FROM quarantine ORDER BY position DESC LIMIT -1 OFFSET 1000)`;

const FILTER_BUDGET_MS = 10;

/** What the writer remembers of the store between two batches. */
type Memory = {
  readonly closedDays: ClosedDays;
  readonly openDay: OpenDay;
  readonly signatures: Signatures;
  readonly dictionaries: Dictionaries;
  readonly userCounts: UserCounts;
  readonly sessions: Sessions;
  readonly alerts: AlertNotices;
  readonly keyUse: KeyUse;
  readonly soughtMaps: SoughtMaps;
  /** Projects whose first event is recorded. */
  readonly begunProjects: Set<number>;
};

export type SqliteRecorder = Recorder & {
  /** These signatures have moved to other issues, or are gone: what is remembered of them goes. */
  readonly forget: (signatures: readonly SignatureKey[]) => void;
  /** Days, projects or releases are gone: everything that is remembered goes, and is looked up again. Not within a batch. */
  readonly forgetAll: () => void;
};

/** The writer's half of the digest. One transaction a batch holds the rows, every count, the outcomes and the log position. */
export function sqliteRecorder(db: Database, deps: RecorderDeps): SqliteRecorder {
  const { now = Date.now, stage = (name) => stages.publish(name) } = deps;
  const key = dayFilterKey(deps.secretKey);
  let memory: Memory | undefined;
  const state = (): StateRow => db.statement(FIND_STATE).get() as StateRow;

  return {
    position: () => state().position,
    latestReceivedAtMs: () => state().latest_received_at_ms,
    forget(signatures) {
      for (const signature of signatures) {
        memory?.signatures.forget(signature);
        memory?.openDay.forget(signature.id);
        memory?.userCounts.forget(signature.id);
      }
    },
    forgetAll() {
      memory = undefined;
    },
    record(batch) {
      if (batch.fromPosition < state().position) throw new Error("a batch before the position was recorded already");
      // What was remembered during a transaction that failed may speak of rows that are not there: it is all forgotten.
      const remembered = memory ?? openMemory(db, key, deps.hasMail ?? false);
      memory = undefined;
      remembered.closedDays.makeFilters(FILTER_BUDGET_MS);
      stage("before-begin");
      const recorded = transaction(db, () => recordBatch(db, remembered, batch, { ...deps, now, stage }));
      memory = remembered;
      stage("after-commit");
      return recorded;
    },
  };
}

type StateRow = { readonly position: number; readonly latest_received_at_ms: number };

function openMemory(db: Database, key: Buffer, hasMail: boolean): Memory {
  const closedDays = openClosedDays(db, key);
  const dictionaries = openDictionaries(db);
  return {
    closedDays,
    openDay: openDay(db, closedDays),
    signatures: openSignatures(db),
    dictionaries,
    sessions: openSessions(db, dictionaries),
    alerts: openAlertNotices(db, hasMail),
    keyUse: openKeyUse(db),
    soughtMaps: openSoughtMaps(db),
    userCounts: openUserCounts(db),
    begunProjects: new Set(),
  };
}

type BatchDeps = {
  readonly now: () => number;
  readonly stage: (name: RecordingStage) => void;
  readonly blobs: BlobWriter;
};

function recordBatch(db: Database, memory: Memory, batch: DigestedBatch, { now, stage, blobs }: BatchDeps): RecordedBatch {
  const outcomes: OutcomeSums = new Map();
  const tally = emptyBatch();
  const inserted = insertEvents(memory, batch, tally, outcomes);
  // The rest is whole now that the events were read.
  for (const outcome of batch.outcomes) addOutcome(outcomes, outcome);
  // Before the rows that name them; what a crash leaves without a row is put there again with the batch.
  blobs.put(batch.items?.attachments ?? []);
  recordItems(db, memory, batch.items, outcomes);
  stage("rows");

  const changes = writeCounts(db, memory, tally);
  writeOutcomes(db, outcomes);
  memory.keyUse.note(batch.keyUses ?? new Map());
  quarantine(db, batch.quarantined, now());
  const latestReceivedAtMs = latestOf(batch, inserted.latestReceivedAtMs);
  db.statement(SET_STATE).run(batch.toPosition, latestReceivedAtMs);
  stage("before-commit");
  const { accepted, duplicates } = inserted;
  return { accepted, duplicates, changes };
}

type Inserted = { readonly accepted: number; readonly duplicates: number; readonly latestReceivedAtMs: number };

function latestOf({ items }: DigestedBatch, ofEvents: number): number {
  const latest = (received: readonly { readonly receivedAtMs: number }[]): number =>
    received.reduce((latestMs, { receivedAtMs }) => Math.max(latestMs, receivedAtMs), 0);
  return Math.max(ofEvents, ...Object.values(items ?? {}).map(latest));
}

function recordItems(db: Database, memory: Memory, items: DigestedBatch["items"], outcomes: OutcomeSums): void {
  if (items === undefined) return;
  memory.sessions.record(items.sessions);
  recordReports(db, items.reports, outcomes);
  recordCheckIns(db, items.checkIns, outcomes);
  recordAttachments(db, items.attachments, outcomes);
}

/** Stores the events that are not stored yet and that somebody wants to see. */
function insertEvents(memory: Memory, batch: DigestedBatch, tally: BatchTally, outcomes: OutcomeSums): Inserted {
  const { closedDays, dictionaries, openDay: day, signatures, soughtMaps } = memory;
  let accepted = 0;
  let duplicates = 0;
  let latestReceivedAtMs = 0;
  for (const event of batch.events) {
    latestReceivedAtMs = Math.max(latestReceivedAtMs, event.receivedAtMs);
    const eventId = eventIdBytes(event.event.event_id);
    day.turnTo(event.receivedAtMs);
    // The day's index also knows what this batch has put there.
    if (day.holds(event.projectId, eventId) || closedDays.holds(event.projectId, eventId)) {
      duplicates += 1;
      addOutcome(outcomes, outcomeOfEvent(event, "duplicate"));
      continue;
    }
    const signature = signatures.of(event);
    if (signature === undefined) {
      addOutcome(outcomes, outcomeOfEvent(event, "discarded"));
      continue;
    }
    const environmentId = dictionaries.environmentId(event.projectId, event.event.environment);
    const releaseId = dictionaries.releaseId(event.projectId, event.event.release, timestampMs(event));
    day.insert(event, eventId, { signature, environmentId, releaseId });
    if (event.sought !== undefined) soughtMaps.note(event.projectId, signature.id, event.sought);
    addEvent(tally, event, signature, { environmentId, releaseId });
    addOutcome(outcomes, outcomeOfEvent(event, "accepted"));
    accepted += 1;
  }
  day.writeCounts();
  return { accepted, duplicates, latestReceivedAtMs };
}

function writeCounts(db: Database, memory: Memory, tally: BatchTally): readonly IssueChanges[] {
  const grownIssues = new Set<number>();
  for (const signatureTally of tally.signatures.values()) {
    const { signature, users } = signatureTally;
    if (memory.userCounts.add(signature, users)) grownIssues.add(signature.issueId);
    writeRollUps(db, memory.dictionaries, signatureTally);
  }
  writeReleaseEvents(db, tally.signatures.values());
  for (const [projectId, receivedAtMs] of tally.projects) {
    if (!memory.begunProjects.has(projectId)) db.statement(SET_FIRST_EVENT).run(receivedAtMs, projectId);
    memory.begunProjects.add(projectId);
  }
  return updateIssues(db, memory, tally, grownIssues);
}

function updateIssues(
  db: Database,
  { userCounts, alerts }: Memory,
  tally: BatchTally,
  grownIssues: ReadonlySet<number>,
): readonly IssueChanges[] {
  const changes = new Map<number, { projectId: number; issueIds: number[]; newIssueIds: number[] }>();
  const became = new Map<number, Became>();
  for (const issue of tally.issues.values()) {
    const userCount = grownIssues.has(issue.issueId) ? userCounts.ofIssue(issue.issueId) : undefined;
    const updated = updateIssue(db, issue, userCount);
    if (updated.became !== undefined) became.set(issue.issueId, updated.became);
    let change = changes.get(issue.projectId);
    if (change === undefined) {
      change = { projectId: issue.projectId, issueIds: [], newIssueIds: [] };
      changes.set(issue.projectId, change);
    }
    change.issueIds.push(issue.issueId);
    if (updated.isNew) change.newIssueIds.push(issue.issueId);
  }
  alerts.write(tally, became);
  return [...changes.values()];
}

function quarantine(db: Database, entries: readonly QuarantinedEntry[], nowMs: number): void {
  for (const { position, problem, bytes } of entries) db.statement(ADD_QUARANTINED).run(position, nowMs, problem, bytes);
  if (entries.length > 0) db.statement(TRIM_QUARANTINE).run();
}
