import type { Outbound } from "../outbound/client.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Channel } from "./channel.ts";
import type { ChannelSecret } from "./channel-secret.ts";
import { openChannelSecret } from "./channel-secret.ts";
import { discordBody } from "./channel/discord.ts";
import { mailOf } from "./channel/email.ts";
import { mattermostBody } from "./channel/mattermost.ts";
import { slackBody } from "./channel/slack.ts";
import { teamsBody } from "./channel/teams.ts";
import { telegramBody } from "./channel/telegram.ts";
import { signatureHeaders, webhookBody } from "./channel/webhook.ts";
import type { SendMail } from "./mailer.ts";
import type { Message } from "./message.ts";
import { linksOf } from "./message.ts";
import { unsubscribeToken } from "./unsubscribe.ts";

export type SendDeps = {
  /** For addresses that members entered. */
  readonly send: Outbound["send"];
  /** Absent: there is no mail server. */
  readonly mail: SendMail | undefined;
  readonly secretKey: string;
  /** Public address without a trailing slash. */
  readonly publicUrl: string;
  /** Unix ms. */
  readonly now: () => number;
};

/** Why nothing arrived, in words with the remedy. `isHopeless`: the same would be said again. */
export type SendProblem = { readonly message: string; readonly isHopeless: boolean; readonly retryAfterMs?: number };
export type Sent = Result<undefined, SendProblem>;

export const NO_MAIL_SERVER = "No mail server is set up. Set CULPRIT_SMTP_URL and start Culprit again.";

/** `id` is of the delivery, the same on every attempt. */
export type Parcel = { readonly id: string; readonly createdAtMs: number; readonly message: Message };

/** Sends to a channel of a project. Never rejects. */
export async function sendToChannel(deps: SendDeps, channel: Channel, parcel: Parcel): Promise<Sent> {
  if (channel.kind === "email") return sendToAddresses(deps, channel, parcel);
  const secret = openChannelSecret(deps.secretKey, channel);
  if (!secret.ok) return problem({ message: secret.problem.message, isHopeless: true });
  const { body, headers } = requestOf(deps, channel, secret.value, parcel);
  const answer = await deps.send({
    method: "POST",
    url: secret.value.url,
    headers: { "content-type": "application/json", ...headers },
    body,
    limits: { connectMs: 5_000, totalMs: 10_000, maxBytes: 64 * 1024 },
  });
  if (!answer.ok) {
    const { kind, message } = answer.problem;
    return problem({ message, isHopeless: kind === "bad-address" || kind === "private-address" });
  }
  return judge(answer.value.status, answer.value.headers["retry-after"], channel.hint);
}

/** Sends to one member. Never rejects. */
export async function sendToPerson(
  deps: SendDeps,
  person: { readonly userId: number; readonly email: string },
  parcel: Parcel,
): Promise<Sent> {
  if (deps.mail === undefined) return problem({ message: NO_MAIL_SERVER, isHopeless: true });
  const { message, id } = parcel;
  const token = unsubscribeToken(deps.secretKey, { userId: person.userId, projectId: message.project.id });
  const page = `${deps.publicUrl}/unsubscribe?token=${token}`;
  const mail = mailOf(message, linksOf(deps.publicUrl, message), page);
  const unsubscribe = `${deps.publicUrl}/api/0/notifications/unsubscribe/?token=${token}`;
  return deps.mail({ ...mail, to: person.email, messageId: messageIdOf(deps, id), unsubscribe });
}

async function sendToAddresses(deps: SendDeps, channel: Channel, { message, id }: Parcel): Promise<Sent> {
  if (deps.mail === undefined) return problem({ message: NO_MAIL_SERVER, isHopeless: true });
  const mail = mailOf(message, linksOf(deps.publicUrl, message), undefined);
  const to = channel.addresses.join(", ");
  return deps.mail({ ...mail, to, messageId: messageIdOf(deps, id) });
}

function messageIdOf({ publicUrl }: SendDeps, id: string): string {
  return `<${id}@${new URL(publicUrl).hostname}>`;
}

type Request = { readonly body: string; readonly headers: { readonly [name: string]: string } };

function requestOf(deps: SendDeps, { kind }: Channel, secret: ChannelSecret, parcel: Parcel): Request {
  const { message, id, createdAtMs } = parcel;
  const links = linksOf(deps.publicUrl, message);
  const plain = (body: object): Request => ({ body: JSON.stringify(body), headers: {} });
  switch (kind) {
    case "slack":
      return plain(slackBody(message, links));
    case "discord":
      return plain(discordBody(message, links));
    case "teams":
      return plain(teamsBody(message, links));
    case "mattermost":
    case "rocketchat":
      return plain(mattermostBody(message, links));
    case "telegram":
      return plain(telegramBody(message, links, secret.chat ?? ""));
    case "webhook":
    case "email": {
      const body = JSON.stringify(webhookBody(message, links, id, createdAtMs));
      return { body, headers: signatureHeaders(secret.signingSecret ?? "", id, deps.now(), body) };
    }
  }
}

function judge(status: number, retryAfter: string | undefined, origin: string): Sent {
  if (status >= 200 && status < 300) return ok(undefined);
  if (status === 410) {
    return problem({ message: `${origin} says that this address is gone (410). Enter the new one.`, isHopeless: true });
  }
  const seconds = Number(retryAfter ?? "");
  const retry = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(seconds, 3_600) * 1_000 } : {};
  return problem({ message: `${origin} answered ${status}. ${remedyOf(status)}`, isHopeless: false, ...retry });
}

function remedyOf(status: number): string {
  if (status === 429) return "It takes no more for now; it is tried again later.";
  if (status >= 500) return "Something is wrong there; it is tried again later.";
  return "Check the address of the channel, and whether it still exists there.";
}
