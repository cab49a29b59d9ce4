import type { Logger } from "pino";
import type { DataDirectory } from "../data-directory.ts";
import type { IssueChanges } from "../digest/recorder.ts";
import { createKeyCache } from "../ingest/key-cache.ts";
import type { KeyCache } from "../ingest/key-cache.ts";
import { createReceivedClock } from "../ingest/received-clock.ts";
import type { LogWriter } from "../log/log.ts";
import { openLogWriter } from "../log/segments/writer.ts";
import { createDigestLag } from "./digest-lag.ts";
import type { DigestLink } from "./digest-link.ts";
import { startDigest } from "./digest-link.ts";

/** Beyond this backlog new requests are answered 503: at 2.5 KB a request, over a million of them. */
export const MAX_LOG_DEPTH_BYTES = 4 * 1024 ** 3;

/** The log and the digest behind it: what keeps an event once it is accepted. */
export type Pipeline = {
  readonly log: LogWriter;
  readonly digest: DigestLink;
  readonly keys: KeyCache;
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
  events: {
    readonly onChanges: (changes: readonly IssueChanges[]) => void;
    readonly onCodeHost: () => void;
    readonly onFailed: (error: Error) => void;
  },
): Promise<Pipeline> {
  const keys = createKeyCache();
  const lag = createDigestLag();
  const totals = { accepted: 0, duplicates: 0 };
  const opened: { log?: LogWriter } = {};

  const digest = await startDigest(
    { storePath: directory.storePath, logPath: directory.logPath, secretKey: directory.secretKey() },
    {
      onDigested(digested) {
        opened.log?.release(digested.position);
        lag.noteDigested(digested.position);
        totals.accepted += digested.accepted;
        totals.duplicates += digested.duplicates;
        events.onChanges(digested.changes);
      },
      onKeys: (list) => keys.replaceAll(list),
      onCodeHost: events.onCodeHost,
      onStoreUnavailable: (message) => logger.error(`the store refuses, events wait in the log: ${message}`),
      onDied: events.onFailed,
    },
  );
  keys.replaceAll(digest.opened.keys);
  const now = createReceivedClock(digest.opened.latestReceivedAtMs);
  const writer = await openLogWriter({
    directory: directory.logPath,
    releasedPosition: digest.opened.position,
    onProblem: (message) => logger.error(message),
  });
  const log = announcing(writer, (end) => {
    lag.noteDurable(end, Date.now());
    digest.durable({ end, receivedAtMs: now() });
  });
  opened.log = log;
  digest.durable({ end: log.durableEnd(), receivedAtMs: now() });

  const canKeep = (): { ready: boolean; reason: string } =>
    log.depthBytes() < MAX_LOG_DEPTH_BYTES
      ? { ready: true, reason: "ready" }
      : { ready: false, reason: "the backlog is full; see the log lines for why the store refuses" };
  return {
    log,
    digest,
    keys,
    now,
    canKeep,
    measures: () => ({
      logDepthBytes: log.depthBytes(),
      digestLagMs: lag.lagMs(Date.now()),
      digestedEvents: totals.accepted,
      duplicateEvents: totals.duplicates,
      canKeep: canKeep().ready,
    }),
    async close() {
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
