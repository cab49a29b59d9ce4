import type { Logger } from "pino";
import type { DataDirectory } from "../data-directory.ts";
import type { IssueChanges } from "../digest/recorder.ts";
import type { Doorkeeper } from "../ingest/doorkeeper.ts";
import { createDoorkeeper } from "../ingest/doorkeeper.ts";
import { createReceivedClock } from "../ingest/received-clock.ts";
import type { LogWriter } from "../log/log.ts";
import { openLogWriter } from "../log/segments/writer.ts";
import type { DigestLink } from "./digest-link.ts";
import { startDigest } from "./digest-link.ts";
import type { Room } from "./room.ts";
import { openRoom } from "./room.ts";

/** The door counts what it lets in; what was filtered or came twice is taken off again when the store is asked. */
const REFRESH_USAGE_MS = 5 * 60_000;

/** The log and the digest behind it: what keeps an event once it is accepted. */
export type Pipeline = {
  readonly log: LogWriter;
  readonly digest: DigestLink;
  readonly doorkeeper: Doorkeeper;
  readonly room: Room;
  /** Received time, Unix ms; never goes backwards, not even over a restart. */
  readonly now: () => number;
  readonly measures: () => {
    readonly logDepthBytes: number;
    readonly digestLagMs: number;
    readonly digestedEvents: number;
    readonly duplicateEvents: number;
    readonly digestedEntries: number;
    readonly quarantinedEntries: number;
    readonly canKeep: boolean;
  };
  readonly close: () => Promise<void>;
};

export async function openPipeline(
  directory: DataDirectory,
  retentionDays: number,
  logger: Logger,
  events: {
    readonly onChanges: (changes: readonly IssueChanges[]) => void;
    readonly hasMail: boolean;
    readonly onCodeHost: () => void;
    readonly onAlertChannel: () => void;
    readonly onFailed: (error: Error) => void;
  },
): Promise<Pipeline> {
  const totals: Totals = { accepted: 0, duplicates: 0, entries: 0, quarantined: 0 };
  const opened: { log?: LogWriter; doorkeeper?: Doorkeeper } = {};

  const { storePath, logPath } = directory;
  const digest = await startDigest(
    { storePath, logPath, secretKey: directory.secretKey(), retentionDays, hasMail: events.hasMail },
    {
      onDigested(digested) {
        opened.log?.release(digested.position);
        opened.doorkeeper?.backlog.noteDigested(digested.position, Date.now());
        addTo(totals, digested);
        events.onChanges(digested.changes);
      },
      onErasure: () => endForErasure(opened.log),
      onSettings: (settings) => opened.doorkeeper?.apply(settings, Date.now()),
      onCodeHost: events.onCodeHost,
      onAlertChannel: events.onAlertChannel,
      onStoreUnavailable: (message) => logger.error(`the store refuses, events wait in the log: ${message}`),
      onDied: events.onFailed,
    },
  );
  const now = createReceivedClock(digest.opened.latestReceivedAtMs);
  const writer = await openLog(directory.logPath, digest, logger);
  const log = announcing(writer, (end) => digest.durable({ end, receivedAtMs: now() }));
  opened.log = log;
  const doorkeeper = createDoorkeeper({ end: log.durableEnd(), bytes: log.depthBytes() }, Date.now());
  opened.doorkeeper = doorkeeper;
  doorkeeper.apply(digest.opened.settings, Date.now());
  digest.durable({ end: log.durableEnd(), receivedAtMs: now() });

  const stopRefreshing = refreshUsage(digest, doorkeeper);
  const room = await openRoom(directory.path, () => log.depthBytes(), logger);
  return {
    log,
    digest,
    doorkeeper,
    room,
    now,
    measures: () => ({
      logDepthBytes: log.depthBytes(),
      digestLagMs: doorkeeper.backlog.ageMs(Date.now()),
      digestedEvents: totals.accepted,
      duplicateEvents: totals.duplicates,
      digestedEntries: totals.entries,
      quarantinedEntries: totals.quarantined,
      canKeep: room.canKeep().ready,
    }),
    async close() {
      stopRefreshing();
      room.close();
      await log.close();
      await digest.stop();
    },
  };
}

async function openLog(directory: string, digest: DigestLink, logger: Logger): Promise<LogWriter> {
  try {
    const onProblem = (message: string): void => logger.error(message);
    return await openLogWriter({ directory, releasedPosition: digest.opened.position, onProblem });
  } catch (error) {
    // Its thread would keep the process from ending.
    await digest.stop();
    throw error;
  }
}

/** What was digested is unlinked with its segment, which would take in more for as long as there is room. */
function endForErasure(log: LogWriter | undefined): number {
  log?.leaveSegment();
  return log?.durableEnd() ?? 0;
}

type Totals = { accepted: number; duplicates: number; entries: number; quarantined: number };

function addTo(totals: Totals, batch: Readonly<Totals>): void {
  totals.accepted += batch.accepted;
  totals.duplicates += batch.duplicates;
  totals.entries += batch.entries;
  totals.quarantined += batch.quarantined;
}

/** Asks the store now and then what has been used of quotas. Answers what ends it. */
function refreshUsage(digest: DigestLink, { admission }: Doorkeeper): () => void {
  const timer = setInterval(() => {
    void digest.usages().then(
      (usages) => admission.refreshUsage(usages, Date.now()),
      () => {}, // The thread has ended, which is told elsewhere.
    );
  }, REFRESH_USAGE_MS);
  timer.unref();
  return () => clearInterval(timer);
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
