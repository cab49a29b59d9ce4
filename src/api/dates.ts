/** ISO 8601 in UTC ending in `Z`, or null when there is no such date. Source: reference sentry-web-api §1.7. */
export function dateOf(unixMs: number): string | null {
  const date = new Date(unixMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

export function dateOrNull(unixMs: number | undefined): string | null {
  return unixMs === undefined ? null : dateOf(unixMs);
}

const UNIT_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `24h`, `14d` …; `undefined` when it is not such a span of at most ten years. */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  const spanMs = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ""] ?? 0);
  return spanMs > 0 && spanMs <= 3_650 * 86_400_000 ? spanMs : undefined;
}

/**
 * Unix ms of a date a client sends: `Z`, an offset, or no zone at all (read as UTC), any number of fraction digits, or epoch
 * seconds. `undefined` when it is none.
 */
export function parseDate(text: string): number | undefined {
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Math.floor(Number(text) * 1_000);
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,3})?\d{0,6}(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (match === null) return undefined;
  const [, day, time = "00:00:00", fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${day}T${time}${fraction}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}
