import type { Grouping } from "../../grouping/grouping.ts";
import type { EventRules } from "../../project/event-rules.ts";
import type { GroupingRulesVersion } from "../../project/grouping-rules.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { UNSUPPORTED_ITEM } from "../../protocol/items.ts";
import type { Category } from "../../protocol/outcome.ts";
import type { DigestedEvent } from "../recorder.ts";
import { isUnhandled, tagsOf } from "./derived-tags.ts";
import { groupEvent, preparedGroupingRules } from "./group-event.ts";
import type { MapSource } from "./map-frames.ts";
import { mapFrames, soughtMaps } from "./map-frames.ts";
import type { EventOrigin } from "./normalise.ts";
import { normaliseEvent, withNotes } from "./normalise.ts";
import { newNotes } from "./notes.ts";
import { parseEventJson } from "./parse.ts";
import { preparedRules } from "./prepared-rules.ts";
import { identityOf, userKeyOf } from "../../protocol/user-key.ts";

export type EventDeps = {
  readonly grouping: Grouping;
  /** Versions that stored signatures may be of, newest first. */
  readonly earlier?: readonly Grouping[];
  /** The installation's secret; keys the hashes of users. */
  readonly secretKey: string;
  /** What a project filters and scrubs. As long as nothing was changed, the very object that was answered before. */
  readonly rulesOf: (projectId: number) => EventRules;
  /** Files of builds; absent: no frame is mapped. */
  readonly maps?: MapSource;
  /** How a project wants its events grouped. The very object that was answered before, as long as nothing was changed. */
  readonly groupingRulesOf?: (projectId: number) => GroupingRulesVersion | undefined;
};

/** One event as it came, and what the request around it says. */
export type EventItem = EventOrigin & {
  readonly projectId: number;
  readonly keyId: number;
  readonly payload: Uint8Array;
};

/** An event that is ready to be stored, or how it ended. */
export type EventDigest =
  | { readonly kind: "event"; readonly event: DigestedEvent }
  | { readonly kind: "invalid"; readonly reason: string }
  | { readonly kind: "filtered"; readonly reason: string; readonly category: Category };

/**
 * Takes one event from its bytes to what is stored of it. Pure: the same item under the same rules gives the same event whenever
 * it is read.
 */
export function digestEvent(item: EventItem, deps: EventDeps): EventDigest {
  const parsed = parseEventJson(item.payload);
  return parsed.ok ? digestPayload(parsed.value, item, deps) : { kind: "invalid", reason: parsed.problem.kind };
}

/** As `digestEvent`, of a payload that has been read, or was made of something else that was sent. */
export function digestPayload(payload: JsonObject, item: Omit<EventItem, "payload">, deps: EventDeps): EventDigest {
  const { projectId, keyId, receivedAtMs } = item;
  const { filter, scrub } = preparedRules(deps.rulesOf(projectId));
  const { type, transaction } = payload;
  // Old clients send transactions to the store endpoint.
  if (type === "transaction") {
    const isHealthCheck = typeof transaction === "string" && filter.isHealthCheck(transaction);
    return { kind: "filtered", reason: isHealthCheck ? "filtered-transaction" : UNSUPPORTED_ITEM, category: "transaction" };
  }

  const notes = newNotes();
  const normalised = normaliseEvent(payload, item, notes);
  const reason = filter.reasonOf(normalised, item);
  if (reason !== undefined) return { kind: "filtered", reason, category: normalised.type === "csp" ? "security" : "error" };
  // Counted before scrubbing: an id that looks like a secret still tells two users apart.
  const identity = identityOf(normalised.user);
  const scrubbed = withNotes(scrub(normalised, notes), notes);
  // Sources are the developers' own and come from nobody else: they are not scrubbed.
  const mapped = deps.maps === undefined ? scrubbed : mapFrames(scrubbed, projectId, deps.maps);
  const sought = soughtMaps(mapped);
  const rules = deps.groupingRulesOf?.(projectId);
  const prepared = preparedGroupingRules(rules);
  const { event, grouped, titles } = groupEvent(mapped, deps.grouping, prepared);
  const digested: DigestedEvent = {
    projectId,
    keyId,
    receivedAtMs,
    event,
    signature: grouped.signature,
    groupingVersion: deps.grouping.version,
    ...(rules !== undefined && { groupingRulesId: rules.id }),
    ...(deps.earlier !== undefined && {
      earlierSignatures: () => {
        // What a rule takes out of an issue must not be led back into it.
        if (rules !== undefined && deps.grouping.group(mapped).signature !== grouped.signature) return [];
        // They knew the SDK's own flags alone.
        return (deps.earlier ?? []).map((version) => version.group(mapped).signature);
      },
    }),
    ...titles,
    level: event.level,
    isUnhandled: isUnhandled(event),
    tags: tagsOf(event),
    ...(sought.length > 0 && { sought }),
    ...(identity !== undefined && { userKey: userKeyOf(identity, projectId, deps.secretKey) }),
  };
  return { kind: "event", event: digested };
}
