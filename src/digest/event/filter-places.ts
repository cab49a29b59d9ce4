import { BlockList, isIP } from "node:net";
import type { Event } from "../../protocol/event.ts";

/** Where an event comes from: the sender's address, and pages on the developer's own machine. */
const LOCAL_ADDRESSES: ReadonlySet<string> = new Set(["127.0.0.1", "::1"]);
const LOCAL_HOSTS = ["localhost", "127.0.0.1"];

/** Source: reference sentry-ingest §9. */
export function isLocal({ request, user }: Event): boolean {
  if (user?.ip_address !== undefined && LOCAL_ADDRESSES.has(user.ip_address)) return true;
  const forwarded = headerOf(request, "X-Forwarded-For");
  if (forwarded !== undefined && LOCAL_ADDRESSES.has(forwarded.trim())) return true;
  if (request?.url !== undefined && request.url !== "") return isLocalUrl(request.url);
  return ["Host", "X-Forwarded-Host"].some((name) => isLocalHost(headerOf(request, name)?.replace(/:\d{1,5}$/, "")));
}

function isLocalUrl(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === "file:" || isLocalHost(url.hostname));
}

function isLocalHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  return LOCAL_HOSTS.some((local) => host.toLowerCase() === local || host.toLowerCase().endsWith(`.${local}`));
}

/** A header of the request the event happened in. Normalising has given names one spelling. */
export function headerOf(request: Event["request"], wanted: string): string | undefined {
  return request?.headers?.find(([name]) => name === wanted)?.[1];
}

/** Whether an address is one of these, or within one of these ranges. What is no range matches nothing. */
export function rangeMatcher(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", length] = range.split("/");
    const version = isIP(address);
    if (version === 0) continue;
    const family = version === 4 ? "ipv4" : "ipv6";
    if (length === undefined) list.addAddress(address, family);
    else if (Number(length) <= (version === 4 ? 32 : 128)) list.addSubnet(address, Number(length), family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
  };
}
