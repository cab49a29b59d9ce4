import { ask } from "./api.ts";
import { reload, useAsk } from "./use-ask.ts";

/** Rules, channels and deliveries of a project's alerts, as the API says them. */
export type RuleElement = { id: string; [setting: string]: unknown };
export type Rule = {
  id: string;
  name: string;
  isActive: boolean;
  actionMatch: string;
  conditions: readonly RuleElement[];
  filterMatch: string;
  filters: readonly RuleElement[];
  environment: string | null;
  actions: readonly RuleElement[];
  frequency: number;
  digestMinutes: number;
};
/** Numbers are texts of fields: the API says what is wrong with them. */
export type WantedRule = Omit<Rule, "id" | "frequency" | "digestMinutes"> & { frequency: string; digestMinutes: string };
export type ChannelKind = "email" | "webhook" | "slack" | "discord" | "teams" | "mattermost" | "rocketchat" | "telegram";
export type Channel = {
  id: string;
  kind: ChannelKind;
  name: string;
  isActive: boolean;
  target: string;
  addresses: readonly string[];
  signingSecret: string | null;
};
export type Channels = { hasMail: boolean; channels: readonly Channel[] };
export type WantedChannel = {
  kind: string;
  name: string;
  isActive?: boolean;
  url?: string;
  addresses?: readonly string[];
  token?: string;
  chat?: string;
  rotateSecret?: boolean;
};
export type Delivery = {
  id: string;
  kind: string;
  summary: string;
  to: string;
  state: "waiting" | "sent" | "dead";
  attempts: number;
  problem: string | null;
  dateCreated: string;
  dateNext: string | null;
};
export type Preview = { days: number; triggers: readonly { kind: string; count: number; exactness: string }[] };
export type MyAlerts = {
  email: boolean;
  quietHours: { from: string; to: string; timeZone: string } | null;
  mutedProjects: readonly string[];
};

const below = (org: string, project: string, path: string): string => `projects/${org}/${project}/${path}/`;
const MINE = "users/me/notifications/";

export const useRules = (org: string, project: string) => useAsk<readonly Rule[]>(below(org, project, "rules"));
export const useChannels = (org: string, project: string) => useAsk<Channels>(below(org, project, "alert-channels"));
const deliveriesPath = (org: string, project: string): string => `${below(org, project, "alert-deliveries")}?per_page=20`;
export const useDeliveries = (org: string, project: string) => useAsk<readonly Delivery[]>(deliveriesPath(org, project));
export const useMyAlerts = () => useAsk<MyAlerts>(MINE);

export async function saveRule(org: string, project: string, id: string | undefined, rule: WantedRule): Promise<void> {
  const path = below(org, project, "rules");
  await (id === undefined ? ask(path, "POST", rule) : ask(`${path}${id}/`, "PUT", rule));
  await reload(path);
}

export async function deleteRule(org: string, project: string, id: string): Promise<void> {
  await ask(`${below(org, project, "rules")}${id}/`, "DELETE");
  await reload(below(org, project, "rules"));
}

export async function previewRule(org: string, project: string, rule: WantedRule): Promise<Preview> {
  return (await ask<Preview>(below(org, project, "rules/preview"), "POST", rule)).data;
}

/** Adds a channel, or changes the one with this id. The answer holds a signing secret that was made, this once. */
export async function saveChannel(
  org: string,
  project: string,
  id: string | undefined,
  channel: WantedChannel,
): Promise<Channel> {
  const path = below(org, project, "alert-channels");
  const { data } = await (id === undefined
    ? ask<Channel>(path, "POST", channel)
    : ask<Channel>(`${path}${id}/`, "PUT", channel));
  await reload(path);
  return data;
}

export async function deleteChannel(org: string, project: string, id: string): Promise<void> {
  await ask(`${below(org, project, "alert-channels")}${id}/`, "DELETE");
  await Promise.all(["alert-channels", "rules"].map((path) => reload(below(org, project, path))));
}

export async function testChannel(
  org: string,
  project: string,
  id: string,
): Promise<{ sent: boolean; problem: string | null }> {
  const path = `${below(org, project, "alert-channels")}${id}/test/`;
  const { data } = await ask<{ sent: boolean; problem: string | null }>(path, "POST");
  await reload(deliveriesPath(org, project));
  return data;
}

export async function resend(org: string, project: string, id: string): Promise<void> {
  await ask(`${below(org, project, "alert-deliveries")}${id}/resend/`, "POST");
  await reload(deliveriesPath(org, project));
}

export async function saveMyAlerts(wish: Partial<MyAlerts>): Promise<void> {
  await ask(MINE, "PUT", wish);
  await reload(MINE);
}

/** By the token of a letter, without signing in: no more e-mails, or again. */
export async function setUnsubscribed(token: string, isOut: boolean): Promise<void> {
  await ask(`notifications/unsubscribe/?${new URLSearchParams({ token })}`, isOut ? "POST" : "DELETE");
}
