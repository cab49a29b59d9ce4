import { isIP } from "node:net";
import type { Event } from "../../protocol/event.ts";
import type { Notes } from "./notes.ts";
import { at, noteScrubbed } from "./notes.ts";
import type { ScrubbedText } from "./scrub-rules.ts";
import { scrubberOf } from "./scrub.ts";
import type { Scrub } from "./scrub-value.ts";

const BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const IPV4 = new RegExp(String.raw`(?<![\w.])(?:${BYTE}\.){3}${BYTE}(?![\w]|\.\d)`, "g");
const MAY_HOLD_IPV6 = /:[0-9a-f]{0,4}:/i;
const WORD = /[\w:.]+/g;
const MAX_IPV6_CHARS = 45;

/**
 * Takes addresses of the Internet out of an event: the user's and the sender's go, and those in texts of free form leave `[ip]`
 * behind. Messages and texts of exceptions stay, as they do under Sentry's rule. Source: reference sentry-ingest §8.2.
 */
export const scrubAddresses: Scrub<Event> = (event, notes) => IN_TEXTS(withoutAddresses(event, notes), notes);

const never = (): boolean => false;
const nothing = (): undefined => undefined;
const IN_TEXTS = scrubberOf({
  isSecretName: never,
  isSecretCookie: never,
  scrubText: scrubAddressesIn,
  scrubMessage: nothing,
  scrubExceptionText: nothing,
  scrubUrl: nothing,
  nameRule: () => "@ip:replace",
});

export function scrubAddressesIn(text: string): ScrubbedText | undefined {
  let scrubbed = MAY_HOLD_IPV6.test(text) ? text.replace(WORD, withoutIpv6) : text;
  if (scrubbed.includes(".")) scrubbed = scrubbed.replace(IPV4, "[ip]");
  return scrubbed === text ? undefined : { text: scrubbed, rule: "@ip:replace" };
}

function withoutIpv6(word: string): string {
  // Without a digit it is a name of code: `A::Bad`.
  if (word.length > MAX_IPV6_CHARS + 2 || !/\d/.test(word)) return word;
  const address = word.replace(/[.:]$/, "");
  if (isIP(word) === 6) return "[ip]";
  return isIP(address) === 6 ? `[ip]${word.slice(address.length)}` : word;
}

function withoutAddresses(event: Event, notes: Notes): Event {
  const { user, request } = event;
  let result = event;
  if (user?.ip_address !== undefined) {
    noteRemoved(notes, ["user", "ip_address"]);
    const { ip_address: _address, ...rest } = user;
    const { user: _user, ...others } = result;
    result = Object.keys(rest).length === 0 ? others : { ...result, user: rest };
  }
  if (request?.env?.["REMOTE_ADDR"] !== undefined) {
    noteRemoved(notes, ["request", "env", "REMOTE_ADDR"]);
    const { REMOTE_ADDR: _address, ...env } = request.env;
    result = { ...result, request: { ...request, env } };
  }
  return result;
}

function noteRemoved(notes: Notes, [first, ...rest]: readonly string[]): void {
  if (first === undefined) noteScrubbed(notes, "@ip:remove", "x");
  else at(notes, first, () => noteRemoved(notes, rest));
}
