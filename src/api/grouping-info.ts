import type { StoredEvent } from "../backend/backend.ts";
import { readGroupingRules } from "../grouping/rules/rules.ts";
import { groupingOfVersion } from "../grouping/versions.ts";
import type { GroupingRulesVersion } from "../project/grouping-rules.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { findEventAsked, findPlaceOfEvent } from "./asked-event.ts";
import { dateOf } from "./dates.ts";
import type { Ask, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes, projectRoute } from "./scoped.ts";

/** Why an event is in its issue: recomputed from what is stored, by the version of grouping that decided. */
export function groupingInfoRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  const path = "/events/:event/grouping-info";
  return [
    ...issueRoutes(parts, { method: "GET", path, scopes }, (ask, place) => answerInfo(parts, ask, place)),
    projectRoute(parts, { method: "GET", path, scopes }, async (ask, { project }) => {
      const place = await findPlaceOfEvent(parts, ask, project);
      return place === undefined ? refuse({ kind: "not-found" }) : answerInfo(parts, ask, place);
    }),
  ];
}

async function answerInfo(parts: ApiParts, ask: Ask, place: InIssue): Promise<Answer> {
  if (!parts.backendOf(place.project).can.regroup) {
    return refuse({ kind: "invalid", detail: "A Sentry groups this event. Open the issue there to see why it is in it." });
  }
  const event = await findEventAsked(parts, ask, place);
  if (event === undefined) return refuse({ kind: "not-found" });
  const info = infoOf(event.stored, await rulesOf(parts, event.stored));
  return info === undefined
    ? refuse({ kind: "invalid", detail: "This event was grouped by a newer Culprit. Start that version or a later one." })
    : found(info);
}

/** The rules that an event was grouped by, and what has become of them. */
type Rules = {
  readonly version: GroupingRulesVersion | undefined;
  readonly state: "none" | "in-force" | "changed-since" | "no-longer-kept";
};

async function rulesOf({ groupingRules }: ApiParts, { projectId, groupingRulesId }: StoredEvent): Promise<Rules> {
  const inForce = await groupingRules.findGroupingRules(projectId);
  if (groupingRulesId === undefined) return { version: undefined, state: inForce === undefined ? "none" : "changed-since" };
  if (inForce?.id === groupingRulesId) return { version: inForce, state: "in-force" };
  const version = await groupingRules.findGroupingRulesVersion(projectId, groupingRulesId);
  return { version, state: version === undefined ? "no-longer-kept" : "changed-since" };
}

function infoOf(stored: StoredEvent, rules: Rules): object | undefined {
  const { event, issueId, signatures, groupingVersion = "", isMappedLater = false } = stored;
  const grouping = groupingOfVersion(groupingVersion);
  if (grouping === undefined) return undefined;
  const texts = rules.version;
  const { signature, explanation } = grouping.group(event, texts && readGroupingRules(texts).rules);
  const { version, decidedBy, summary, parts } = explanation;
  return {
    eventID: event.event_id,
    groupID: String(issueId),
    signature: signatures[0] ?? null,
    version,
    decidedBy,
    summary,
    parts: parts.map(({ what, value, contributes, reason }) => ({ what, value, contributes, reason: reason ?? null })),
    rules: {
      state: rules.state,
      version: texts === undefined ? null : String(texts.id),
      dateCreated: texts === undefined ? null : dateOf(texts.createdAtMs),
    },
    // The explanation is of what is stored. Where that is not what was grouped, it gives another signature, as events like it now do.
    matches: signatures.includes(signature),
    mappedLater: isMappedLater,
    signatureNow: signature,
  };
}
