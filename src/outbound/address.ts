import { BlockList, isIP } from "node:net";

/**
 * What may be said of an address before anything is sent to it. `what` fits into "10.0.0.1 is …". `guarded` addresses (the
 * metadata services of clouds, which hand out credentials to whoever asks) need an entry of their own in the allow list.
 */
export type Standing =
  | { readonly kind: "public" }
  | { readonly kind: "forbidden"; readonly what: string; readonly guarded: boolean };

type Kind = { readonly what: string; readonly guarded?: true; readonly ranges: readonly string[] };

/**
 * IANA's registries of special-purpose addresses (RFC 6890 and what updates it), and what clouds keep for themselves. The first
 * kind that matches names the address.
 */
const KINDS: readonly Kind[] = [
  {
    what: "an address of a cloud's metadata service",
    guarded: true,
    // Most clouds and its IPv6 forms at AWS and Google; Alibaba; Oracle; Azure's host, which is public by its number.
    ranges: ["169.254.169.254", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"],
  },
  { what: "a loopback address", ranges: ["127.0.0.0/8", "::1"] },
  { what: "a private address", ranges: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] },
  // Guarded as a whole: clouds keep more than one service there (AWS: 169.254.170.2 gives a container's credentials).
  { what: "a link-local address", guarded: true, ranges: ["169.254.0.0/16", "fe80::/10"] },
  { what: "a site-local address", ranges: ["fec0::/10"] },
  { what: "an address shared behind a provider's NAT", ranges: ["100.64.0.0/10"] },
  { what: "an unspecified address", ranges: ["0.0.0.0/8", "::"] },
  { what: "a broadcast address", ranges: ["255.255.255.255"] },
  { what: "a multicast address", ranges: ["224.0.0.0/4", "ff00::/8"] },
  {
    what: "an address for documentation",
    ranges: ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  },
  { what: "an address for benchmarks", ranges: ["198.18.0.0/15", "2001:2::/48"] },
  { what: "a Teredo address", ranges: ["2001::/32"] },
  { what: "a reserved address", ranges: ["192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4", "2001::/23"] },
];
const LISTS = KINDS.map(({ ranges, ...kind }) => ({ ...kind, list: addressList(ranges) }));
/** All that has been given out so far. What lies elsewhere and has no name above is reserved. */
const GLOBAL_UNICAST = addressList(["2000::/3"]);

/** IPv6 that stands for an IPv4 address: mapped, NAT64 (RFC 6052), 6to4; the group at which the IPv4 address begins. */
const EMBEDDING = [
  { list: addressList(["::ffff:0:0/96"]), at: 6 },
  { list: addressList(["64:ff9b::/96"]), at: 6 },
  { list: addressList(["2002::/16"]), at: 1 },
];

/** Judges one address, IPv4 or IPv6 without brackets. What is no address is forbidden too. */
export function standingOf(address: string): Standing {
  const bare = unwrapped(withoutZone(address));
  const version = isIP(bare);
  if (version === 0) return { kind: "forbidden", what: "no address", guarded: true };

  const found = LISTS.find(({ list }) => contains(list, bare));
  if (found !== undefined) return { kind: "forbidden", what: found.what, guarded: found.guarded === true };
  if (version === 4 || contains(GLOBAL_UNICAST, bare)) return { kind: "public" };
  return { kind: "forbidden", what: "a reserved address", guarded: false };
}

/** The IPv4 address that an IPv6 one leads to, else the address itself. */
export function unwrapped(address: string): string {
  if (isIP(address) !== 6) return address;
  const form = EMBEDDING.find(({ list }) => contains(list, address));
  if (form === undefined) return address;
  const [high = 0, low = 0] = groupsOf(address).slice(form.at);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

/** `fe80::1%eth0`: the zone says by which wire, and changes nothing about what the address is. */
function withoutZone(address: string): string {
  return address.split("%", 1)[0] ?? "";
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The URL parser turns a dotted tail into groups.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = [], after = []] = plain.split("::").map((side) => (side === "" ? [] : side.split(":")));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

/** A list of addresses and ranges such as `10.0.0.0/8`. */
export function addressList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

export function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}
