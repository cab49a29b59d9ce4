import { isIP } from "node:net";
import { hostOf } from "../outbound/allow-list.ts";
import { standingOf } from "../outbound/address.ts";

/** How far away a name can be called from. */
const NEAR = { "this machine": 0, "a private network": 1, everywhere: 2 } as const;
type Reach = keyof typeof NEAR;

/** Endings that no public DNS knows: RFC 6761, 6762, 8375, 9476, and what private networks use for want of one. */
const PRIVATE_NAME = /^[^.]+$|\.(local|lan|internal|intranet|private|corp|home|home\.arpa|test|invalid|example|alt)$/;

/**
 * Why a code host cannot call our public address, in words with the remedy; undefined: it can, as far as both addresses tell. No
 * name is looked up: what it means here need not be what it means there.
 */
export function whyNoCallBack(publicUrl: string, origin: string): string | undefined {
  const [own, theirs] = [reachOf(publicUrl), reachOf(origin)];
  if (NEAR[own] >= NEAR[theirs]) return undefined;
  return (
    `${new URL(origin).host} cannot call ${publicUrl}, which can be reached from ${own} alone. ` +
    "Culprit asks it each minute instead; for a webhook, set CULPRIT_URL to a public address."
  );
}

function reachOf(address: string): Reach {
  const host = hostOf(new URL(address));
  if (isIP(host) === 0) {
    if (host === "localhost" || host.endsWith(".localhost")) return "this machine";
    return PRIVATE_NAME.test(host) ? "a private network" : "everywhere";
  }
  const standing = standingOf(host);
  if (standing.kind === "public") return "everywhere";
  return standing.what === "a loopback address" ? "this machine" : "a private network";
}
