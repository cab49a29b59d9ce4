import type { EnvelopeHeader, EnvelopeItem } from "../../protocol/envelope.ts";
import type { LoggedRequest } from "../../protocol/logged-request.ts";
import type { Result } from "../../protocol/result.ts";
import type { DigestedReport, ReportProblem } from "./normalise.ts";
import { normaliseReport } from "./normalise.ts";
import type { ReportParseProblem } from "./parse.ts";
import { parseFeedback, parseUserReport } from "./parse.ts";

/** Takes a `user_report` or `feedback` item to what is stored of it; never to an error issue. */
export function digestReport(
  { type, payload }: EnvelopeItem,
  { projectId, keyId, receivedAtMs }: LoggedRequest,
  { eventId }: EnvelopeHeader,
): Result<DigestedReport, ReportProblem | ReportParseProblem> {
  const parsed = type === "feedback" ? parseFeedback(payload) : parseUserReport(payload);
  return parsed.ok ? normaliseReport(parsed.value, { projectId, keyId, receivedAtMs, eventId }) : parsed;
}
