import type { JsonObject } from "../../protocol/json.ts";
import type { EventDeps, EventDigest, EventItem } from "../event/digest-event.ts";
import { digestPayload } from "../event/digest-event.ts";
import { eventOfReport } from "./normalise.ts";
import { parseSecurityReport } from "./parse.ts";

/** Takes a browser's report to what is stored of it: an event of type `csp`, which then goes the way of all events. Pure. */
export function digestSecurityReport(item: EventItem, itemHeader: JsonObject, deps: EventDeps): EventDigest {
  const parsed = parseSecurityReport(item.payload);
  if (!parsed.ok) {
    const { kind: reason } = parsed.problem;
    return reason === "unsupported-item" ? { kind: "filtered", reason, category: "security" } : { kind: "invalid", reason };
  }
  return digestPayload(eventOfReport(parsed.value, { ...item, itemHeader }), item, deps);
}
