import type { Breadcrumb, Level, Values } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import { bag } from "./bag.ts";
import { readLevel } from "./level.ts";
import { BAG, MAX_CHARS, MAX_COUNT } from "./limits.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid } from "./notes.ts";
import { fields, jsonText, nonEmptyText, readFields, valuesOf } from "./read.ts";
import { timestamp, toMicroseconds } from "./timestamp.ts";

const BREADCRUMB = fields<Breadcrumb>(
  {
    timestamp,
    type: nonEmptyText(MAX_CHARS.breadcrumbType),
    category: nonEmptyText(MAX_CHARS.breadcrumbType),
    level: readLevel,
    message: jsonText(MAX_CHARS.breadcrumbMessage),
    data: bag(BAG.breadcrumbData),
    event_id: nonEmptyText(MAX_CHARS.platform),
    origin: nonEmptyText(MAX_CHARS.platform),
  },
  { ty: "type" },
);

/** Oldest first, the last 100. */
export const readBreadcrumbs = valuesOf(readBreadcrumb, MAX_COUNT.breadcrumbs);

function readBreadcrumb(value: Json, notes: Notes): Breadcrumb | undefined {
  if (!isJsonObject(value)) return noteInvalid(notes, value, "expected a breadcrumb");
  const crumb = readFields(value, BREADCRUMB, notes);
  if (Object.keys(crumb).length === 0) return undefined;
  const level: Level = crumb.level ?? "info";
  return { ...crumb, type: crumb.type ?? "default", level };
}

/** Moves the times of all crumbs by as much as the event's own time was moved. */
export function shiftBreadcrumbs(crumbs: Values<Breadcrumb>, seconds: number): Values<Breadcrumb> {
  if (seconds === 0) return crumbs;
  return {
    values: crumbs.values.map((crumb) =>
      crumb.timestamp === undefined ? crumb : { ...crumb, timestamp: toMicroseconds(crumb.timestamp + seconds) },
    ),
  };
}
