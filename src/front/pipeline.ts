import type { Logger } from "pino";
import type { DataDirectory } from "../data-directory.ts";
import type { DoorSettings } from "../digest/digest-thread.ts";
import type { IssueChanges } from "../digest/recorder.ts";
import type { Admission } from "../ingest/admission.ts";
import { createAdmission } from "../ingest/admission.ts";
import type { Backlog } from "../ingest/backlog.ts";
import { createBacklog } from "../ingest/backlog.ts";
import { createKeyCache } from "../ingest/key-cache.ts";
import type { KeyCache } from "../ingest/key-cache.ts";
import { createReceivedClock } from "../ingest/received-clock.ts";
import type { LogWriter } from "../log/log.ts";
import { openLogWriter } from "../log/segments/writer.ts";
import type { DigestLink } from "./digest-link.ts";
import { startDigest } from "./digest-link.ts";
import { watchDisk } from "./disk-watch.ts";

/** Beyond this backlog new requests are answered 503: at 2.5 KB a request, over a million of them. */
export const MAX_LOG_DEPTH_BYTES = 4 * 1024 ** 3;

/** The door counts what it lets in; what was filtered or came twice is taken off again when the store is asked. */
const REFRESH_USAGE_MS = 5 * 60_000;
const UNREADY_WORDS = {
  "log-full": "the backlog is full; see the log lines for why the store refuses",
  "disk-low": "the disk of the data directory is nearly full; free some space",
};

/** The log and the digest behind it: what keeps an event once it is accepted. */
export type Pipeline = {
  readonly log: LogWriter;
  readonly digest: DigestLink;
  readonly keys: KeyCache;
  readonly backlog: Backlog;
  readonly admission: Admission;
  /** Why nothing more can be kept now. */
  readonly cannotKeep: () => "log-full" | "disk-low" | undefined;
  /** Received time, Unix ms; never goes backwards, not even over a restart. */
  readonly now: () => number;
  readonly canKeep: () => { readonly ready: boolean; readonly reason: string };
  readonly measures: () => {
    readonly logDepthBytes: number;
    readonly digestLagMs: number;
    readonly digestedEvents: number;
    readonly duplicateEvents: number;
    readonly canKeep: boolean;
  };
  readonly close: () => Promise<void>;
};

export async function openPipeline(
  directory: DataDirectory,
  logger: Logger,
  events: { readonly onChanges: (changes: readonly IssueChanges[]) => void; readonly onFailed: (error: Error) => void },
): Promise<Pipeline> {
  const keys = createKeyCache();
  const totals = { accepted: 0, duplicates: 0 };
  const opened: { log?: LogWriter; backlog?: Backlog; admission?: Admission } = {};
  const applySettings = ({ keys: list, admissions, usages }: DoorSettings): void => {
    keys.replaceAll(list);
    opened.admission?.replaceAll(list, admissions);
    opened.admission?.refreshUsage(usages, Date.now());
  };

  const digest = await startDigest(
    { storePath: directory.storePath, logPath: directory.logPath, secretKey: directory.secretKey() },
    {
      onDigested(digested) {
        opened.log?.release(digested.position);
        opened.backlog?.noteDigested(digested.position, Date.now());
        totals.accepted += digested.accepted;
        totals.duplicates += digested.duplicates;
        events.onChanges(digested.changes);
      },
      onSettings: applySettings,
      onStoreUnavailable: (message) => logger.error(`the store refuses, events wait in the log: ${message}`),
      onDied: events.onFailed,
    },
  );
  const now = createReceivedClock(digest.opened.latestReceivedAtMs);
  const writer = await openLogWriter({
    directory: directory.logPath,
    releasedPosition: digest.opened.position,
    onProblem: (message) => logger.error(message),
  });
  const log = announcing(writer, (end) => {
    digest.durable({ end, receivedAtMs: now() });
  });
  opened.log = log;
  const backlog = createBacklog({ end: log.durableEnd(), bytes: log.depthBytes() }, Date.now());
  opened.backlog = backlog;
  const admission = createAdmission(backlog);
  opened.admission = admission;
  applySettings(digest.opened.settings);
  digest.durable({ end: log.durableEnd(), receivedAtMs: now() });

  const disk = await watchDisk(directory.path, {
    onChange: (isLow, freeBytes) => {
      const free = `${Math.floor(freeBytes / 1024 ** 2)} MiB are free on the disk of the data directory`;
      if (isLow) logger.error(`${free}: events are refused until there is more room`);
      else logger.info(`${free}: events are taken again`);
    },
  });
  const cannotKeep = (): "log-full" | "disk-low" | undefined => {
    if (log.depthBytes() >= MAX_LOG_DEPTH_BYTES) return "log-full";
    return disk.isLow() ? "disk-low" : undefined;
  };
  const refreshing = setInterval(() => {
    void digest.usages().then(
      (usages) => admission.refreshUsage(usages, Date.now()),
      () => {}, // The thread has ended, which is told elsewhere.
    );
  }, REFRESH_USAGE_MS);
  refreshing.unref();
  const canKeep = (): { ready: boolean; reason: string } => {
    const problem = cannotKeep();
    return problem === undefined ? { ready: true, reason: "ready" } : { ready: false, reason: UNREADY_WORDS[problem] };
  };
  return {
    log,
    digest,
    keys,
    backlog,
    admission,
    now,
    cannotKeep,
    canKeep,
    measures: () => ({
      logDepthBytes: log.depthBytes(),
      digestLagMs: backlog.ageMs(Date.now()),
      digestedEvents: totals.accepted,
      duplicateEvents: totals.duplicates,
      canKeep: canKeep().ready,
    }),
    async close() {
      clearInterval(refreshing);
      disk.close();
      await log.close();
      await digest.stop();
    },
  };
}

/** Tells the reader once a group how far it may read. */
function announcing(writer: LogWriter, tell: (end: number) => void): LogWriter {
  let told = -1;
  return {
    ...writer,
    async append(parts) {
      const place = await writer.append(parts);
      const end = writer.durableEnd();
      if (end !== told) tell((told = end));
      return place;
    },
  };
}
