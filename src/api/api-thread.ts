import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { integratedBackend } from "../backend/integrated/integrated.ts";
import type { AllowEntry } from "../outbound/allow-list.ts";
import { createOutbound } from "../outbound/client.ts";
import type { ClientKey } from "../project/project.ts";
import { openSqliteReader } from "../store/sqlite/read/reader.ts";
import { callsOver, Transferred } from "../threads/calls.ts";
import type { ApiRequest } from "./api-message.ts";
import { createApi } from "./api.ts";
import { remoteCommands } from "./remote-commands.ts";

/** What the main thread hands over at the start. */
export type ApiThreadData = {
  readonly storePath: string;
  readonly publicUrl: string;
  /** Opens what is sealed in the store. */
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
  const integrated = integratedBackend({ errors: reader.errors, commands });

  const api = await createApi({
    publicUrl: data.publicUrl,
    accounts: reader.accounts,
    projects: reader.projects,
    outcomes: reader.outcomes,
    codeHosts: { reader: reader.codeHosts, send: outbound.send, secretKey: data.secretKey },
    backendOf: () => integrated,
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
