import { endOfBrackets } from "./json.ts";
import type { Token } from "./token.ts";

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "”"],
  ["‘", "’"],
  ["«", "»"],
  ["„", "“"],
  ["「", "」"],
  ["『", "』"],
  ["《", "》"],
  ["‹", "›"],
]);

/** A name in quotes after one of these is a part of the program: a column, a property. Any other quoted text is data. */
const NAMES_CODE = new Set(
  (
    "reading setting property properties column columns table relation constraint index key field fields method " +
    "function attribute module class variable parameter param argument arg keyword option type enum operator import " +
    "package symbol name named identifier callee member schema database claim element result section settings " +
    "configuration config view trigger plugin extension command directive event header service bean template " +
    "partial helper route action hook component prop interface trait namespace library dependency feature flag"
  ).split(" "),
);
/** A word, and what may stand between it and the quote. */
const WORD_BEFORE = /[a-z]{1,24}(?=[ :]{0,2}$)/i;
/** And so is one before these. */
const NAMED_CODE =
  /^ (?:\((?:\w{1,20}_)?constraint|codec|object|column|table|relation|field|property|attribute|method|function|module|package|class|type|instance|operator|constraint|parameter|argument|header|option|key|is not (?:defined|a function|a constructor|iterable|callable|subscriptable|supported)|has no|was not declared|does not exist in|referenced before|cannot be null|must be|is required)\b/;
const IDENTIFIER = /^[A-Za-z_$][\w$]{0,60}(?:(?:\.|::|\\|\/|#|->|-)[A-Za-z_$][\w$]{0,60}){0,8}(?:\(\))?$/;
const MAX_QUOTED = 500;
/** Escapes and apostrophes within quotes. */
const MAX_TURNS = 60;

/** A quoted text at a place: `<quoted>`, or itself where it names a part of the program. `before` is what was cleaned so far. */
export function quotedAt(line: string, at: number, before: string): Token | undefined {
  const opening = line.charAt(at);
  const closing = CLOSING.get(opening);
  // An apostrophe within a word opens nothing.
  if (
    closing === undefined ||
    (opening === "'" || opening === "’" || opening === "‘"
      ? /[\p{L}\p{N}]$/u.test(before.slice(-2))
      : /[A-Za-z0-9]$/.test(before.slice(-1)))
  )
    return undefined;
  const end = endOfQuotedJson(line, at + 1, closing) ?? endOf(line, at + 1, closing);
  if (end === undefined) return undefined;
  const inner = line.slice(at + 1, end);
  if (inner === "") return { text: opening + closing, end: end + 1 };
  if (/^[1-5]\d\d [A-Z][A-Za-z -]{1,40}$/.test(inner)) return { text: `${opening}${inner}${closing}`, end: end + 1 };
  const isCode =
    IDENTIFIER.test(inner) &&
    !/\d{3}/.test(inner.replace(/^(?:utf|iso|cp|windows|latin)[\w-]*$/i, "")) &&
    (isTypeName(inner) ||
      NAMES_CODE.has(WORD_BEFORE.exec(before.slice(-26))?.[0].toLowerCase() ?? "") ||
      NAMED_CODE.test(line.slice(end + 1, end + 30)) ||
      opening === "`");
  return { text: isCode ? `${opening}${inner}${closing}` : "<quoted>", end: end + 1 };
}

/** `OrderService`, `com.acme.Cart`, `MAX_SIZE`: no person or thing is called that. */
function isTypeName(text: string): boolean {
  return /^(?:[\w$]+[.:]{1,2})*(?:[A-Z]+[a-z]+){2,8}$|^[A-Z]+_[A-Z_]+$|^[A-Z]{2,}[a-z]+\w*$/.test(text);
}

/** Whoever quotes a JSON text seldom escapes the quotes within. */
function endOfQuotedJson(line: string, from: number, closing: string): number | undefined {
  const first = line.charAt(from);
  if (first !== "{" && first !== "[") return undefined;
  const end = endOfBrackets(line, from, Math.min(line.length, from + MAX_QUOTED));
  return end !== undefined && line.startsWith(closing, end) ? end : undefined;
}

function endOf(line: string, from: number, closing: string): number | undefined {
  const limit = Math.min(line.length, from + MAX_QUOTED);
  const first = line.indexOf(closing, from);
  if (first < 0 || first >= limit) return undefined;
  let turns = 0;
  for (let index = from; index < limit && turns < MAX_TURNS; index += 1) {
    const character = line[index];
    if (character === "\\") index += 1;
    else if (character !== closing) continue;
    else if (!isApostrophe(line, index, closing)) return index;
    turns += 1;
  }
  return undefined;
}

function isApostrophe(line: string, at: number, closing: string): boolean {
  return (closing === "'" || closing === "’") && /\p{L}/u.test(line[at - 1] ?? "") && /\p{L}/u.test(line[at + 1] ?? "");
}
