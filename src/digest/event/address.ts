import { isIP } from "node:net";
import type { Request, Sdk, User } from "../../protocol/event.ts";

/** What an SDK writes where the server shall fill in the sender's address. */
const AUTO = "{{auto}}";
/** Their SDKs run on the user's device, so the sender is the user. */
const DEVICE_PLATFORMS: ReadonlySet<string> = new Set(["javascript", "cocoa", "objc"]);

export type Addressed = { readonly user: User | undefined; readonly request: Request | undefined };

export function isAddressField(value: string): boolean {
  return value === AUTO || isIP(value) !== 0;
}

/**
 * Decides the user's address: what the SDK sent, or, where it asks for that or runs on the user's device, the client's. `user` and
 * `request` come back without any `{{auto}}`. Source: reference sentry-ingest §6.9.
 */
export function inferAddress(
  event: { readonly user?: User; readonly request?: Request; readonly sdk?: Sdk; readonly platform: string },
  clientIp: string | undefined,
): Addressed {
  const setting = event.sdk?.settings?.["infer_ip"];
  if (setting !== undefined && setting !== "auto" && setting !== "legacy") return withoutAuto(event);

  const remote = event.request?.env?.["REMOTE_ADDR"];
  const request = remote === AUTO ? withRemoteAddress(event.request, clientIp) : event.request;
  const sent = event.user?.ip_address === AUTO ? clientIp : event.user?.ip_address;
  if (sent !== undefined) return { user: withAddress(event.user, sent), request };
  if (setting === "auto") return { user: withAddress(event.user, clientIp), request };

  const remoteIp = remote === AUTO ? clientIp : remote;
  if (typeof remoteIp === "string" && isIP(remoteIp) !== 0) return { user: withAddress(event.user, remoteIp), request };
  return { user: withAddress(event.user, DEVICE_PLATFORMS.has(event.platform) ? clientIp : undefined), request };
}

function withoutAuto({ user, request }: { readonly user?: User; readonly request?: Request }): Addressed {
  return {
    user: user?.ip_address === AUTO ? withAddress(user, undefined) : user,
    request: request?.env?.["REMOTE_ADDR"] === AUTO ? withRemoteAddress(request, undefined) : request,
  };
}

function withAddress(user: User | undefined, address: string | undefined): User | undefined {
  if (address !== undefined) return user?.ip_address === address ? user : { ...user, ip_address: address };
  if (user?.ip_address === undefined) return user;
  const { ip_address: _auto, ...rest } = user;
  return rest;
}

function withRemoteAddress(request: Request | undefined, address: string | undefined): Request | undefined {
  if (request === undefined) return undefined;
  const { REMOTE_ADDR: _auto, ...env } = request.env ?? {};
  return { ...request, env: address === undefined ? env : { ...env, REMOTE_ADDR: address } };
}
