import type { Token } from "./token.ts";
import { isMeaningful } from "./meaning.ts";

const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}";
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm]\b)?`;
const ZONE = String.raw`(?: ?(?:Z|UTC|GMT)?(?:[+-]\d{2}:?\d{2})?)(?: \([A-Za-z ]{2,40}\))?`;
/** Dates, times and both, in the spellings that programs write. Each begins where no word goes on. */
const DATE = new RegExp(
  [
    String.raw`\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ,]{1,2}${CLOCK})?${ZONE}(?![\w])`,
    String.raw`\d{8}T\d{6}(?:\.\d{1,9})?Z?`,
    String.raw`\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:[ ,]{1,2}${CLOCK})?`,
    String.raw`(?:${DAY},? )?\d{1,2}[ -]${MONTH}[ -]\d{2,4}(?:[ ,]{1,2}${CLOCK})?${ZONE}`,
    String.raw`(?:${DAY},? )?${MONTH} {1,2}\d{1,2}(?:,? \d{4})?(?:[ ,]{1,2}${CLOCK})?${ZONE}(?: \d{4})?(?![\w])`,
    String.raw`datetime\.datetime\([\d, ]{1,60}(?:, tzinfo=[^)]{0,60})?\)+`,
    String.raw`\d{1,2}:[0-5]\d:[0-5]\d(?:[.,]\d{1,9})?(?: ?[AaPp][Mm]\b)?${ZONE}(?![\w:])`,
    String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?: ?[AaPp][Mm]\b)(?![\w:])`,
  ]
    .map((source) => `(?:${source})`)
    .join("|"),
  "y",
);

/** A date or time at a place. */
export function dateAt(line: string, at: number, before: string): Token | undefined {
  if (!"0123456789JFMASONDTWd".includes(line.charAt(at)) || goesOn(before)) return undefined;
  DATE.lastIndex = at;
  const found = DATE.exec(line)?.[0];
  if (found === undefined || !/\d/.test(found)) return undefined;
  const kept = found.trimEnd();
  return { text: "<date>", end: at + kept.length };
}

const UNIT =
  /^ ?(?:(?<duration>(?:ns|µs|μs|us|ms|msec|s|sec|secs|seconds?|milliseconds?|microseconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?|weeks?)\b)|(?<size>(?:bytes?|[kKMGTP]i?B|[kKMGTP]b?|B)\b)|(?<percent>%))/;
const NUMBER = /[-+]?(?:\d{1,3}(?:[,'_ ]\d{3}){1,6}(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,4})?/y;

/** As Go writes it: `1m30.5s`, `2h0m0s`. */
const COMPOUND = /(?:\d{1,9}(?:\.\d{1,9})?(?:ns|µs|μs|us|ms|[smhd])){1,6}(?![\w.]|-\w)/y;
const PHONE = /\+\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){2,5}(?![\w])/y;
const DATA_URL = /data:[\w.+-]{1,60}\/[\w.+-]{1,60}(?:;[\w=-]{1,60}){0,4},[\w%+/=.-]{1,2000}/iy;
const AGENT = /Mozilla\/\d\.\d \([^()]{0,200}\)(?: [\w.-]{1,40}\/[\w.]{1,40}| \([^()]{0,100}\)){0,12}/y;
const MAC = /[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![\w:])/iy;

/** What begins with none of these characters is not looked at: most characters of a text begin nothing. */
const SPECIAL = [
  { begins: "M", pattern: AGENT, text: "<agent>" },
  { begins: "dD", pattern: DATA_URL, text: "<url>" },
  { begins: "0123456789abcdefABCDEF", pattern: MAC, text: "<hex>" },
  { begins: "0123456789", pattern: COMPOUND, text: "<duration>" },
  { begins: "+", pattern: PHONE, text: "<number>" },
] as const;

const BEGINS_SPECIAL = "0123456789abcdefABCDEFM+-";

/** A number at a place, with the unit that belongs to it; a number that means something stays. */
export function numberAt(line: string, at: number, before: string): Token | undefined {
  const first = line.charAt(at);
  if (!BEGINS_SPECIAL.includes(first) || goesOn(before)) return undefined;
  for (const { begins, pattern, text } of SPECIAL) {
    if (!begins.includes(first)) continue;
    pattern.lastIndex = at;
    const whole = pattern.exec(line)?.[0];
    if (whole !== undefined) return { text, end: at + whole.length };
  }
  if (!"0123456789+-".includes(first)) return undefined;
  NUMBER.lastIndex = at;
  const found = NUMBER.exec(line)?.[0];
  if (found === undefined) return undefined;
  const end = at + found.length;
  const after = line.slice(end, end + 24);
  // What goes on is an address, a version, an id or a name: see words.ts.
  if (/^[\w:@/\\]|^[.-]\w/.test(after) && UNIT.exec(after)?.[0]?.startsWith(" ") !== false && !UNIT.test(after))
    return undefined;
  const unit = UNIT.exec(after);
  if (unit !== null && !/^[.-]?\w/.test(after.slice(unit[0].length))) {
    const kind = Object.entries(unit.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? "number";
    return { text: `<${kind}>`, end: end + unit[0].length };
  }
  if (/^[\w:@/\\]|^[.-]\w/.test(after)) return undefined;
  return { text: isMeaningful(found, before, line.slice(end, end + 40)) ? found : "<number>", end };
}

/** True after a character that the next one belongs to. */
function goesOn(before: string): boolean {
  const last = before.charCodeAt(before.length - 1);
  if (last < 128)
    return (
      (last >= 48 && last <= 57) || (last >= 97 && last <= 122) || (last >= 65 && last <= 90) || last === 95 || last === 36
    );
  return before !== "" && /[\p{L}\p{N}_$]$/u.test(before.slice(-2));
}

const WORD = /[^\s"'`“”„«»「」『』《》<>(){}[\],;|]*/y;

/** What stands at a place up to a blank, a quote or a bracket; within an address, brackets that close belong to it. */
export function wordAt(line: string, at: number): string {
  let end = stopFrom(line, at);
  if (line.charAt(end) !== "[" || !line.slice(at, end).includes("://")) return line.slice(at, end);
  for (let pairs = 0; pairs < MAX_PAIRS; pairs += 1) {
    PAIR.lastIndex = end;
    const pair = PAIR.exec(line)?.[0];
    if (pair === undefined) break;
    end = stopFrom(line, end + pair.length);
  }
  return line.slice(at, end);
}

/** Of `?args[]=HTML&args[]=`, and of a host as `[::1]`. */
const PAIR = /\[[\w:.%-]{0,60}\]/y;
const MAX_PAIRS = 20;

function stopFrom(line: string, at: number): number {
  WORD.lastIndex = at;
  return at + (WORD.exec(line)?.[0].length ?? 0);
}
