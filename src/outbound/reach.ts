import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { standingOf } from "./address.ts";
import type { Allows } from "./allow-list.ts";
import type { Callee, OutboundProblem } from "./problem.ts";
import { problemOf } from "./problem.ts";

export type Address = { readonly address: string; readonly family: number };
/** Every address of a host. Rejects with Node's errors of `dns`. */
export type Lookup = (host: string) => Promise<readonly Address[]>;

/**
 * The system's own look-up, so that /etc/hosts and search domains count. It takes threads of libuv's pool, at most half of them
 * at once however many calls wait (libuv counts it as slow work), so the log keeps its own.
 */
export const systemLookup: Lookup = (host) => lookup(host, { all: true });

/**
 * The addresses at which `callee` may be called: public ones, and those that the operator allows. One that may not be called is
 * left out and the others stand: the connection is pinned to what is returned here, so what else the name means does no harm, and
 * names with a private address beside the public one (split DNS, IPv6 of the house) work.
 */
export async function addressesOf(
  callee: Callee,
  find: Lookup,
  allows: Allows,
): Promise<Result<readonly Address[], OutboundProblem>> {
  const { host } = callee;
  const version = isIP(host);
  let found: readonly Address[];
  try {
    found = version === 0 ? await find(host) : [{ address: host, family: version }];
  } catch (error) {
    return problem(problemOf(error, callee));
  }
  const [first] = found;
  if (first === undefined) return problem({ kind: "name-not-found", message: `There is no address for ${host}.` });

  const good = found.filter(({ address }) => standingOf(address).kind === "public" || allows(host, address));
  return good.length > 0 ? ok(good) : problem(forbidden(host, first.address));
}

function forbidden(host: string, address: string): OutboundProblem {
  const standing = standingOf(address);
  const what = standing.kind === "public" ? "a public address" : standing.what;
  const says = host === address ? `${address} is ${what}` : `${host} resolves to ${address}, ${what}`;
  const other = host === address ? rangeAround(address, what) : (rangeAround(address, what) ?? address);
  const entry = other === undefined ? host : `${host} (or ${other})`;
  return {
    kind: "private-address",
    message: `${says}. To allow it, set CULPRIT_OUTBOUND_ALLOW=${entry} and restart.`,
  };
}

/** A private network is mostly a /24, which an operator may want as a whole. */
function rangeAround(address: string, what: string): string | undefined {
  if (isIP(address) !== 4 || what !== "a private address") return undefined;
  return `${address.slice(0, address.lastIndexOf("."))}.0/24`;
}
