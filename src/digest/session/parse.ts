import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { parseEventJson } from "../event/parse.ts";

/** What a `session` or `sessions` item holds: typed fields, none of them judged yet. Times are still as they were written. */
export type SentSessions = { readonly attributes: SentAttributes; readonly members: readonly SentMember[] };
export type SentAttributes = { readonly release: Json | undefined; readonly environment: Json | undefined };
export type SentMember = SentUpdate | SentAggregate;

/** One session as its SDK saw it at one moment. */
export type SentUpdate = {
  readonly kind: "update";
  readonly sid: Json | undefined;
  readonly did: Json | undefined;
  readonly seq: Json | undefined;
  readonly isInit: boolean;
  readonly started: Json | undefined;
  readonly timestamp: Json | undefined;
  readonly duration: Json | undefined;
  readonly status: Json | undefined;
  readonly errors: Json | undefined;
};

/** Sessions that began in the same minute, counted by how they ended. */
export type SentAggregate = {
  readonly kind: "aggregate";
  readonly did: Json | undefined;
  readonly started: Json | undefined;
  readonly counts: EndingCounts;
};
/** `errored` are those that had errors and yet ended well. */
export type EndingCounts = {
  readonly exited: number;
  readonly errored: number;
  readonly abnormal: number;
  readonly unhandled: number;
  readonly crashed: number;
};

export type SessionParseProblem = { readonly kind: "invalid_json" | "no_data" };

/** Of one `sessions` item; the rest is left out. */
const MAX_AGGREGATES = 100;
/** An SDK sends once a minute. */
const MAX_COUNT = 0xffff_ffff;

/** The payload of an item of type `session`. Source: reference sentry-ingest §10. */
export function parseSession(payload: Uint8Array): Result<SentSessions, SessionParseProblem> {
  const parsed = parseEventJson(payload);
  if (!parsed.ok) return parsed;
  const { sid, did, seq, init, started, timestamp, duration, status, errors } = parsed.value;
  const isInit = init === true;
  const update: SentUpdate = { kind: "update", sid, did, seq, isInit, started, timestamp, duration, status, errors };
  return ok({ attributes: attributesOf(parsed.value), members: [update] });
}

/** The payload of an item of type `sessions`. */
export function parseAggregates(payload: Uint8Array): Result<SentSessions, SessionParseProblem> {
  const parsed = parseEventJson(payload);
  if (!parsed.ok) return parsed;
  const { aggregates } = parsed.value;
  if (!Array.isArray(aggregates) || aggregates.length === 0) return problem({ kind: "no_data" });
  const members = aggregates.slice(0, MAX_AGGREGATES).filter(isJsonObject).map(aggregateOf);
  return ok({ attributes: attributesOf(parsed.value), members });
}

function attributesOf({ attrs }: JsonObject): SentAttributes {
  const { release, environment } = isJsonObject(attrs) ? attrs : {};
  return { release, environment };
}

function aggregateOf(sent: JsonObject): SentAggregate {
  const { did, started, exited, errored, abnormal, unhandled, crashed } = sent;
  const counts = {
    exited: countOf(exited),
    errored: countOf(errored),
    abnormal: countOf(abnormal),
    unhandled: countOf(unhandled),
    crashed: countOf(crashed),
  };
  return { kind: "aggregate", did, started, counts };
}

function countOf(sent: Json | undefined): number {
  return typeof sent === "number" && Number.isInteger(sent) && sent > 0 && sent <= MAX_COUNT ? sent : 0;
}
