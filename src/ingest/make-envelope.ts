import type { JsonObject } from "../protocol/json.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { itemOfCheckIn } from "./check-in.ts";
import { itemsOfFiles, itemsOfMinidump, itemsOfUnreal } from "./crash-files.ts";
import type { MadeItem } from "./made-item.ts";
import type { InspectProblem } from "./problem.ts";
import { itemsOfReports } from "./reports.ts";
import { readUserReport } from "./user-report.ts";

/**
 * How a body that is no envelope becomes one. All that arrives goes one way from there: framing, limits, the log and the digest
 * know envelopes alone. Plain data, for it crosses threads.
 */
export type Making =
  | { readonly kind: "reports"; readonly itemHeader: JsonObject }
  | { readonly kind: "check-in"; readonly slug: string; readonly query: string }
  | { readonly kind: "user-report"; readonly eventId: string }
  | { readonly kind: "minidump"; readonly contentType: string }
  | { readonly kind: "unreal"; readonly userId: string | undefined }
  | { readonly kind: "files"; readonly eventId: string; readonly contentType: string }
  /** Of what is not kept: an item to count, without what is in it. */
  | { readonly kind: "counted"; readonly itemType: string };

/** The envelope that stands for a body of another endpoint, already inflated. What is packed inside may become `maxBytes` large. */
export function makeEnvelope(body: Uint8Array, making: Making, maxBytes: number): Result<Uint8Array, InspectProblem> {
  const items = itemsOf(body, making, maxBytes);
  if (!items.ok) return items;
  const header: JsonObject = "eventId" in making ? { event_id: making.eventId } : {};
  return ok(envelopeOf(header, items.value));
}

function itemsOf(body: Uint8Array, making: Making, maxBytes: number): Result<readonly MadeItem[], InspectProblem> {
  switch (making.kind) {
    case "reports": {
      const items = itemsOfReports(body, making.itemHeader);
      return items === undefined ? problem({ kind: "no-report" }) : ok(items);
    }
    case "check-in": {
      const item = itemOfCheckIn(body, making.slug, making.query);
      return item.ok ? ok([item.value]) : item;
    }
    case "user-report": {
      const read = readUserReport(body, making.eventId);
      return read.kind === "item" ? ok([read.item]) : problem({ kind: "bad-user-report", errors: read.errors });
    }
    case "minidump":
      return itemsOfMinidump(body, making.contentType, maxBytes);
    case "unreal":
      return ok(itemsOfUnreal(body, making.userId));
    case "files":
      return itemsOfFiles(body, making.contentType);
    case "counted":
      return ok([{ header: { type: making.itemType }, payload: new Uint8Array() }]);
  }
}

function envelopeOf(header: JsonObject, items: readonly MadeItem[]): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from(JSON.stringify(header))];
  for (const { header: itemHeader, payload } of items) {
    parts.push(Buffer.from(`\n${JSON.stringify({ ...itemHeader, length: payload.length })}\n`), payload);
  }
  return Buffer.concat(parts);
}
