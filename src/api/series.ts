import type { Backend } from "../backend/backend.ts";
import type { Issue } from "../issue/issue.ts";

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;

/** Points of one issue: start of the hour or UTC day in epoch seconds, and how many events. Oldest first, no gaps. */
export type Series = readonly (readonly [epochSeconds: number, count: number])[];

/** A chart's reach: `count` whole hours or UTC days, the last one being the one that `untilMs` falls into. */
export type Reach = { readonly unit: "hour" | "day"; readonly count: number };

export const LAST_DAY: Reach = { unit: "hour", count: 24 };
export const LAST_TWO_WEEKS: Reach = { unit: "day", count: 14 };
export const LAST_MONTH: Reach = { unit: "day", count: 30 };

/** Charts of several issues of one backend at once, by issue id. */
export async function listSeries(
  backend: Backend,
  issues: readonly Issue[],
  reach: Reach,
  untilMs: number,
): Promise<ReadonlyMap<number, Series>> {
  const untilHour = Math.floor(untilMs / HOUR_MS);
  const step = reach.unit === "hour" ? 1 : HOURS_A_DAY;
  const fromHour = (Math.floor(untilHour / step) - reach.count + 1) * step;
  const toHour = fromHour + reach.count * step - 1;
  const hourly = await backend.listHourlyCounts(issues, fromHour, toHour);
  return new Map(issues.map(({ id }) => [id, seriesOf(hourly.get(id) ?? [], fromHour, step, reach.count)]));
}

function seriesOf(hourly: readonly number[], fromHour: number, step: number, count: number): Series {
  return Array.from({ length: count }, (_, index) => {
    const hours = hourly.slice(index * step, (index + 1) * step);
    const total = hours.reduce((sum, hour) => sum + hour, 0);
    return [((fromHour + index * step) * HOUR_MS) / 1_000, total] as const;
  });
}
