import type { Comparison } from "./condition.ts";

const SIGNS = [">=", "<=", "!=", ">", "<", "="] as const;

/** Takes the sign of a comparison off a value; `=` where there is none. */
export function signOf(text: string): { readonly sign: Comparison["sign"]; readonly isGiven: boolean; readonly rest: string } {
  const sign = SIGNS.find((one) => text.startsWith(one));
  return { sign: sign ?? "=", isGiven: sign !== undefined, rest: text.slice(sign?.length ?? 0) };
}

const FACTORS: { readonly [unit: string]: number } = { "": 1, k: 1_000, m: 1_000_000, b: 1_000_000_000 };

/** `10`, `>1.5k`; undefined when it is none. */
export function readComparison(text: string): Comparison | undefined {
  const { sign, rest } = signOf(text);
  const match = /^(-?\d{1,15}(?:\.\d{1,6})?)([kmb]?)$/i.exec(rest);
  if (match === null) return undefined;
  return { sign, than: Number(match[1]) * (FACTORS[match[2]?.toLowerCase() ?? ""] ?? 1) };
}

const UNIT_MS: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DAY_MS = 86_400_000;

export type Span = { readonly fromMs?: number; readonly toMs?: number; readonly isNegated?: boolean };

/**
 * A date as a span of Unix ms, its beginning included and its end not: `-24h` is since then, `+24h` before then; a bare day is
 * the whole of it (UTC), a bare moment six minutes around it; with a sign it is as written. Offsets are honoured.
 * Source: reference sentry-web-api §3.1.
 */
export function readSpan(text: string, nowMs: number): Span | undefined {
  const relative = /^([+-])(\d{1,6})([mhdw])$/i.exec(text);
  if (relative !== null) {
    const atMs = nowMs - Number(relative[2]) * (UNIT_MS[relative[3]?.toLowerCase() ?? ""] ?? 0);
    return relative[1] === "-" ? { fromMs: atMs } : { toMs: atMs };
  }
  const { sign, rest } = signOf(text);
  const moment = readMoment(rest);
  if (moment === undefined) return undefined;
  const { atMs, isDay } = moment;
  switch (sign) {
    case ">":
      return { fromMs: isDay ? atMs + DAY_MS : atMs + 1 };
    case ">=":
      return { fromMs: atMs };
    case "<":
      return { toMs: atMs };
    case "<=":
      return { toMs: isDay ? atMs + DAY_MS : atMs + 1 };
    case "=":
      return isDay ? { fromMs: atMs, toMs: atMs + DAY_MS } : { fromMs: atMs - 300_000, toMs: atMs + 360_000 };
    case "!=":
      return { fromMs: atMs, toMs: isDay ? atMs + DAY_MS : atMs + 1, isNegated: true };
  }
}

function readMoment(text: string): { readonly atMs: number; readonly isDay: boolean } | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text);
  if (match === null) return undefined;
  const [, day, time, fraction = "", zone = "Z"] = match;
  const atMs = Date.parse(`${day}T${time ?? "00:00:00"}${fraction.slice(0, 4)}${zone.toUpperCase()}`);
  return Number.isNaN(atMs) ? undefined : { atMs, isDay: time === undefined };
}
