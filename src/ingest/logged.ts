import type { IncomingMessage } from "node:http";
import type { ClientKey } from "../project/project.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import type { Claim } from "./admit.ts";
import type { Inspection } from "./inspect.ts";

/** What the log keeps of a request: its body as it came, and what only the door knows of its sender. */
export function loggedOf(
  inspection: Inspection,
  key: ClientKey,
  claim: Claim,
  request: IncomingMessage,
  clientIp: string,
): Omit<LoggedRequest, "receivedAtMs"> {
  const userAgent = request.headers["user-agent"]?.slice(0, 512);
  const client = claim.auth?.client;
  return {
    kind: inspection.kind,
    projectId: key.projectId,
    keyId: key.id,
    ...(clientIp !== "" && { clientIp }),
    ...(userAgent !== undefined && { userAgent }),
    ...(client !== undefined && { client }),
    coding: inspection.coding,
    body: inspection.body,
  };
}
