import type { Meta } from "./types.ts";

const isMeta = (value: unknown): value is Meta => typeof value === "object" && value !== null && !Array.isArray(value);

/** What is said below a part of the payload. */
export function metaAt(meta: Meta | undefined, ...path: readonly (string | number)[]): Meta | undefined {
  let at: unknown = meta;
  for (const key of path) at = isMeta(at) ? at[String(key)] : undefined;
  return isMeta(at) ? at : undefined;
}

const RULES: readonly (readonly [start: string, words: string])[] = [
  ["@password", "its name says that it is a secret"],
  ["@bearer", "it looks like an access token"],
  ["@creditcard", "it looks like a card number"],
  ["@iban", "it looks like an account number"],
  ["@pemkey", "it is a private key"],
  ["@urlauth", "the address held a password"],
  ["@usssn", "it looks like a social security number"],
  ["@email", "it is an e-mail address"],
  ["@ip", "it is an address of the Internet"],
  ["strip-fields", "it is, or holds, one of the sensitive fields of this project"],
];

/** What was done to a value and why, in words; nothing when it is as it was sent. */
export function reasonOf(meta: Meta | undefined): string | undefined {
  const own = metaAt(meta, "");
  const remarks = Array.isArray(own?.["rem"]) ? (own["rem"] as unknown[]) : [];
  const [remark] = remarks;
  if (!Array.isArray(remark)) return undefined;
  const rule = String(remark[0]);
  const length = own?.["len"];
  if (rule === "!limit") {
    const size =
      typeof length === "number"
        ? `; ${length.toLocaleString("en")} ${remark[1] === "s" ? "characters" : "entries"} were sent`
        : "";
    return remark[1] === "s" ? `Cut because it is too long${size}` : `Some of it was left out because it is too large${size}`;
  }
  return `Taken out before it was stored: ${ruleWords(rule)}`;
}

/** Why a rule takes something out, in words. */
export const ruleWords = (rule: string): string => RULES.find(([start]) => rule.startsWith(start))?.[1] ?? `rule ${rule}`;

/** A text that a scrubber left in place of a secret, ours or the SDK's own. */
export const isFiltered = (value: unknown): boolean => typeof value === "string" && /^\[(Filtered|REDACTED)\]$/i.test(value);

const MAX_REMARKS = 100;

/** Everything that was cut or taken out of an event, by its place in the payload; of the first hundred. */
export function remarksIn(meta: Meta): readonly { readonly place: string; readonly reason: string }[] {
  const found: { place: string; reason: string }[] = [];
  const left: { at: Meta; path: readonly string[] }[] = [{ at: meta, path: [] }];
  for (let next = left.shift(); next !== undefined && found.length < MAX_REMARKS; next = left.shift()) {
    const { at, path } = next;
    const reason = reasonOf(at);
    if (reason !== undefined) found.push({ place: path.length === 0 ? "the event" : path.join("."), reason });
    for (const [key, below] of Object.entries(at)) {
      if (key !== "" && isMeta(below) && left.length < 10_000) left.push({ at: below, path: [...path, key] });
    }
  }
  return found;
}
