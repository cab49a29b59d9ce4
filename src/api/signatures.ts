import { z } from "zod";
import type { SignaturePage } from "../backend/backend.ts";
import type { DetachProblem } from "../issue/regroup.ts";
import type { Answer, Refusal } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { many, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { regroupingOf } from "./regroup.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";
import { serialiseListedEvent } from "./serialise-event.ts";

/** As many as an address has room for. */
const MAX_DETACHED = 300;

/** What an issue's events are grouped by; and taking some of it out. */
export function signatureRoutes(parts: ApiParts): readonly Route[] {
  const path = "/hashes";
  const detach = (ask: CallerAsk, place: InIssue): Promise<Answer> => detachNamed(parts, ask, place);
  return [
    ...issueRoutes(parts, { method: "GET", path, scopes: ["event:read"] }, async (ask, { issue, project }) => {
      const place = regroupingOf(parts, [project]);
      if (!place.ok) return refuse(place.problem);
      const page = readPage(ask);
      if (!page.ok) return refuse(page.problem);
      const { signatures, next, previous } = await place.value.regrouping.listSignatures(issue, page.value);
      return found(signatures.map(serialiseSignature), { Link: keysetLinks(parts, ask, { next, previous }) });
    }),
    // Clients send either.
    ...issueRoutes(parts, { method: "PUT", path, scopes: ["event:write"] }, detach),
    ...issueRoutes(parts, { method: "DELETE", path, scopes: ["event:write"] }, detach),
  ];
}

function serialiseSignature(signature: SignaturePage["signatures"][number]): object {
  const { hash, groupingVersion, eventCount, firstSeenMs, lastSeenMs, latestEvent } = signature;
  return {
    id: hash,
    groupingVersion,
    count: String(eventCount),
    firstSeen: dateOf(firstSeenMs),
    lastSeen: dateOf(lastSeenMs),
    latestEvent: latestEvent === undefined ? null : serialiseListedEvent(latestEvent),
  };
}

export const hashesQuery = z.object({ id: many });

async function detachNamed(parts: ApiParts, ask: CallerAsk, { issue, project }: InIssue): Promise<Answer> {
  const query = readQuery(ask, hashesQuery);
  if (!query.ok) return refuse(query.problem);
  const hashes = query.value.id.filter((id) => id !== "").map((id) => id.toLowerCase());
  if (hashes.length === 0 || hashes.length > MAX_DETACHED || !hashes.every((hash) => /^[0-9a-f]{32}$/.test(hash))) {
    const detail = `Name the signatures by id, at most ${MAX_DETACHED} of them, each of 32 hexadecimal digits.`;
    return refuse({ kind: "invalid", detail });
  }
  const place = regroupingOf(parts, [project]);
  if (!place.ok) return refuse(place.problem);
  const { regrouping, projectIds } = place.value;
  const byUserId = ask.caller.user?.id;
  const detached = await regrouping.detachSignatures({ issueId: issue.id, projectIds, hashes, byUserId });
  if ("problem" in detached) return refuse(refusalOf(detached.problem));
  if (detached.issueId === undefined) return NO_CONTENT;
  const other = await parts.backendOf(project).findIssue([project], { kind: "id", id: detached.issueId });
  return found({
    detach: { issue: String(detached.issueId), shortId: other?.shortId ?? null, signatures: detached.detached },
  });
}

function refusalOf({ kind }: DetachProblem): Refusal {
  switch (kind) {
    case "not-found":
      return { kind: "not-found" };
    case "none-would-stay":
      return { kind: "invalid", detail: "At least one signature has to stay. Leave one out." };
  }
}
