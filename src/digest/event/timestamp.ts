import type { Json } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid } from "./notes.ts";

/** Year 0001 to 9999, in Unix seconds: what a date can be written for. */
const MIN_SECONDS = -62_135_596_800;
const MAX_SECONDS = 253_402_300_799;

/**
 * A time as Unix seconds with fractions, to the microsecond. Sent as RFC 3339, as ISO 8601 without a zone (then UTC), with a blank
 * in place of the `T`, or as Unix seconds, also in a text. Milliseconds are not recognised: they are out of range.
 */
export function timestamp(value: Json, notes: Notes): number | undefined {
  const seconds = secondsOf(value);
  return seconds ?? noteInvalid(notes, value, "expected a time");
}

export function secondsOf(value: Json): number | undefined {
  if (typeof value === "number") return inRange(value);
  if (typeof value !== "string" || value.length > 64) return undefined;
  const match = ISO.exec(value);
  if (match !== null) return isoSeconds(match);
  return NUMERIC.test(value) ? inRange(Number(value)) : undefined;
}

const ISO =
  /^\s*(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,20}))?)?)?\s?(?:([Zz]|UTC)|([+-])(\d\d):?(\d\d)?)?\s*$/;
const NUMERIC = /^\s*-?\d{1,15}(?:\.\d{1,20})?\s*$/;

function isoSeconds(match: RegExpExecArray): number | undefined {
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction, , sign, zoneHour, zoneMinute = "0"] = match;
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // `Date.UTC` rolls over what is out of range; a 32nd of January is no date. A leap second is the next second.
  const isReal = Number(month) <= 12 && new Date(millis).getUTCDate() === Number(day) && Number(hour) <= 23;
  if (!isReal && !(second === "60" || hour === "24")) return undefined;
  if (Number(minute) > 59 || Number(second) > 60 || Number(hour) > 24) return undefined;

  const offset = sign === undefined ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute)) * 60 * (sign === "-" ? -1 : 1);
  return inRange(millis / 1_000 - offset + (fraction === undefined ? 0 : Number(`0.${fraction}`)));
}

function inRange(seconds: number): number | undefined {
  if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) return undefined;
  return toMicroseconds(seconds);
}

export function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
