import type { LogPlace, LogWriter } from "../log/log.ts";
import { LogWriteError } from "../log/log.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { encodeLoggedRequest } from "../protocol/logged-request.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { IngestProblem } from "./problem.ts";

/** Answers when the request is durable. A log that cannot write is told to the operator, and the SDK is asked to come back. */
export async function appendRequest(
  log: LogWriter,
  logged: LoggedRequest,
  onFailure: (error: unknown) => void,
): Promise<Result<LogPlace, IngestProblem>> {
  try {
    return ok(await log.append(encodeLoggedRequest(logged)));
  } catch (error) {
    if (!(error instanceof LogWriteError)) throw error;
    if (error.kind === "closed") return problem({ kind: "closing" });
    onFailure(error);
    return problem({ kind: error.kind === "disk-full" ? "disk-full" : "log-failed" });
  }
}
