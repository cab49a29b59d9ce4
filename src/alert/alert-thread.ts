import { setTimeout as sleep } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { remoteCommands } from "../api/remote-commands.ts";
import { createOutbound } from "../outbound/client.ts";
import type { PartsData } from "../open-parts.ts";
import { openSqliteReader } from "../store/sqlite/read/reader.ts";
import { callsOver } from "../threads/calls.ts";
import { giveWay } from "../threads/give-way.ts";
import { createDeliveries } from "./deliveries.ts";
import type { MailConfig } from "./mailer.ts";
import { openMailer } from "./mailer.ts";
import { tellWaiting } from "./telling.ts";

/** What the main thread hands over at the start. */
export type AlertThreadData = PartsData & {
  readonly publicUrl: string;
  readonly mail: MailConfig | undefined;
  /** The line to the writer. */
  readonly commandPort: MessagePort;
};

/** How soon somebody is told. Looking for work is two look-ups in small tables. */
const ROUND_EVERY_MS = 1_000;
/** After the store was out of order. */
const REST_MS = 10_000;
const TRIM_EVERY_MS = 3_600_000;

/** Makes messages of what the digest has noted, and sends them. Runs only where there is a mail server or a channel. */
async function runAlertThread(port: MessagePort, data: AlertThreadData): Promise<void> {
  giveWay();
  const main = callsOver(port, {});
  const writer = callsOver(data.commandPort, {});
  const commands = remoteCommands((name, args) => writer.call("command", { name, args }));
  const reader = openSqliteReader(data.storePath).alerts;
  const mail = data.mail === undefined ? undefined : openMailer(data.mail);
  const { publicUrl, secretKey } = data;
  const send = createOutbound({ allow: data.outboundAllow }).send;
  const deliveries = createDeliveries({ reader, commands, send, mail, secretKey, publicUrl, now: Date.now });

  let trimmedAtMs = 0;
  while (true) {
    let pauseMs = ROUND_EVERY_MS;
    const problem = (error: unknown): void => {
      main.note("problem", error);
      pauseMs = REST_MS;
    };
    // One after the other: a notice must not be told twice.
    await tellWaiting({ reader, commands, hasMail: mail !== undefined, now: Date.now }).catch(problem);
    if (Date.now() - trimmedAtMs >= TRIM_EVERY_MS) {
      trimmedAtMs = Date.now();
      await commands.trimAlerts({ nowMs: trimmedAtMs }).catch(problem);
    }
    // Sending to a slow place goes on beside the next round.
    await Promise.race([deliveries.round().catch(problem), sleep(ROUND_EVERY_MS)]);
    await sleep(pauseMs);
  }
}

if (parentPort !== null) await runAlertThread(parentPort, workerData);
