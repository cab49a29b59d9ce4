import { z } from "zod";
import { count, countOrNull, date, dateOrNull, flag, shape, text, textOrNull, texts } from "./shape.ts";

/** `capped`: not all were looked at, so that there may be more. */
export const IssueCounts = shape("IssueCounts", z.object({ unresolved: count, resolved: count, ignored: count, capped: flag }));
/** `values`: those that are offered whatever the projects hold. */
export const SearchKey = shape("SearchKey", z.object({ key: text, words: text, kind: text, values: texts }));
export const SearchValue = shape(
  "SearchValue",
  z.object({ value: text, name: text, count: countOrNull, lastSeen: dateOrNull }),
);
export const SavedSearch = shape(
  "SavedSearch",
  z.object({
    id: text,
    name: text,
    query: text,
    sort: text,
    projectId: textOrNull,
    visibility: z.enum(["owner", "organization"]),
    isMine: flag,
    dateCreated: date,
  }),
);
