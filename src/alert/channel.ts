/** A place that a project's alerts go to. */
export type Channel = ChannelSettings & { readonly id: number; readonly projectId: number; readonly createdAtMs: number };

export type ChannelSettings = {
  readonly kind: ChannelKind;
  readonly name: string;
  /** Off: rules tell it nothing, and what waits for it is given up. A test is sent all the same. */
  readonly isActive: boolean;
  /** Sealed JSON of `ChannelSecret`: addresses of chats are as good as passwords. Absent for e-mail. */
  readonly sealedSecret: string | undefined;
  /** Where it goes, as far as everybody may see: an origin, or e-mail addresses. */
  readonly hint: string;
  /** Of e-mail alone. */
  readonly addresses: readonly string[];
};

export const CHANNEL_KINDS = ["email", "webhook", "slack", "discord", "teams", "mattermost", "rocketchat", "telegram"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];
