import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { setTimeout as sleep } from "node:timers/promises";
import { openBackends } from "../backend/backends.ts";
import { integratedBackend } from "../backend/integrated/integrated.ts";
import type { SentryClient } from "../backend/sentry/client.ts";
import { sentryClient } from "../backend/sentry/client.ts";
import { sentryBackend } from "../backend/sentry/sentry.ts";
import { normaliseSent } from "../digest/event/normalise-sent.ts";
import type { AllowEntry } from "../outbound/allow-list.ts";
import { createOutbound } from "../outbound/client.ts";
import type { DoorState } from "../project/door.ts";
import type { ClientKey } from "../project/project.ts";
import type { EventRef, RefusedId } from "../protocol/refused-ids.ts";
import { openSqliteReader } from "../store/sqlite/read/reader.ts";
import { callsOver, Transferred } from "../threads/calls.ts";
import type { ApiRequest } from "./api-message.ts";
import { createApi } from "./api.ts";
import { remoteCommands } from "./remote-commands.ts";

/** What the main thread hands over at the start. */
export type ApiThreadData = {
  readonly storePath: string;
  readonly publicUrl: string;
  readonly secretKey: string;
  readonly outboundAllow: readonly AllowEntry[];
  /** The line to the writer. */
  readonly commandPort: MessagePort;
};

/** A request to our own ingest path, so that a sample goes the way of every event. */
export type Delivery = { readonly key: ClientKey; readonly event: string };

/** A thread that reads: authenticates, authorises, answers with finished bytes. */
async function runApiThread(port: MessagePort, data: ApiThreadData): Promise<void> {
  const writer = callsOver(data.commandPort, {});
  const commands = remoteCommands((name, args) => writer.call("command", { name, args }));
  const reader = openSqliteReader(data.storePath);
  const outbound = createOutbound({ allow: data.outboundAllow });
  const { secretKey, publicUrl } = data;
  const { connections, errors } = reader;
  const clientOf = (origin: string, token: string): SentryClient =>
    sentryClient({ send: outbound.send, origin, token, now: Date.now, sleep });
  const ways = { secretKey, clientOf, connections, commands, now: Date.now };
  const backends = openBackends(
    integratedBackend({ errors, commands }),
    sentryBackend({ ...ways, local: errors, normalise: normaliseSent }),
  );

  const api = await createApi({
    publicUrl,
    accounts: reader.accounts,
    projects: reader.projects,
    outcomes: reader.outcomes,
    admissions: reader.admissions,
    door: {
      stateOf: (projectId) => main.call<DoorState>("door-state", projectId),
      async findRefused(projectId, eventId) {
        const event: EventRef = { projectId, eventId };
        const [atDoor, inDigest] = await Promise.all([
          main.call<RefusedId | undefined>("refused", event),
          writer.call<RefusedId | undefined>("refused", event),
        ]);
        return atDoor ?? inDigest;
      },
    },
    backendOf: backends.of,
    listIssues: backends.listIssues,
    sentry: { ...ways, publicUrl },
    commands,
    now: Date.now,
    deliver: (delivery: Delivery) => main.call<{ readonly status: number; readonly body: string }>("deliver", delivery),
  });
  const main = callsOver(port, {
    request: async (request: ApiRequest) => {
      const response = await api.handle(request);
      // Only whole buffers can move; a slice of a shared pool is copied.
      const { buffer, byteLength } = response.body;
      const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
      return isWhole ? new Transferred(response, [buffer]) : response;
    },
    grant: (request: ApiRequest) => api.streamGrant(request),
  });
}

if (parentPort !== null) await runApiThread(parentPort, workerData);
