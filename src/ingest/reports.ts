import type { Json, JsonObject } from "../protocol/json.ts";
import { isJsonObject } from "../protocol/json.ts";
import { parseLenientJson } from "../protocol/lenient-json.ts";
import type { MadeItem } from "./made-item.ts";

/**
 * What browsers report: one object (`report-uri`), or a list of them (the Reporting API collects). Each becomes an item. Reports
 * of failed requests have a type of their own. Undefined when the body is neither.
 */
export function itemsOfReports(body: Uint8Array, itemHeader: JsonObject): readonly MadeItem[] | undefined {
  const parsed = parseLenientJson(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
  if (!parsed.ok) return undefined;
  const reports: readonly Json[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  if (!reports.every(isJsonObject)) return undefined;
  return reports.map((report) => ({
    header: { ...itemHeader, type: report["type"] === "network-error" ? "nel" : "raw_security" },
    payload: Buffer.from(JSON.stringify(report)),
  }));
}
