import type { Operations } from "./operation.ts";
import { pages } from "./operation.ts";
import { Installation, Quarantined, QuarantinedRequest } from "./shapes/installation.ts";
import { anything, mapOf } from "./shapes/shape.ts";

export const INSTALLATION_OPERATIONS: Operations = {
  "GET /installation": { says: "How the installation is, for who runs it", answer: Installation },
  "GET /installation/quarantine": pages("Requests that could not be digested", Quarantined),
  "GET /installation/quarantine/:entry": { says: "What is known of one, without its content", answer: QuarantinedRequest },
  "POST /installation/quarantine/:entry/retry": {
    says: "Try to digest it again",
    answer: mapOf(anything),
    statuses: [202],
  },
  "DELETE /installation/quarantine/:entry": { says: "Delete it" },
};
