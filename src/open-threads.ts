import type { Logger } from "pino";
import type { AlertThreadData } from "./alert/alert-thread.ts";
import type { CodeHostThreadData, FollowedIssues } from "./codehost/codehost-thread.ts";
import type { Config } from "./config.ts";
import type { DataDirectory } from "./data-directory.ts";
import type { ApiPool } from "./front/api-pool.ts";
import { startApiPool } from "./front/api-pool.ts";
import { artifactLink } from "./front/artifact-link.ts";
import type { LazyThread } from "./front/lazy-thread.ts";
import { lazyThread } from "./front/lazy-thread.ts";
import type { Live } from "./front/live.ts";
import type { Pipeline } from "./front/pipeline.ts";
import type { FactsConfig } from "./gather-facts.ts";
import type { PartsData } from "./open-parts.ts";
import type { Handlers } from "./threads/calls.ts";

const API_THREADS = 2;

/** The threads that read and answer. */
export function openPool(
  config: Config,
  directory: DataDirectory,
  pipeline: Pipeline,
  logger: Logger,
  handlers: Handlers,
): ApiPool {
  return startApiPool({
    threads: API_THREADS,
    data: {
      ...partsOf(config, directory),
      publicUrl: config.url,
      oidc: config.oidc,
      retentionDays: config.retentionDays,
      mail: config.mail,
      facts: factsConfigOf(config),
    },
    connect: pipeline.digest.connect,
    handlers,
    onProblem: (error) => logger.error({ err: error }, "an api thread failed and is replaced"),
  });
}

/** Starts with the first upload. */
export function openArtifacts(
  { storePath, uploadsPath }: DataDirectory,
  pipeline: Pipeline,
  logger: Logger,
): ReturnType<typeof artifactLink> {
  return artifactLink({
    data: { storePath, uploadsPath },
    connect: pipeline.digest.connect,
    onProblem: (error) => logger.error({ err: error }, "an upload could not be processed"),
  });
}

/** Starts at once where a project is connected to a code host, else when one is. */
export function openCodeHosts(
  config: Config,
  directory: DataDirectory,
  pipeline: Pipeline,
  logger: Logger,
  streams: Live,
): LazyThread {
  const thread = lazyThread({
    file: new URL("./codehost/codehost-thread.ts", import.meta.url),
    name: "code host",
    data: { ...partsOf(config, directory), publicUrl: config.url } satisfies Omit<CodeHostThreadData, "commandPort">,
    connect: pipeline.digest.connect,
    handlers: {
      changed: ({ projectId, issueIds }: FollowedIssues) => streams.publish([{ projectId, issueIds, newIssueIds: [] }]),
    },
    onProblem: (error) => logger.error({ err: error }, "the work at code hosts was interrupted; it goes on by itself"),
  });
  if (pipeline.digest.opened.hasCodeHost) thread.start();
  return thread;
}

/** Starts at once where there is a mail server or a channel, else when a project is given one. */
export function openAlerts(config: Config, directory: DataDirectory, pipeline: Pipeline, logger: Logger): LazyThread {
  const { url: publicUrl, mail } = config;
  const thread = lazyThread({
    file: new URL("./alert/alert-thread.ts", import.meta.url),
    name: "alert",
    data: { ...partsOf(config, directory), publicUrl, mail } satisfies Omit<AlertThreadData, "commandPort">,
    connect: pipeline.digest.connect,
    handlers: {},
    onProblem: (error) => logger.error({ err: error }, "the sending of alerts was interrupted; it goes on by itself"),
  });
  if (mail !== undefined || pipeline.digest.opened.hasAlertChannel) thread.start();
  return thread;
}

function factsConfigOf(config: Config): FactsConfig {
  const { url, host, port, trustedProxies, dataDirectory, secretKey, mail } = config;
  return { url, host, port, trustedProxies, dataDirectory, secretKey, hasMail: mail !== undefined };
}

function partsOf(config: Config, directory: DataDirectory): PartsData {
  return { storePath: directory.storePath, secretKey: directory.secretKey(), outboundAllow: config.outboundAllow };
}
