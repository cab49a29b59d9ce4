import type { LoggedRequest } from "../../protocol/logged-request.ts";
import type { OutcomeCount } from "../../protocol/outcome.ts";
import { normaliseDiscard } from "./normalise.ts";
import { parseClientReport } from "./parse.ts";

const HOUR_MS = 3_600_000;

/** The outcomes that a client report stands for, in the hour it arrived. */
export function discardOutcomes(payload: Uint8Array, request: LoggedRequest): readonly OutcomeCount[] {
  const { projectId, keyId, receivedAtMs } = request;
  const hour = Math.floor(receivedAtMs / HOUR_MS);
  return parseClientReport(payload).flatMap((sent) => {
    const discard = normaliseDiscard(sent);
    return discard === undefined ? [] : [{ projectId, keyId, hour, kind: "client-discard" as const, ...discard }];
  });
}
