import type { EnvelopeItem } from "../../protocol/envelope.ts";
import type { LoggedRequest } from "../../protocol/logged-request.ts";
import type { Result } from "../../protocol/result.ts";
import type { CheckInProblem, DigestedCheckIn } from "./normalise.ts";
import { normaliseCheckIn } from "./normalise.ts";
import { parseCheckIn } from "./parse.ts";

/** Takes a `check_in` item to what is stored of it. */
export function digestCheckIn(
  { payload }: EnvelopeItem,
  { projectId, keyId, receivedAtMs }: LoggedRequest,
): Result<DigestedCheckIn, CheckInProblem | { readonly kind: "invalid_json" }> {
  const parsed = parseCheckIn(payload);
  return parsed.ok ? normaliseCheckIn(parsed.value, { projectId, keyId, receivedAtMs }) : parsed;
}
