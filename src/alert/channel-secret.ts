import { z } from "zod";
import { open, seal } from "../outbound/sealed.ts";
import type { Result } from "../protocol/result.ts";
import { ok } from "../protocol/result.ts";
import type { Channel, ChannelKind } from "./channel.ts";

const shape = z.object({
  url: z.string(),
  /** Of a webhook: signs what is sent. */
  signingSecret: z.string().optional(),
  /** Of Telegram: who is written to. */
  chat: z.string().optional(),
});

/** What only sending needs. */
export type ChannelSecret = z.output<typeof shape>;

/** Seals it for the project, the kind of channel and the origin that it goes to, which is the channel's hint. */
export function sealChannelSecret(
  secretKey: string,
  { projectId, kind, hint }: { readonly projectId: number; readonly kind: ChannelKind; readonly hint: string },
  secret: ChannelSecret,
): string {
  return seal(secretKey, contextOf(projectId, kind, hint), JSON.stringify(secret));
}

/** The problem's message is for the channel's owner. */
export function openChannelSecret(secretKey: string, channel: Channel): Result<ChannelSecret, { readonly message: string }> {
  const context = contextOf(channel.projectId, channel.kind, channel.hint);
  const opened = open(secretKey, context, channel.sealedSecret ?? "");
  return opened.ok ? ok(shape.parse(JSON.parse(opened.value))) : opened;
}

function contextOf(projectId: number, kind: ChannelKind, origin: string): string {
  return `project ${projectId} alert ${kind} ${origin}`;
}
