import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { hashPassword } from "./account/password.ts";
import { makeSetupToken } from "./account/tokens.ts";
import type { Config } from "./config.ts";
import type { DataDirectory } from "./data-directory.ts";
import { DataDirectoryError, lockDataDirectory, openDataDirectory } from "./data-directory.ts";
import { openAdminSocket } from "./front/admin-socket.ts";
import { apiDoor } from "./front/api-door.ts";
import { clientIpReader } from "./front/client-ip.ts";
import { deliverTo } from "./front/deliver.ts";
import type { DigestLink } from "./front/digest-link.ts";
import { createFront } from "./front/front.ts";
import type { LazyThread } from "./front/lazy-thread.ts";
import type { Live } from "./front/live.ts";
import { askingStreamsAgain, createLive } from "./front/live.ts";
import { createMetrics } from "./front/metrics.ts";
import { createOutcomeBuffer } from "./front/outcome-buffer.ts";
import { loadPage } from "./front/page.ts";
import type { Pipeline } from "./front/pipeline.ts";
import { openPipeline } from "./front/pipeline.ts";
import { openPulse } from "./front/pulse.ts";
import { uploadDoor } from "./front/upload-door.ts";
import type { BodyReader } from "./ingest/body-reader.ts";
import { createBodyReader } from "./ingest/body-reader.ts";
import { doorStateOf } from "./ingest/door-state.ts";
import { createIngest } from "./ingest/ingest.ts";
import type { EventRef } from "./protocol/refused-ids.ts";
import { createRefusedIds } from "./protocol/refused-ids.ts";
import { openAlerts, openArtifacts, openCodeHosts, openPool } from "./open-threads.ts";

/** No JSON that a person or program sends to the API is larger, and none takes long to arrive. */
const API_BODIES = { maxBodyBytes: 1024 * 1024, bodyIdleMs: 15_000, bodyTotalMs: 60_000 };
const MAX_API_BYTES_IN_FLIGHT = 32 * 1024 * 1024;
const SETUP_TOKEN_MS = 24 * 3_600_000;
const DRAIN_MS = 5_000;

export type Running = {
  /** Where it listens. */
  readonly address: AddressInfo;
  /** The one-time set-up link, while no owner exists. */
  readonly setupLink: string | undefined;
  /** Finishes what is under way and closes everything in reverse. */
  readonly stop: () => Promise<void>;
};

/** What was opened, so that it can be closed in reverse. */
type Closing = (() => unknown)[];

/** What opens after the digest and hears from it. */
type Listeners = { streams?: Live; codeHosts?: LazyThread; alerts?: LazyThread };

/**
 * Starts everything. Rejects with an error whose message names the remedy; nothing is then left open. `onFailed` is called
 * when a running server cannot go on.
 */
