import { z } from "zod";

/**
 * Readers of single fields of a Sentry's answers. Sentries of ten years and their imitations differ, and any may be hostile: what is
 * of the wrong kind becomes the empty value, so that a bad field costs itself alone. Only ids have no empty value.
 */

/** A text of at most `max` characters; anything else is "". */
export function text(max: number) {
  return z
    .string()
    .transform((value) => cut(value, max))
    .catch("");
}

/** As `text`, but undefined in place of "". */
export function textOrNone(max: number) {
  return text(max).transform((value) => (value === "" ? undefined : value));
}

/** Digits alone: an id becomes part of addresses. Also refused is a full-width `１`, which is a digit elsewhere. */
export const id = z.union([
  z.string().regex(/^[1-9][0-9]{0,18}$/),
  z
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .transform((value) => String(value)),
]);

/** Sentry's, GlitchTip's and GitLab's names in addresses. A dot alone would lead elsewhere. */
export const slug = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);

/** Whatever was sent, or nothing; it is looked at later. */
export const anything = z.unknown().optional();

/** A number of things; Sentry sends some as text. */
export const count = z
  .union([z.number(), z.string().regex(/^[0-9]{1,16}$/)])
  .transform(Number)
  .transform((value) => (value >= 0 ? Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER) : 0))
  .catch(0);

/** A date as Unix ms; undefined for anything that is none. */
export const time = z
  .string()
  .max(40)
  .transform((value) => millisecondsOf(value))
  .catch(undefined);

/** Years 1970 to 9999, with or without a zone (then UTC). Source: reference sentry-web-api §1.7. */
export function millisecondsOf(date: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,3})?\d{0,6}(Z|[+-]\d\d:\d\d)?$/.exec(date);
  if (match === null) return undefined;
  const [, day, clock, fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${day}T${clock}${fraction}${zone}`);
  return ms >= 0 && ms <= 253_402_300_799_999 ? ms : undefined;
}

function cut(value: string, max: number): string {
  return value.length <= max ? value : `${value.slice(0, max - 1).toWellFormed()}…`;
}

/** The members of a list that `read` accepts; of anything that is no list, none. */
export function rowsOf<T>(rows: unknown, schema: z.ZodType<T>, max: number): readonly T[] {
  if (!Array.isArray(rows)) return [];
  return rows.slice(0, max).flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}
