import { handOver } from "../codehost/handover.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { findEventAsked } from "./asked-event.ts";
import type { Route } from "./route.ts";
import { issueRoutes } from "./scoped.ts";
import { permalinkOf } from "./serialise-issue.ts";

/** One event as a text for a colleague or a program; our own resource. */
export function eventMarkdownRoutes(parts: ApiParts): readonly Route[] {
  const access = { method: "GET", path: "/events/:event/markdown", scopes: ["event:read"] } as const;
  return issueRoutes(parts, access, async (ask, place) => {
    const event = await findEventAsked(parts, ask, place);
    if (event === undefined) return refuse({ kind: "not-found" });
    const url = permalinkOf(parts.publicUrl, place.project, place.issue.id);
    return found({ markdown: handOver(place.issue, url, event.stored.event) });
  });
}
