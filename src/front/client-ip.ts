import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/**
 * Who sent a request. `X-Forwarded-For` is believed only from the configured proxies: the chain is walked from our end, and
 * the first address that is not a proxy of ours is the client. Anything a client wrote further left is ignored.
 */
export function clientIpReader(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const proxies = blockListOf(trustedProxies);
  const isProxy = (address: string): boolean => {
    const version = isIP(address);
    return version !== 0 && proxies.check(address, version === 4 ? "ipv4" : "ipv6");
  };

  return (request) => {
    let address = plainAddress(request.socket.remoteAddress ?? "");
    if (trustedProxies.length === 0 || !isProxy(address)) return address;

    const header = request.headers["x-forwarded-for"];
    const chain = (Array.isArray(header) ? header.join(",") : (header ?? "")).slice(-4_096).split(",");
    for (const hop of chain.toReversed()) {
      const candidate = plainAddress(hop.trim());
      if (isIP(candidate) === 0) break;
      address = candidate;
      if (!isProxy(address)) break;
    }
    return address;
  };
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** `::ffff:10.0.0.1` is how a dual-stack socket writes 10.0.0.1; proxies may add a port or brackets. */
function plainAddress(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text);
  const bare = bracketed?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.slice(0, text.lastIndexOf(":")) : text);
  return bare.startsWith("::ffff:") && isIP(bare.slice(7)) === 4 ? bare.slice(7) : bare;
}
