import { findActors } from "./actors.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { isEventId, plainEventId } from "./issue-search.ts";
import type { Route } from "./route.ts";
import { findIssueAmong, findIssueOfEvent, issueRefOf, organizationRoute } from "./scoped.ts";
import { serialiseEventInIssue } from "./serialise-event.ts";
import { findSeen } from "./seen.ts";
import { serialiseIssue } from "./serialise-issue.ts";
import { visibleProjects } from "./visible-projects.ts";

/** From a name in hand, a short id or an event id, to the place where it lives. */
export function lookupRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  return [
    organizationRoute(parts, { method: "GET", path: "/shortids/:shortId", scopes }, async (ask, organization) => {
      const projects = await visibleProjects(parts, ask.caller, [organization.id]);
      const ref = issueRefOf(ask.params["shortId"] ?? "", projects);
      const place = ref?.kind === "number" ? await findIssueAmong(parts, projects, ref) : undefined;
      if (place === undefined) return refuse({ kind: "not-found" });
      const actors = await findActors(parts.accounts, [place.issue]);
      const links = await parts.codeHosts.reader.listIssueLinks([place.issue.id]);
      return found({
        organizationSlug: organization.slug,
        projectSlug: place.project.slug,
        groupId: String(place.issue.id),
        shortId: place.issue.shortId,
        group: serialiseIssue(parts.publicUrl, place.issue, place.project, {
          actors,
          charts: {},
          link: links.get(place.issue.id),
          seen: await findSeen(parts, ask.caller, [place.issue]),
        }),
      });
    }),
    organizationRoute(parts, { method: "GET", path: "/eventids/:event", scopes }, async (ask, organization) => {
      const name = ask.params["event"] ?? "";
      if (!isEventId(name)) return refuse({ kind: "invalid", detail: "An event id has 32 hexadecimal digits." });
      const eventId = plainEventId(name);
      const projects = await visibleProjects(parts, ask.caller, [organization.id]);
      const place = await findIssueOfEvent(parts, projects, eventId);
      if (place === undefined) return refuse({ kind: "not-found" });
      const event = await parts.backendOf(place.project).findEvent(place.issue, { eventId });
      if (event === undefined) return refuse({ kind: "not-found" });
      return found({
        organizationSlug: organization.slug,
        projectSlug: place.project.slug,
        groupId: String(place.issue.id),
        eventId,
        event: serialiseEventInIssue(event),
      });
    }),
  ];
}
