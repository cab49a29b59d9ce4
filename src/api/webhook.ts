import { webhookReaderOf } from "../codehost/codehosts.ts";
import { openWebhookSecret } from "../codehost/open-host.ts";
import type { Answer } from "./answer.ts";
import { refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { Ask, Route } from "./route.ts";
import { openRoute } from "./route.ts";

/** Where code hosts tell that an issue changed. Open to everybody; the signature decides. */
export function webhookRoutes(parts: ApiParts): readonly Route[] {
  return [openRoute("POST", "/code-host/:connection/webhook", (ask) => answerWebhook(parts, ask))];
}

/**
 * Takes a signed webhook about an issue of the connection's own repository once, and answers before anything comes of it: the
 * state is fetched from the host afterwards. Whoever has no secret learns nothing, not even which connections exist.
 */
async function answerWebhook(parts: ApiParts, ask: Ask): Promise<Answer> {
  const name = ask.params["connection"] ?? "";
  const connection = /^\d{1,15}$/.test(name) ? await parts.codeHosts.reader.findCodeHostById(Number(name)) : undefined;
  if (connection === undefined) return unsigned();
  const secret = openWebhookSecret(parts.codeHosts.secretKey, connection, connection.sealedWebhookSecret);
  if (!secret.ok) return unsigned();

  const read = webhookReaderOf(connection.kind)({ headers: ask.headers, body: ask.bytes, secret: secret.value });
  if (!read.ok) return read.problem.kind === "broken" ? refuse({ kind: "invalid", detail: read.problem.message }) : unsigned();
  if (read.value === "not-about-issues") return taken();
  const { repositoryId, deliveryId, issueNumber } = read.value;
  if (repositoryId !== connection.repository.id) {
    return refuse({ kind: "no-permission", detail: "This webhook is about another repository than the connected one." });
  }
  const { isNew } = await parts.commands.noteDelivery({ connectionId: connection.id, deliveryId, issueNumber });
  return isNew ? taken() : refuse({ kind: "conflict", detail: "This delivery was taken before." });
}

function taken(): Answer {
  return { status: 202, body: { detail: "Taken." } };
}

function unsigned(): Answer {
  const detail = "The webhook's signature is missing or wrong. Enter the secret that Culprit showed when it was connected.";
  return refuse({ kind: "not-authenticated", detail });
}
