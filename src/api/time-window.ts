import { z } from "zod";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import { parseDate, parseSpan } from "./dates.ts";
import { one, readQuery } from "./parse.ts";
import type { Ask } from "./route.ts";

/** Unix ms; an absent end is open. */
export type TimeWindow = { readonly fromMs: number | undefined; readonly toMs: number | undefined };

export const windowQuery = z.object({ statsPeriod: one, statsPeriodStart: one, statsPeriodEnd: one, start: one, end: one });

/** `statsPeriod` beats `statsPeriodStart`/`End`, which beat `start`/`end`. Source: reference sentry-web-api §1.7. */
export function readTimeWindow(ask: Ask, nowMs: number): Result<TimeWindow, Refusal> {
  const query = readQuery(ask, windowQuery);
  if (!query.ok) return query;
  const { statsPeriod, statsPeriodStart, statsPeriodEnd, start, end } = query.value;

  const bad: string[] = [];
  const ago = (name: string, text: string | undefined): number | undefined => {
    const spanMs = isAbsent(text) ? undefined : parseSpan(text);
    if (!isAbsent(text) && spanMs === undefined) bad.push(`${name} must be a span such as 24h or 14d.`);
    return spanMs === undefined ? undefined : nowMs - spanMs;
  };
  const at = (name: string, text: string | undefined): number | undefined => {
    const ms = isAbsent(text) ? undefined : parseDate(text);
    if (!isAbsent(text) && ms === undefined) bad.push(`${name} must be a date such as 2026-03-01T09:15:30Z.`);
    return ms;
  };
  let window: TimeWindow;
  if (!isAbsent(statsPeriod)) window = { fromMs: ago("statsPeriod", statsPeriod), toMs: undefined };
  else if (!isAbsent(statsPeriodStart)) {
    window = { fromMs: ago("statsPeriodStart", statsPeriodStart), toMs: ago("statsPeriodEnd", statsPeriodEnd) };
  } else window = { fromMs: at("start", start), toMs: at("end", end) };

  const [detail] = bad;
  return detail === undefined ? ok(window) : problem({ kind: "invalid", detail });
}

function isAbsent(text: string | undefined): text is undefined | "" {
  return text === undefined || text === "";
}
