import { findingsOf } from "../checkup/checks.ts";
import type { Look, Quarantined } from "../checkup/installation.ts";
import { parseEnvelope } from "../protocol/envelope.ts";
import { inflate } from "../protocol/inflate.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { decodeLoggedRequest } from "../protocol/logged-request.ts";
import { dateOf, dateOrNull } from "./dates.ts";

/** Enough for the headers of items; no more of a request is looked into. */
const MAX_INFLATED_BYTES = 8 * 1024 * 1024;
const MAX_ITEMS = 20;

/** Our own object: the installation as its operator sees it. */
export function serialiseLook({ facts, pulse, disk, jobs, versions }: Look): object {
  const findings = findingsOf(facts);
  return {
    // As `culprit doctor` ends: notes alone are well.
    healthy: findings.every(({ level }) => level !== "wrong"),
    findings,
    ready: pulse.ready,
    reason: pulse.reason,
    dateStarted: dateOf(pulse.startedAtMs),
    log: { depthBytes: pulse.logDepthBytes, digestLagSeconds: pulse.digestLagMs / 1_000 },
    ratesPerSecond: pulse.rates,
    disk: { ...disk, free: disk.free ?? null },
    quarantined: facts.store?.kind === "read" ? facts.store.quarantinedRequests : 0,
    jobs,
    lastBackup: dateOrNull(facts.lastBackupAtMs),
    versions,
  };
}

type Listed = Omit<Quarantined, "bytes"> & { readonly sizeBytes: number };

export function serialiseQuarantined({ position, atMs, problem, sizeBytes }: Listed): object {
  return { id: String(position), dateCreated: dateOf(atMs), problem, size: sizeBytes };
}

/**
 * What can be said of a request without showing what is in it: it is as it came, and nothing was scrubbed. `request` is null
 * where not even its head can be read.
 */
export function serialiseQuarantinedRequest(entry: Quarantined): object {
  const decoded = decodeLoggedRequest(entry.bytes);
  const listed = serialiseQuarantined({ ...entry, sizeBytes: entry.bytes.length });
  return { ...listed, request: decoded.ok ? serialiseRequest(decoded.value) : null };
}

function serialiseRequest(request: LoggedRequest): object {
  const { kind, projectId, eventId, receivedAtMs, client } = request;
  return {
    kind,
    project: String(projectId),
    eventId: eventId ?? null,
    dateReceived: dateOf(receivedAtMs),
    client: client ?? null,
    items: itemsOf(request),
  };
}

function itemsOf({ kind, body, coding }: LoggedRequest): readonly object[] {
  const plain = inflate(body, coding, MAX_INFLATED_BYTES);
  if (!plain.ok) return [];
  if (kind === "event") return [{ type: "event", size: plain.value.length }];
  const envelope = parseEnvelope(plain.value);
  if (!envelope.ok) return [];
  return envelope.value.items.slice(0, MAX_ITEMS).map(({ type, payload }) => ({ type, size: payload.length }));
}
