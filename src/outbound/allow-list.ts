import { isIP } from "node:net";
import { addressList, contains, standingOf, unwrapped } from "./address.ts";

/** One entry of `CULPRIT_OUTBOUND_ALLOW`. Plain data, since it is handed from thread to thread. */
export type AllowEntry =
  /** Exactly this host, whatever its name resolves to. Lower case, no dot at the end. */
  | { readonly kind: "host"; readonly name: string }
  /** Every host whose name ends so: `.lan`. */
  | { readonly kind: "below"; readonly suffix: string }
  /** An address or a range: `10.1.2.3`, `fd00::/8`. */
  | { readonly kind: "range"; readonly range: string };

/** Reads the list; entries are parted by commas or blanks. Each problem is a sentence that names the entry and its remedy. */
export function parseAllowList(text: string): {
  readonly entries: readonly AllowEntry[];
  readonly problems: readonly string[];
} {
  const entries: AllowEntry[] = [];
  const problems: string[] = [];
  for (const word of text.split(/[\s,]+/).filter((part) => part !== "")) {
    const read = parseEntry(word);
    if (typeof read === "string") problems.push(read);
    else entries.push(read);
  }
  return { entries, problems };
}

function parseEntry(word: string): AllowEntry | string {
  if (word.includes("://")) return `"${word}" is a whole address; give its host alone, such as sentry.lan`;
  if (word.includes("/")) return parseRange(word);
  if (word === "*") return `"*" is too wide; name hosts or ranges (0.0.0.0/0 and ::/0 are all addresses)`;
  const isBelow = word.startsWith("*.");
  const bare = isBelow ? word.slice(2) : word;
  // The URL parser brings every spelling to one: case, IDN, 0x7f.1, a dot at the end. Of its other parts none is wanted.
  const url = /[@?#\\]/.test(bare) ? null : URL.parse(`http://${isIP(bare) === 6 ? `[${bare}]` : bare}`);
  const name = url === null ? "" : hostOf(url);
  if (name !== "" && isIP(bare) === 0 && /:\d+$/.test(bare)) {
    return `"${word}" names a port; leave it out, a listed host may be called on every port`;
  }
  const isAddress = isIP(name) !== 0;
  if (isAddress && !isBelow) return { kind: "range", range: name };
  if (isAddress || !/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name)) {
    return `"${word}" is no host, *.domain, address or range; write it as sentry.lan, *.lan, 192.168.1.7 or 10.0.0.0/8`;
  }
  return isBelow ? { kind: "below", suffix: `.${name}` } : { kind: "host", name };
}

function parseRange(word: string): AllowEntry | string {
  const [address = "", bits = "", ...rest] = word.split("/");
  const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isGood = rest.length === 0 && !address.includes("%") && /^\d{1,3}$/.test(bits) && Number(bits) <= widest;
  return isGood ? { kind: "range", range: word } : `"${word}" is no range of addresses; write it as 10.0.0.0/8 or fd00::/8`;
}

/** The host of an address as it is compared and called: lower case, no brackets, no dot at the end. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** Says whether the operator lets `host` (as of `hostOf`) be called at `address`. */
export type Allows = (host: string, address: string) => boolean;

/**
 * The list as a question. Guarded addresses (`Standing`) are let through only where nobody can mean anything else: by the host's
 * exact name, or by a range that itself begins at a guarded address. So `*.lan`, or `0.0.0.0/0`, does not open a cloud's
 * metadata service by the way.
 */
export function allowing(entries: readonly AllowEntry[]): Allows {
  const names = new Set(entries.flatMap((entry) => (entry.kind === "host" ? [entry.name] : [])));
  const suffixes = entries.flatMap((entry) => (entry.kind === "below" ? [entry.suffix] : []));
  const ranges = entries.flatMap((entry) => (entry.kind === "range" ? [entry.range] : []));
  const everyRange = addressList(ranges);
  const guardedRanges = addressList(ranges.filter((range) => isGuarded(range.split("/")[0] ?? "")));

  return (host, address) => {
    if (names.has(host)) return true;
    const guarded = isGuarded(address);
    if (!guarded && suffixes.some((suffix) => host.endsWith(suffix))) return true;
    if (isIP(address) === 0 || address.includes("%")) return false;
    const list = guarded ? guardedRanges : everyRange;
    return contains(list, address) || contains(list, unwrapped(address));
  };
}

function isGuarded(address: string): boolean {
  const standing = standingOf(address);
  return standing.kind === "forbidden" && standing.guarded;
}
