import type { Grouped, Grouping } from "../grouping.ts";
import { hashParts } from "../hash-parts.ts";
import type { GroupingInput } from "../input.ts";
import { byContent } from "./content.ts";
import type { Decision } from "./decision.ts";
import { part } from "./decision.ts";
import { byFingerprint, fingerprintOf } from "./fingerprint.ts";

/**
 * Version 1. What decides, first to last: a checksum; the SDK's fingerprint; exceptions by type and stack, each stack by its
 * in-app frames in a form that outlives builds, runtimes and machines, helped by the cleaned text where the stack says little;
 * the message; the stack of the event or of its crashed or current thread; what is known around an event that says nothing.
 */
export const groupingV1: Grouping = { version: "v1", group };

function group(event: GroupingInput): Grouped {
  const { hashed, explain } = decide(event);
  return {
    signature: hashParts(["v1", ...hashed]),
    get explanation() {
      return { version: "v1", ...explain() };
    },
  };
}

function decide(event: GroupingInput): Decision {
  const { checksum } = event;
  if (checksum !== undefined && checksum !== "") return byChecksum(checksum);
  const entries = fingerprintOf(event);
  return entries === undefined ? byContent(event) : byFingerprint(entries, event, () => byContent(event));
}

function byChecksum(checksum: string): Decision {
  return {
    hashed: ["checksum", checksum],
    explain: () => ({
      decidedBy: "checksum",
      summary: "Grouped by the checksum the client set.",
      parts: [part("checksum", checksum)],
    }),
  };
}
