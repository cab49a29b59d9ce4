import type { Dsn } from "../protocol/dsn.ts";
import { isPublicKey, parseDsn } from "../protocol/dsn.ts";
import { readEventId } from "../protocol/event-id.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";

/** What the address of the crash dialog says: which project, and about which event. */
export type Dialog = { readonly dsn: Dsn; readonly eventId: string };
export type DialogProblem = { readonly kind: "bad-dialog-event" | "bad-dialog-dsn" };

export function readDialog(query: URLSearchParams | undefined): Result<Dialog, DialogProblem> {
  const eventId = readEventId(query?.get("eventId") ?? undefined);
  if (eventId.kind !== "id") return problem({ kind: "bad-dialog-event" });
  const dsn = parseDsn(query?.get("dsn") ?? "");
  if (!dsn.ok || !isPublicKey(dsn.value.publicKey)) return problem({ kind: "bad-dialog-dsn" });
  return ok({ dsn: dsn.value, eventId: eventId.id });
}
