import type { LogWriter } from "../log/log.ts";
import { decodeLoggedRequest, encodeLoggedRequest } from "../protocol/logged-request.ts";

type Keeping = { readonly log: Pick<LogWriter, "append">; readonly now: () => number };

/** Puts a logged request into the log once more, received now: that time never goes backwards. Rejects when it cannot be kept. */
export async function keepAgain({ log, now }: Keeping, bytes: Uint8Array): Promise<void> {
  const request = decodeLoggedRequest(bytes);
  if (!request.ok) throw new Error(`the request cannot be read: ${request.problem.detail}`);
  await log.append(encodeLoggedRequest({ ...request.value, receivedAtMs: now() }));
}
