import { randomBytes } from "node:crypto";
import { isMasked } from "../outbound/sealed.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Channel, ChannelKind, ChannelSettings } from "./channel.ts";
import type { ChannelSecret } from "./channel-secret.ts";
import { openChannelSecret, sealChannelSecret } from "./channel-secret.ts";

/** What a person enters for a channel. What is left out stays as it is; so does a secret that is masked. */
export type EnteredChannel = {
  readonly kind: ChannelKind;
  readonly name: string;
  /** A new one is on. */
  readonly isActive?: boolean | undefined;
  readonly url?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  /** Of Telegram. */
  readonly token?: string | undefined;
  readonly chat?: string | undefined;
  /** Of a webhook: have a new signing secret made. */
  readonly rotateSecret?: boolean | undefined;
};

type FieldProblem = { readonly field: "url" | "addresses" | "token" | "chat"; readonly message: string };
/** `shown`: a signing secret that was just made, shown once. */
type Entered = { readonly settings: ChannelSettings; readonly shown: string | undefined };

const TELEGRAM = "https://api.telegram.org";

/** Settings of a channel as they are stored: what is secret sealed for where it goes. */
export function enterChannel(
  secretKey: string,
  projectId: number,
  entered: EnteredChannel,
  before: Channel | undefined,
): Result<Entered, FieldProblem> {
  const { kind, name } = entered;
  const isActive = entered.isActive ?? before?.isActive ?? true;
  if (kind === "email") return enterAddresses(name, isActive, entered.addresses ?? before?.addresses ?? []);
  const known = before?.kind === kind ? secretOf(secretKey, before) : undefined;
  const url =
    kind === "telegram"
      ? telegramUrl(entered, known)
      : entered.url === undefined || isMasked(entered.url)
        ? known?.url
        : entered.url;
  if (url === undefined) return problem({ field: kind === "telegram" ? "token" : "url", message: "must not be empty" });
  const target = URL.parse(url);
  if (target === null || (target.protocol !== "https:" && target.protocol !== "http:") || target.username !== "") {
    return problem({ field: "url", message: "must be an address such as https://example.org/hooks/1" });
  }
  const chat = entered.chat ?? known?.chat;
  if (kind === "telegram" && (chat === undefined || !/^(-?\d{1,20}|@\w{3,64})$/.test(chat))) {
    return problem({ field: "chat", message: "must be the id of a chat, such as -1001234567890, or a channel’s @name" });
  }
  const isNew = kind === "webhook" && (known?.signingSecret === undefined || entered.rotateSecret === true);
  const signingSecret = isNew ? `whsec_${randomBytes(24).toString("base64")}` : known?.signingSecret;
  const secret: ChannelSecret = {
    url: target.href,
    ...(kind === "webhook" && signingSecret !== undefined && { signingSecret }),
    ...(kind === "telegram" && chat !== undefined && { chat }),
  };
  const sealedSecret = sealChannelSecret(secretKey, { projectId, kind, hint: target.origin }, secret);
  const settings = { kind, name, isActive, sealedSecret, hint: target.origin, addresses: [] };
  return ok({ settings, shown: isNew ? signingSecret : undefined });
}

function secretOf(secretKey: string, channel: Channel): ChannelSecret | undefined {
  const opened = openChannelSecret(secretKey, channel);
  return opened.ok ? opened.value : undefined;
}

/** `url` is another origin for those who run the Bot API themselves. A token goes to the origin it was entered for. */
function telegramUrl({ token, url }: EnteredChannel, known: ChannelSecret | undefined): string | undefined {
  const origin = URL.parse(url ?? known?.url ?? TELEGRAM)?.origin;
  if (token !== undefined && !isMasked(token)) return `${origin ?? TELEGRAM}/bot${encodeURIComponent(token)}/sendMessage`;
  return known !== undefined && URL.parse(known.url)?.origin === origin ? known.url : undefined;
}

function enterAddresses(name: string, isActive: boolean, addresses: readonly string[]): Result<Entered, FieldProblem> {
  const wrong = addresses.find((address) => address.length > 254 || !/^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(address));
  if (wrong !== undefined) return problem({ field: "addresses", message: `“${wrong.slice(0, 100)}” is no e-mail address` });
  if (addresses.length === 0 || addresses.length > 20) {
    return problem({ field: "addresses", message: "must be one to twenty e-mail addresses" });
  }
  return ok({
    settings: { kind: "email", name, isActive, sealedSecret: undefined, hint: addresses.join(", "), addresses },
    shown: undefined,
  });
}
