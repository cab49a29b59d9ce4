import type { Commands } from "../../api/commands.ts";
import type { Recorder } from "../../digest/recorder.ts";
import type { EventRules } from "../../project/event-rules.ts";
import type { GroupingRulesVersion } from "../../project/grouping-rules.ts";
import type { ProjectAdmission, ProjectUsage } from "../../project/admission.ts";
import type { ClientKey } from "../../project/project.ts";
import { DEFAULT_RETENTION_DAYS } from "../../retention/retention.ts";
import type { ResolvedIssues } from "../../release/release.ts";
import type { OutcomeCount } from "../../protocol/outcome.ts";
import { blobsBeside, diskBlobFiles, diskBlobSweeper, diskBlobWriter } from "../blob/disk/disk.ts";
import { needsSetup } from "./account-commands.ts";
import { hasAlertChannel } from "./alert-commands.ts";
import { listAdmissions, listUsages } from "./admission.ts";
import { listAllClientKeys } from "./client-key-commands.ts";
import { hasCodeHost } from "./codehost-commands.ts";
import { sqliteCommands } from "./commands.ts";
import { openWriter } from "./database.ts";
import { indexDaysByProject } from "./event-tables.ts";
import { rulesForDigest } from "./event-rules.ts";
import type { RemappedEvent } from "../../digest/event/remap-event.ts";
import type { Event } from "../../protocol/event.ts";
import type { Mapping } from "./mapping.ts";
import { openMapping } from "./mapping.ts";
import { removeFreed } from "./freed-files.ts";
import type { RememberingMaps } from "./map-source.ts";
import { rememberingMaps } from "./map-source.ts";
import { keepBeforeMigration } from "./keep-before.ts";
import { groupingRulesForDigest } from "./grouping-rules.ts";
import type { SketchOf } from "./looks.ts";
import { openLooks } from "./looks.ts";
import { checkVersion, migrate } from "./migrate.ts";
import { flushOutcomes } from "./outcomes.ts";
import type { Describe } from "./regroup-deps.ts";
import { sqliteArtifactFinder } from "./read/artifacts.ts";
import { openEraser } from "./erasing/erasing.ts";
import { openAgeing } from "./ageing/ageing.ts";
import { heldBackClock } from "./ageing/held-back.ts";
import { openRemoval } from "./removal.ts";
import type { RecorderDeps } from "./recorder.ts";
import { sqliteRecorder } from "./recorder.ts";

/** Everything that the one writer does, over one connection. Synchronous but for the shape of `commands`. */
export type SqliteWriter = {
  readonly recorder: Recorder;
  readonly commands: Commands;
  /** Outcomes of items refused at the door. */
  readonly flushOutcomes: (outcomes: readonly OutcomeCount[]) => void;
  /** Works for about so long on what was deleted or has grown too old. False when nothing is left for now. */
  readonly tidy: (budgetMs: number) => boolean;
  /** The part of that which erases persons. */
  readonly erase: (budgetMs: number) => boolean;
  /** Somebody deleted a project or shortened how long its events are kept. */
  readonly tidySoon: () => void;
  /** Works for about so long on noting what new signatures look like. False when nothing is left. */
  readonly noteLooks: (budgetMs: number) => boolean;
  readonly needsSetup: () => boolean;
  readonly hasCodeHost: () => boolean;
  readonly hasAlertChannel: () => boolean;
  readonly listAllClientKeys: () => readonly ClientKey[];
  /** What a project filters and scrubs, as of now. */
  readonly rulesOf: (projectId: number) => EventRules;
  /** Works for about so long on events whose files have come since. */
  readonly mapAgain: Mapping["step"];
  /** Source maps, as of now. */
  readonly maps: RememberingMaps;
  /** How a project wants its events grouped, as of now. */
  readonly groupingRulesOf: (projectId: number) => GroupingRulesVersion | undefined;
  readonly listAdmissions: () => readonly ProjectAdmission[];
  readonly listUsages: (nowMs: number) => readonly ProjectUsage[];
  readonly close: () => void;
};

export type WriterDeps = Omit<RecorderDeps, "blobs"> & {
  /** Received time, Unix ms, as far as this thread knows; default: `now`. Decisions are timed by it. */
  readonly receivedNow?: () => number;
  readonly describe: Describe;
  /** Maps a stored event again; absent: none is. */
  readonly remap?: (event: Event, projectId: number, maps: RememberingMaps) => RemappedEvent | undefined;
  /** Told which issues commits resolved. */
  readonly onResolved?: (resolved: ResolvedIssues) => void;
  readonly sketchOf: SketchOf;
  /** Days that events are kept; default: 90. */
  readonly retentionDays?: number;
};

/** Opens the store, brings it to this version, and gives out its writing side. Throws `StoreTooNew`, `StoreTooOld` or `StoreUnavailable`. */
export function openSqliteWriter(storePath: string, deps: WriterDeps): SqliteWriter {
  const { now = Date.now, receivedNow = now } = deps;
  const db = openWriter(storePath);
  try {
    checkVersion(db);
    keepBeforeMigration(db, storePath);
    migrate(db);
    indexDaysByProject(db);
  } catch (error) {
    db.close();
    throw error;
  }
  const recorder = sqliteRecorder(db, { ...deps, blobs: diskBlobWriter(blobsBeside(storePath)) });
  const { describe, retentionDays = DEFAULT_RETENTION_DAYS } = deps;
  const maps = rememberingMaps(sqliteArtifactFinder(db), diskBlobFiles(blobsBeside(storePath)));
  const { onResolved = () => {} } = deps;
  const regroup = { forget: recorder.forget, forgetAll: recorder.forgetAll, describe, onResolved };
  // Whatever the clock did: nothing is decided before what was received already.
  const decidedAt = (): number => Math.max(receivedNow(), recorder.latestReceivedAtMs());
  const commands = sqliteCommands(db, now, decidedAt, regroup, maps.forget);
  const remap = (event: Event, projectId: number): RemappedEvent | undefined => deps.remap?.(event, projectId, maps);
  const removal = openRemoval(db);
  const blobs = diskBlobSweeper(blobsBeside(storePath));
  const oldBy = heldBackClock(db, { receivedNow: decidedAt, wallClock: now });
  const ageing = openAgeing(db, { retentionDays, receivedNow: oldBy, forget: recorder.forgetAll, blobs });
  const { secretKey } = deps;
  const eraser = openEraser(db, { ...recorder, secretKey, now, blobs });
  return {
    recorder,
    commands,
    mapAgain: openMapping(db, { describe, remap, commands }).step,
    flushOutcomes: (outcomes) => flushOutcomes(db, outcomes),
    tidy: (budgetMs) => removeFreed(db, blobs) || removal.step(budgetMs) || eraser.step(budgetMs) || ageing.step(budgetMs),
    erase: eraser.step,
    tidySoon: ageing.lookAgain,
    noteLooks: openLooks(db, deps.sketchOf).step,
    needsSetup: () => needsSetup(db),
    hasCodeHost: () => hasCodeHost(db),
    hasAlertChannel: () => hasAlertChannel(db),
    listAllClientKeys: () => listAllClientKeys(db),
    rulesOf: rulesForDigest(db),
    maps,
    groupingRulesOf: groupingRulesForDigest(db),
    listAdmissions: () => listAdmissions(db),
    listUsages: (nowMs) => listUsages(db, nowMs),
    close: () => db.close(),
  };
}
