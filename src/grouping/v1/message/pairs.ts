import type { Token } from "./token.ts";
import { cleanWord } from "./words.ts";

/** Keys whose values say what happened and not to whom. */
const TELLING = new Set(
  (
    "event msg message error err reason cause code status statuscode status_code errno type kind action op operation level " +
    "severity method exception error_code errorcode error_type sqlstate signal exit exit_code state phase step stage"
  ).split(" "),
);

export function isTelling(key: string): boolean {
  return TELLING.has(key.toLowerCase());
}

/** The value of a telling key: as it is when it is short and plain, else cleaned word by word. */
export function plainValue(text: string): string {
  if (/^[A-Za-z0-9_.:/-]{1,40}$/.test(text) && !/\d{6,}/.test(text)) return text;
  return text
    .slice(0, 200)
    .split(/\s+/)
    .map((word) => cleanWord(word, ""))
    .join(" ");
}

const PAIR = /^([A-Za-z_][\w.-]{0,60})=(.*)$/s;

/** `key=value`: the key stays. `word` is what stands at the place up to a blank, quote or bracket. */
export function cleanPair(line: string, at: number, word: string): Token | undefined {
  const [, key, value = ""] = PAIR.exec(word) ?? [];
  // A text in base 64 ends in equals signs.
  if (key === undefined || (/^[A-Za-z0-9]{16,}$/.test(key) && /\d/.test(key))) return undefined;
  const afterKey = at + key.length + 1;
  if (value === "") {
    const quoted = quotedValue(line, afterKey);
    if (quoted === undefined) return undefined;
    const text = isTelling(key) ? plainValue(quoted.inner) : "<value>";
    return { text: `${key}=${text}`, end: quoted.end };
  }
  const ending = /[,;.)\]]+$/.exec(value)?.[0] ?? "";
  const inner = value.slice(0, value.length - ending.length);
  const text = isTelling(key) ? plainValue(inner) : "<value>";
  return { text: `${key}=${text}${ending}`, end: at + word.length };
}

function quotedValue(line: string, at: number): { readonly inner: string; readonly end: number } | undefined {
  const quote = line[at];
  if (quote !== '"' && quote !== "'") return undefined;
  if (!line.includes(quote, at + 1)) return undefined;
  for (let index = at + 1; index < line.length; index += 1) {
    if (line[index] === "\\") index += 1;
    else if (line[index] === quote) return { inner: line.slice(at + 1, index), end: index + 1 };
  }
  return undefined;
}
