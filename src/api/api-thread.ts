import type { UploadDesk } from "../artifact/uploads.ts";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import type { MailConfig } from "../alert/mailer.ts";
import { openMailer } from "../alert/mailer.ts";
import { openPlainMail } from "../alert/plain-mail.ts";
import type { OidcSettings } from "../account/oidc.ts";
import { groupUnder } from "../digest/event/group-event.ts";
import { tryRules } from "../digest/event/try-rules.ts";
import { groupingV1 } from "../grouping/v1/v1.ts";
import type { FactsConfig } from "../gather-facts.ts";
import { lookAtInstallation } from "../look-at-installation.ts";
import type { PartsData } from "../open-parts.ts";
import { openParts } from "../open-parts.ts";
import type { DoorState } from "../project/door.ts";
import type { ClientKey } from "../project/project.ts";
import type { EventRef, RefusedId } from "../protocol/refused-ids.ts";
import type { Calls } from "../threads/calls.ts";
import { callsOver, Transferred } from "../threads/calls.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiRequest } from "./api-message.ts";
import { createApi } from "./api.ts";
import { notedCommands } from "./change-log.ts";
import { remoteCommands } from "./remote-commands.ts";

/** What the main thread hands over at the start. */
export type ApiThreadData = PartsData & {
  readonly publicUrl: string;
  readonly mail: MailConfig | undefined;
  readonly oidc: OidcSettings | undefined;
  readonly retentionDays: number;
  /** What a checkup looks at. */
  readonly facts: FactsConfig;
  /** The line to the writer. */
  readonly commandPort: MessagePort;
};

/** A request to our own ingest path, so that a sample goes the way of every event. */
export type Delivery = { readonly key: ClientKey; readonly event: string };

/** A thread that reads: authenticates, authorises, answers with finished bytes. */
async function runApiThread(port: MessagePort, data: ApiThreadData): Promise<void> {
  const writer = callsOver(data.commandPort, {});
  const commands = notedCommands(remoteCommands((name, args) => writer.call("command", { name, args })));
  const { reader, outbound, backends, ways } = openParts(data, commands);
  const { secretKey, publicUrl, retentionDays } = data;

  const api = await createApi({
    publicUrl,
    retentionDays,
    accounts: reader.accounts,
    people: reader.people,
    credentials: reader.credentials,
    audit: reader.audit,
    projects: reader.projects,
    outcomes: reader.outcomes,
    eventRules: reader.eventRules,
    tryRules,
    groupingRules: reader.groupingRules,
    groupUnder: groupUnder(groupingV1),
    erasures: reader.erasures,
    admissions: reader.admissions,
    door: doorOver(() => main, writer),
    releases: reader.releases,
    userReports: reader.userReports,
    activities: reader.activities,
    searches: reader.searches,
    seen: reader.seen,
    attachments: reader.attachments,
    monitors: reader.monitors,
    artifacts: reader.artifacts,
    openBlob: reader.openBlob,
    uploads: uploadsOver(() => main),
    backendOf: backends.of,
    listIssues: backends.listIssues,
    countIssues: backends.countIssues,
    sentry: { ...ways, publicUrl },
    codeHosts: { reader: reader.codeHosts, send: outbound.send, secretKey },
    alerts: {
      reader: reader.alerts,
      send: outbound.send,
      mail: data.mail === undefined ? undefined : openMailer(data.mail),
      secretKey,
    },
    installation: lookAtInstallation({
      config: data.facts,
      stored: reader.installation,
      ask: (method, args) => main.call(method, args),
    }),
    commands,
    ...(data.oidc !== undefined && { oidc: data.oidc }),
    ...(data.mail !== undefined && { sendMail: openPlainMail(data.mail, publicUrl) }),
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

/** The thread of uploads is asked through the main thread, which starts it when it does not run. */
function uploadsOver(main: () => Calls): UploadDesk {
  return {
    receiveChunks: (args) => main().call("artifacts", { method: "receiveChunks", args }),
    listMissing: (args) => main().call("artifacts", { method: "listMissing", args }),
    assemble: (args) => main().call("artifacts", { method: "assemble", args }),
    receiveFile: (args) => main().call("artifacts", { method: "receiveFile", args }),
    assembleDebugFile: (args) => main().call("artifacts", { method: "assembleDebugFile", args }),
    receiveDebugFiles: (args) => main().call("artifacts", { method: "receiveDebugFiles", args }),
  };
}

/** What the doors know: the main thread what it let in and refused, the writer what it could not store. */
function doorOver(main: () => Calls, writer: Calls): ApiDeps["door"] {
  return {
    stateOf: (projectId) => main().call<DoorState>("door-state", projectId),
    async findRefused(projectId, eventId) {
      const event: EventRef = { projectId, eventId };
      const [atDoor, inDigest] = await Promise.all([
        main().call<RefusedId | undefined>("refused", event),
        writer.call<RefusedId | undefined>("refused", event),
      ]);
      return atDoor ?? inDigest;
    },
  };
}

if (parentPort !== null) await runApiThread(parentPort, workerData);
