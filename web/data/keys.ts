import { ask } from "./api.ts";
import { asNumber, comingTime, linesOf, localTime } from "./typed.ts";
import { reload, useAsk } from "./use-ask.ts";

export type Key = {
  id: string;
  name: string;
  isActive: boolean;
  dateCreated: string;
  /** To the minute. */
  lastUsed: string | null;
  expiresAt: string | null;
  /** `null`: the sites of the project. */
  allowedOrigins: readonly string[] | null;
  rateLimit: { count: number; window: number } | null;
  dsn: { public: string };
};

const keysPath = (org: string, project: string): string => `projects/${org}/${project}/keys/`;

export const useKeys = (org: string, project: string) => useAsk<Key[]>(keysPath(org, project));

async function send(org: string, project: string, below: string, method: string, body?: object): Promise<void> {
  await ask(`${keysPath(org, project)}${below}`, method, body);
  await reload(keysPath(org, project));
}

export const createKey = (org: string, project: string, name: string): Promise<void> =>
  send(org, project, "", "POST", { name });
export const setKeyActive = (org: string, project: string, key: Key, isActive: boolean): Promise<void> =>
  send(org, project, `${key.id}/`, "PUT", { isActive });
export const deleteKey = (org: string, project: string, key: Key): Promise<void> => send(org, project, `${key.id}/`, "DELETE");

/** What a form says of a key, as it was typed. */
type KeyWish = { name: string; count: string; window: string; end: string; origins: string };

export const changeKey = (org: string, project: string, key: Key, wish: KeyWish): Promise<void> =>
  send(org, project, `${key.id}/`, "PUT", {
    name: wish.name,
    rateLimit: wish.count.trim() === "" ? null : { count: asNumber(wish.count), window: Number(wish.window) },
    expiresAt:
      wish.end === "" ? null : wish.end === localTime(key.expiresAt) ? key.expiresAt : comingTime(wish.end, "expiresAt"),
    allowedOrigins: wish.origins.trim() === "" ? null : linesOf(wish.origins),
  });

/** Makes a key like this one, which goes on until `end`. */
export const replaceKey = (org: string, project: string, key: Key, name: string, end: string): Promise<void> =>
  send(org, project, `${key.id}/rotate/`, "POST", { name, oldExpiresAt: comingTime(end, "oldExpiresAt") });

export type KeyState = "on" | "off" | "ended";

export function stateOf({ isActive, expiresAt }: Key): KeyState {
  if (!isActive) return "off";
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? "ended" : "on";
}

/** Without it the project takes nothing at all. */
export const isLastOn = (key: Key, all: readonly Key[]): boolean =>
  stateOf(key) === "on" && all.filter((one) => stateOf(one) === "on").length === 1;

/** `Default` → `Default 2` → `Default 3`. */
export function nextName(name: string): string {
  const [, words = name, number = "1"] = /^(.*?)(?: (\d{1,4}))?$/.exec(name) ?? [];
  return `${words} ${Number(number) + 1}`.slice(0, 64);
}
