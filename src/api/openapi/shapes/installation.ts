import { z } from "zod";
import { count, date, dateOrNull, flag, listOf, number, numberOrNull, shape, text, textOrNull } from "./shape.ts";

const Jobs = z.object({ waiting: count, failed: count });

/** serialise-installation.ts. Sizes are bytes. */
export const Installation = shape(
  "Installation",
  z.object({
    healthy: flag,
    findings: listOf(z.object({ check: text, level: z.enum(["wrong", "note"]), text, remedy: text })),
    ready: flag,
    reason: text,
    dateStarted: date,
    log: z.object({ depthBytes: count, digestLagSeconds: number }),
    ratesPerSecond: z.object({ accepted: number, refused: number, digested: number }),
    disk: z.object({ log: count, store: count, blobs: count, backups: count, free: numberOrNull }),
    quarantined: count,
    jobs: z.object({ codeHosts: Jobs, alerts: Jobs }),
    lastBackup: dateOrNull,
    versions: z.object({ culprit: text, node: text, sqlite: text, store: count }),
  }),
);
const listed = { id: text, dateCreated: date, problem: text, size: count };
export const Quarantined = shape("Quarantined", z.object(listed));
export const QuarantinedRequest = shape(
  "QuarantinedRequest",
  z.object({
    ...listed,
    request: z
      .object({
        kind: text,
        project: text,
        eventId: textOrNull,
        dateReceived: date,
        client: textOrNull,
        items: listOf(z.object({ type: text, size: count })),
      })
      .nullable(),
  }),
);
