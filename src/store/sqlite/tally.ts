import type { DigestedEvent } from "../../digest/recorder.ts";
import type { Json } from "../../protocol/json.ts";
import type { Sighting } from "../../issue/life-cycle.ts";
import { timestampMs } from "./own-time.ts";
import type { Signature } from "./signatures.ts";

/** How often, and between which own times, Unix ms. */
export type Tally = { count: number; firstMs: number; lastMs: number };
export type TagTally = Tally & { readonly key: string; readonly value: string };
export type PlaceTally = Tally & { readonly environmentId: number; readonly releaseId: number };

/** What a batch adds to one signature. Added up first and written once, so that one hot issue is no bottleneck. */
export type SignatureTally = {
  readonly signature: Signature;
  readonly all: Tally;
  /** Whole hours since the epoch, of own time → events. */
  readonly hours: Map<number, number>;
  readonly tags: Map<string, TagTally>;
  readonly places: Map<string, PlaceTally>;
  readonly users: Set<number>;
};

/** What a batch adds to one issue. */
export type IssueTally = {
  readonly issueId: number;
  readonly projectId: number;
  readonly all: Tally;
  /** In log order. */
  readonly sightings: Sighting[];
  readonly signatureIds: Set<number>;
  newest: Look;
  /** Of those that name a release. */
  oldestReleased: Released | undefined;
  newestReleased: Released | undefined;
};

/** What an issue takes over from its newest event, and no more of it: events are gone before the batch is written. */
export type Look = Pick<DigestedEvent, "level" | "title" | "culprit" | "isUnhandled"> & {
  /** Of its own time, Unix seconds. */
  readonly timestamp: number;
  readonly type: string;
  readonly platform: string;
  readonly logger: string | undefined;
  readonly metadata: { readonly [part: string]: Json };
  readonly environment: string | undefined;
  readonly release: string | undefined;
};

/** `timestamp`: the event's own time, Unix seconds; `atMs` the same. */
export type Released = { readonly timestamp: number; readonly atMs: number; readonly release: string };

export type BatchTally = {
  readonly signatures: Map<number, SignatureTally>;
  readonly issues: Map<number, IssueTally>;
  /** Project → received time of its first event in the batch. */
  readonly projects: Map<number, number>;
};

const HOUR_MS = 3_600_000;

export function emptyTally(): Tally {
  return { count: 0, firstMs: Infinity, lastMs: -Infinity };
}

export function emptyBatch(): BatchTally {
  return { signatures: new Map(), issues: new Map(), projects: new Map() };
}

/** Adds one stored event to everything that counts it. Ids 0 stand for none. */
export function addEvent(
  batch: BatchTally,
  event: DigestedEvent,
  signature: Signature,
  place: { readonly environmentId: number; readonly releaseId: number },
): void {
  const atMs = timestampMs(event);
  addToSignature(batch, event, signature, place, atMs);
  addToIssue(batch, event, signature, atMs);
  if (!batch.projects.has(event.projectId)) batch.projects.set(event.projectId, event.receivedAtMs);
}

function addToSignature(
  batch: BatchTally,
  event: DigestedEvent,
  signature: Signature,
  { environmentId, releaseId }: { readonly environmentId: number; readonly releaseId: number },
  atMs: number,
): void {
  let tally = batch.signatures.get(signature.id);
  if (tally === undefined) {
    tally = { signature, all: emptyTally(), hours: new Map(), tags: new Map(), places: new Map(), users: new Set() };
    batch.signatures.set(signature.id, tally);
  }
  count(tally.all, atMs);
  const hour = Math.floor(atMs / HOUR_MS);
  tally.hours.set(hour, (tally.hours.get(hour) ?? 0) + 1);
  if (event.userKey !== undefined) tally.users.add(event.userKey);
  for (const [key, value] of event.tags) {
    const name = `${key}\0${value}`;
    let tag = tally.tags.get(name);
    if (tag === undefined) tally.tags.set(name, (tag = { ...emptyTally(), key, value }));
    count(tag, atMs);
  }
  const name = `${environmentId} ${releaseId}`;
  let place = tally.places.get(name);
  if (place === undefined) tally.places.set(name, (place = { ...emptyTally(), environmentId, releaseId }));
  count(place, atMs);
}

function addToIssue(batch: BatchTally, event: DigestedEvent, signature: Signature, atMs: number): void {
  let tally = batch.issues.get(signature.issueId);
  if (tally === undefined) {
    tally = {
      issueId: signature.issueId,
      projectId: event.projectId,
      all: emptyTally(),
      sightings: [],
      signatureIds: new Set(),
      newest: lookOf(event),
      oldestReleased: undefined,
      newestReleased: undefined,
    };
    batch.issues.set(signature.issueId, tally);
  }
  count(tally.all, atMs);
  const { release } = event.event;
  tally.sightings.push({ receivedAtMs: event.receivedAtMs, timestampMs: atMs, ...(release !== undefined && { release }) });
  tally.signatureIds.add(signature.id);
  // Of two events of one time the later one in the log is the newer.
  const { timestamp } = event.event;
  if (timestamp >= tally.newest.timestamp) tally.newest = lookOf(event);
  if (release === undefined) return;
  const { oldestReleased: oldest, newestReleased: newest } = tally;
  if (oldest === undefined || timestamp < oldest.timestamp) tally.oldestReleased = { timestamp, atMs, release };
  if (newest === undefined || timestamp >= newest.timestamp) tally.newestReleased = { timestamp, atMs, release };
}

function lookOf({ event, level, title, culprit, metadata, isUnhandled }: DigestedEvent): Look {
  const { timestamp, type, platform, logger, environment, release } = event;
  return { timestamp, type, platform, logger, environment, release, level, title, culprit, metadata, isUnhandled };
}

/** Adds one event to a tally. */
export function count(tally: Tally, atMs: number): void {
  tally.count += 1;
  if (atMs < tally.firstMs) tally.firstMs = atMs;
  if (atMs > tally.lastMs) tally.lastMs = atMs;
}
