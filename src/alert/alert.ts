import type { Result } from "../protocol/result.ts";
import type { Channel, ChannelSettings } from "./channel.ts";
import type { Message, Reason, Told } from "./message.ts";
import type { QuietHours } from "./quiet-hours.ts";
import type { AlertRule, RuleSettings } from "./rule.ts";

/** Rules with notices that wait to be told. */
export type WaitingRule = {
  readonly rule: AlertRule;
  readonly organization: { readonly id: number; readonly slug: string };
  readonly project: Message["project"];
  /** Unix ms; 0: never. */
  readonly lastMessageAtMs: number;
  readonly lastSummaryAtMs: number;
  /** When the earliest one was written that is only counted; absent: there is none. */
  readonly countedSinceMs: number | undefined;
};

/** What the digest has noted. Without `told`: it was too much, or the issue is gone, and only the number counts. */
export type Notice = { readonly id: number; readonly told: Told | undefined; readonly count: number };

/** Whom rules may write to. */
export type Recipient = { readonly userId: number; readonly email: string; readonly name: string } & PersonSettings;

export type PersonSettings = {
  readonly wantsMail: boolean;
  readonly quietHours: QuietHours | undefined;
};

export type DeliveryState = "waiting" | "sent" | "dead";

export type Delivery = {
  readonly id: number;
  readonly projectId: number;
  readonly ruleId: number | undefined;
  /** Either a channel or a person; neither is there any more when both are undefined. */
  readonly channelId: number | undefined;
  readonly userId: number | undefined;
  /** For people who look at the log: the channel's name or the person's address. */
  readonly to: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAtMs: number;
  /** Unix ms, while it waits. */
  readonly nextAtMs: number | undefined;
  readonly finishedAtMs: number | undefined;
  readonly problem: string | undefined;
  readonly message: Message;
};

export type NewDelivery = Pick<Delivery, "channelId" | "userId" | "to" | "message"> & {
  readonly nextAtMs: number;
  /** One that waits for the same person, and whose message is now part of this one. */
  readonly replaces: number | undefined;
};

/** What the rule would have done lately. */
export type Preview = {
  readonly days: number;
  readonly triggers: readonly { readonly kind: Reason; readonly count: number; readonly exactness: Exactness }[];
  /** By UTC day, oldest first. */
  readonly perDay: readonly { readonly day: string; readonly count: number }[];
};
/** What roll-ups can tell: windows under an hour are at most this many, of states that changed again at least this many. */
export type Exactness = "exact" | "at-most" | "at-least";

export interface AlertReader {
  listAlertRules(projectId: number): Promise<readonly AlertRule[]>;
  findAlertRule(projectId: number, ruleId: number): Promise<AlertRule | undefined>;
  listChannels(projectId: number): Promise<readonly Channel[]>;
  findChannel(projectId: number, channelId: number): Promise<Channel | undefined>;
  /** Newest first, below an id. */
  listDeliveries(projectId: number, query: DeliveryQuery): Promise<readonly Delivery[]>;
  findPersonSettings(userId: number): Promise<PersonSettings>;
  listMutedProjects(userId: number): Promise<readonly number[]>;
  previewRule(projectId: number, settings: RuleSettings, nowMs: number): Promise<Preview>;
}
export type DeliveryQuery = { readonly state?: DeliveryState; readonly beforeId?: number; readonly limit: number };

/** What the thread that tells reads beside that. */
export interface AlertWorkReader {
  listWaitingRules(): Promise<readonly WaitingRule[]>;
  listNotices(ruleId: number, limit: number): Promise<readonly Notice[]>;
  /** Members who want to hear of the project by e-mail: all, those of a team, or one. */
  listRecipients(
    organizationId: number,
    projectId: number,
    whom?: { readonly teamId?: number; readonly userId?: number },
  ): Promise<readonly Recipient[]>;
  /** One that waits for the end of this person's quiet hours. */
  findHeldDelivery(ruleId: number, userId: number, nowMs: number): Promise<Delivery | undefined>;
  /** Those of the channels given are passed over; 0 stands for letters to people. */
  listDueDeliveries(nowMs: number, limit: number, passOver: readonly number[]): Promise<readonly Delivery[]>;
  findRecipient(userId: number): Promise<Recipient | undefined>;
}

export interface AlertCommands {
  /** Makes a rule, or changes one. Answers nothing when the rule or one of its channels is not the project's. */
  saveAlertRule(args: {
    readonly projectId: number;
    readonly ruleId: number | undefined;
    readonly settings: RuleSettings;
  }): Promise<Result<AlertRule, { readonly kind: "not-found" | "no-channel" | "too-many" }>>;
  deleteAlertRule(args: { readonly projectId: number; readonly ruleId: number }): Promise<void>;
  saveChannel(args: {
    readonly projectId: number;
    readonly channelId: number | undefined;
    readonly settings: ChannelSettings;
  }): Promise<Result<Channel, { readonly kind: "not-found" | "too-many" }>>;
  /** Rules no longer name it, and what waits for it is given up. */
  deleteChannel(args: { readonly projectId: number; readonly channelId: number }): Promise<void>;
  /** Notices become deliveries: both, or neither. */
  tellNotices(args: {
    readonly projectId: number;
    readonly ruleId: number;
    readonly notices: readonly { readonly id: number; readonly count: number }[];
    readonly deliveries: readonly NewDelivery[];
    readonly hasSummary: boolean;
    readonly atMs: number;
  }): Promise<void>;
  finishAlertDelivery(args: { readonly deliveryId: number }): Promise<void>;
  /** `nextAtMs` undefined: given up. */
  postponeAlertDelivery(args: {
    readonly deliveryId: number;
    readonly nextAtMs: number | undefined;
    readonly problem: string;
  }): Promise<void>;
  /** A test that was made at once, for the log. */
  noteTestDelivery(args: {
    readonly projectId: number;
    readonly channelId: number;
    readonly to: string;
    readonly message: Message;
    readonly problem: string | undefined;
  }): Promise<void>;
  /** Sends again what was given up or sent. False when there is no such delivery. */
  resendDelivery(args: { readonly projectId: number; readonly deliveryId: number }): Promise<boolean>;
  savePersonSettings(args: { readonly userId: number; readonly settings: PersonSettings }): Promise<void>;
  muteProject(args: { readonly userId: number; readonly projectId: number; readonly isMuted: boolean }): Promise<void>;
  /** Removes what is too old to be looked at. */
  trimAlerts(args: { readonly nowMs: number }): Promise<void>;
}
