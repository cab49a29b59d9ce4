import type { AlertCommands, AlertReader, AlertWorkReader, Delivery } from "./alert.ts";
import { problem } from "../protocol/result.ts";
import type { SendDeps, Sent } from "./send.ts";
import { sendToChannel, sendToPerson } from "./send.ts";

export type DeliveriesDeps = SendDeps & {
  readonly reader: AlertReader & AlertWorkReader;
  readonly commands: Pick<AlertCommands, "finishAlertDelivery" | "postponeAlertDelivery">;
};

const MINUTE_MS = 60_000;
/** Then it is given up: about half a day, in which a server is repaired or somebody has noticed. */
const BACK_OFF_MS = [
  5_000,
  30_000,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  60 * MINUTE_MS,
  180 * MINUTE_MS,
  480 * MINUTE_MS,
];
const A_ROUND = 100;
const CHANNEL_OFF = "The channel is switched off. Switch it on and send this again.";
/** In the place of a channel's id: the mail server, which members share. */
const MAIL = 0;

export type Deliveries = {
  /** Sends what is due, to all places at once. Where one is slow, the next round passes it over while this one waits. */
  readonly round: () => Promise<void>;
};

/** What is due is in the store: a round may end anywhere. What was being sent then is sent again, under the same id. */
export function createDeliveries(deps: DeliveriesDeps): Deliveries {
  const busy = new Set<number>();
  return {
    async round() {
      const due = await deps.reader.listDueDeliveries(deps.now(), A_ROUND, [...busy]);
      const places = Map.groupBy(due, ({ channelId }) => channelId ?? MAIL);
      await Promise.all(
        Array.from(places, async ([place, deliveries]) => {
          // Meanwhile another round may have begun there.
          if (busy.has(place)) return;
          busy.add(place);
          try {
            for (const delivery of deliveries) await deliver(deps, delivery);
          } finally {
            busy.delete(place);
          }
        }),
      );
    },
  };
}

async function deliver(deps: DeliveriesDeps, delivery: Delivery): Promise<void> {
  const sent = await send(deps, delivery);
  if (sent.ok) return deps.commands.finishAlertDelivery({ deliveryId: delivery.id });
  const { message, isHopeless, retryAfterMs = 0 } = sent.problem;
  const backOffMs = BACK_OFF_MS[delivery.attempts];
  await deps.commands.postponeAlertDelivery({
    deliveryId: delivery.id,
    nextAtMs: isHopeless || backOffMs === undefined ? undefined : deps.now() + Math.max(backOffMs, retryAfterMs),
    problem: message,
  });
}

async function send(deps: DeliveriesDeps, delivery: Delivery): Promise<Sent> {
  const { id, createdAtMs, message, projectId, channelId, userId } = delivery;
  const parcel = { id: `alert-${id}`, createdAtMs, message };
  if (channelId !== undefined) {
    const channel = await deps.reader.findChannel(projectId, channelId);
    if (channel === undefined) return problem({ message: "The channel was removed.", isHopeless: true });
    if (!channel.isActive) return problem({ message: CHANNEL_OFF, isHopeless: true });
    return sendToChannel(deps, channel, parcel);
  }
  const person = userId === undefined ? undefined : await deps.reader.findRecipient(userId);
  if (person === undefined) return problem({ message: "The account was removed.", isHopeless: true });
  return sendToPerson(deps, person, parcel);
}
