import { z } from "zod";
import type { Delivery } from "../alert/alert.ts";
import { headline } from "../alert/message.ts";
import { idIn, READ_ALERTS, WRITE_ALERTS } from "./alert-rules.ts";
import type { Answer } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf, dateOrNull } from "./dates.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { projectRoute } from "./scoped.ts";

/** The log of what was sent, what waits and what was given up. Our own resource. */
export function alertDeliveryRoutes(parts: ApiParts): readonly Route[] {
  const path = "/alert-deliveries";
  return [
    projectRoute(parts, { method: "GET", path, scopes: READ_ALERTS }, (ask, place) => listDeliveries(parts, ask, place)),
    projectRoute(
      parts,
      { method: "POST", path: `${path}/:delivery/resend`, scopes: WRITE_ALERTS },
      async (ask, { project }) => {
        const deliveryId = idIn(ask.params["delivery"]);
        if (deliveryId === undefined) return refuse({ kind: "not-found" });
        const isFound = await parts.commands.resendDelivery({ projectId: project.id, deliveryId });
        return isFound ? NO_CONTENT : refuse({ kind: "not-found" });
      },
    ),
  ];
}

export const listQuery = z.object({
  state: z.union([z.literal(""), z.enum(["waiting", "sent", "dead"])], "must be waiting, sent or dead").optional(),
});

async function listDeliveries(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const query = readQuery(ask, listQuery);
  if (!query.ok) return refuse(query.problem);
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);
  const { limit, cursor } = page.value;
  const beforeId = cursor === undefined ? undefined : idIn(cursor);
  if (cursor !== undefined && beforeId === undefined) {
    return refuse({ kind: "invalid", detail: "Invalid cursor parameter. Start again from the first page." });
  }
  const { state } = query.value;
  const rows = await parts.alerts.reader.listDeliveries(project.id, {
    limit: limit + 1,
    ...(beforeId !== undefined && { beforeId }),
    ...(state !== undefined && state !== "" && { state }),
  });
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? String(shown.at(-1)?.id) : undefined;
  return found(shown.map(serialiseDelivery), { Link: keysetLinks(parts, ask, { next, previous: undefined }) });
}

function serialiseDelivery(delivery: Delivery): object {
  const { message } = delivery;
  return {
    id: String(delivery.id),
    kind: message.kind,
    summary: headline(message),
    issues: message.told.length + message.more,
    rule: message.rule === undefined ? null : { id: String(message.rule.id), name: message.rule.name },
    channel: delivery.channelId === undefined ? null : String(delivery.channelId),
    to: delivery.to,
    state: delivery.state,
    attempts: delivery.attempts,
    problem: delivery.problem ?? null,
    dateCreated: dateOf(delivery.createdAtMs),
    dateNext: dateOrNull(delivery.nextAtMs),
    dateFinished: dateOrNull(delivery.finishedAtMs),
  };
}