export async function startCulprit(
  config: Config,
  pageDirectory: string,
  logger: Logger,
  onFailed: (error: Error) => void,
): Promise<Running> {
  const closing: Closing = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const directory = openDataDirectory(config.dataDirectory, config.secretKey);
    closing.push(lock(directory).release);
    const listeners: Listeners = {};
    const pipeline = await openPipeline(directory, config.retentionDays, logger, {
      onChanges: (changes) => listeners.streams?.publish(changes),
      hasMail: config.mail !== undefined,
      onCodeHost: () => listeners.codeHosts?.start(),
      onAlertChannel: () => listeners.alerts?.start(),
      onFailed,
    });
    closing.push(pipeline.close);
    // Before the doors open: whoever sees "ready" may count on the configured owner.
    const setupLink = pipeline.digest.opened.needsSetup ? await prepareSetup(config, pipeline.digest) : undefined;
    const server = await openDoors(config, pageDirectory, logger, directory, pipeline, listeners, closing);
    return { address: addressOf(server), setupLink, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function lock(directory: DataDirectory): { readonly release: () => void } {
  const held = lockDataDirectory(directory);
  if (held !== undefined) return held;
  throw new DataDirectoryError(
    "in-use",
    `Another Culprit is running on ${directory.path}. Stop it first, or give this one another CULPRIT_DATA_DIR.`,
  );
}

/** Ingest, API, page and streams behind one HTTP server, and the admin socket. */
async function openDoors(
  config: Config,
  pageDirectory: string,
  logger: Logger,
  directory: DataDirectory,
  pipeline: Pipeline,
  listeners: Listeners,
  closing: Closing,
): Promise<Server> {
  const clientIpOf = clientIpReader(config.trustedProxies);
  const outcomes = createOutcomeBuffer(pipeline.digest.flushOutcomes);
  const { keys, admission, backlog } = pipeline.doorkeeper;
  const refusedIds = createRefusedIds();
  const pulse = openPulse(pipeline);
  closing.push(outcomes.close, pulse.close);
  const artifacts = openArtifacts(directory, pipeline, logger);
  closing.push(artifacts.stop);
  const handlers = {
    artifacts: ({ method, args }: { method: string; args: unknown }) => artifacts.call(method, args),
    deliver: deliverTo(() => addressOf(server)),
    "door-state": (projectId: number) => doorStateOf(admission, backlog, projectId, Date.now()),
    refused: ({ projectId, eventId }: EventRef) => refusedIds.find(projectId, eventId),
    ...pulse.handlers,
  };
  const pool = openPool(config, directory, pipeline, logger, handlers);
  closing.push(pool.stop);
  const streams = createLive(pool.grantOf);
  listeners.streams = streams;
  const codeHosts = openCodeHosts(config, directory, pipeline, logger, streams);
  closing.push(codeHosts.stop);
  listeners.codeHosts = codeHosts;
  const alerts = openAlerts(config, directory, pipeline, logger);
  closing.push(alerts.stop);
  listeners.alerts = alerts;

  const metrics = createMetrics(() => ({ ...pipeline.measures(), openStreams: streams.streamCount() }));
  const ingest = createIngest({
    log: pipeline.log,
    keys: keys.find,
    countOutcome: pulse.countingRefused(outcomes.count),
    now: pipeline.now,
    clientIpOf,
    wallClock: Date.now,
    cannotKeep: pipeline.room.cannotKeep,
    limits: admission,
    allowedOriginsOf: admission.allowedOriginsOf,
    onKept: pulse.countingKept(backlog.noteKept),
    onRefused: (projectId, { eventId, kind, reason }, atMs) => refusedIds.note(projectId, eventId, { kind, reason, atMs }),
    basePath: basePathOf(config.url),
    publicUrl: config.url,
    onFailure: (error) => logger.error({ err: error }, "a request could not be kept"),
  });
  closing.push(ingest.close);
  const server = createFront({
    basePath: basePathOf(config.url),
    ingest,
    api: apiDoor({ ask: askingStreamsAgain(pool.ask, streams), clientIpOf, bodies: apiBodies() }),
    upload: uploadDoor({ ask: pool.ask, clientIpOf, directory: directory.uploadsPath }),
    openStream: streams.open,
    page: await loadPage(pageDirectory, basePathOf(config.url)),
    canKeep: pipeline.room.canKeep,
    metricsText: metrics.text,
    clientIpOf,
  });
  await listen(server, config);
  closing.push(() => drain(server));
  // Before the draining: an open stream is a request that would never finish.
  closing.push(streams.close);

  const admin = await openAdminSocket(directory.socketPath, pipeline.digest.run);
  closing.push(admin.close);
  return server;
}

function apiBodies(): BodyReader {
  return createBodyReader(API_BODIES, MAX_API_BYTES_IN_FLIGHT);
}

function basePathOf(url: string): string {
  return new URL(url).pathname.replace(/\/+$/, "");
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return address;
}

async function listen(server: Server, config: Config): Promise<void> {
  try {
    server.listen(config.port, config.host);
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") {
      throw new Error(`Port ${config.port} is taken. Stop what listens there, or choose another with CULPRIT_PORT.`, {
        cause: error,
      });
    }
    if (code === "EACCES") throw new Error(`Port ${config.port} needs more rights; choose one above 1023.`, { cause: error });
    if (code === "EADDRNOTAVAIL")
      throw new Error(`${config.host} is no address of this machine; mend CULPRIT_HOST.`, { cause: error });
    throw error;
  }
}

/** Lets requests under way finish; a client that keeps its connection busy is cut after a few seconds. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.on("request", (_request, response) => void (response.shouldKeepAlive = false));
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}

/** The configured administrator becomes the owner at once; else a link is made that works once, for a day. */
async function prepareSetup(config: Config, digest: DigestLink): Promise<string | undefined> {
  if (config.admin !== undefined) {
    const passwordHash = await hashPassword(config.admin.password);
    await digest.commands.completeSetup({
      tokenHash: undefined,
      email: config.admin.email,
      name: "",
      passwordHash,
      organizationName: "Culprit",
      project: undefined,
    });
    return undefined;
  }
  const { token, hash } = makeSetupToken();
  await digest.commands.storeSetupToken({ tokenHash: hash, expiresAtMs: Date.now() + SETUP_TOKEN_MS });
  return `${config.url}/setup?token=${token}`;
}
