import type { Backend, EventInIssue } from "../backend/backend.ts";
import type { ApiParts } from "./api-deps.ts";
import { isEventId, plainEventId } from "./issue-search.ts";
import type { Ask } from "./route.ts";
import type { InIssue } from "./scoped.ts";

/** The event of an issue that a path names: by its id, or `latest`, `oldest`, `recommended`. */
export async function findEventAsked(parts: ApiParts, ask: Ask, place: InIssue): Promise<EventInIssue | undefined> {
  const which = whichEvent(ask.params["event"] ?? "");
  return which === undefined ? undefined : await parts.backendOf(place.project).findEvent(place.issue, which);
}

function whichEvent(name: string): Parameters<Backend["findEvent"]>[1] | undefined {
  if (name === "latest" || name === "recommended") return "latest";
  if (name === "oldest") return "oldest";
  return isEventId(name) ? { eventId: plainEventId(name) } : undefined;
}
