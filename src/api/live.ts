import type { ApiParts } from "./api-deps.ts";
import type { ApiRequest, StreamGrant } from "./api-message.ts";
import { authenticate, mayIn } from "./caller.ts";
import { visibleProjects } from "./visible-projects.ts";

/** Whose changes the asker may follow under `/organizations/{o}/live/`. The stream itself is kept by the main thread. */
export async function grantStream(parts: ApiParts, request: ApiRequest): Promise<StreamGrant | undefined> {
  const [path = ""] = request.path.split("?", 1);
  const name = /^\/api\/0\/organizations\/([^/]+)\/live\/?$/.exec(path)?.[1];
  if (request.method !== "GET" || name === undefined) return undefined;
  const caller = await authenticate(parts.accounts, request.headers, parts.now());
  if (!caller.ok || caller.value === undefined) return undefined;

  const organization = await parts.projects.findOrganization(decoded(name));
  if (organization === undefined || !mayIn(caller.value, organization.id, ["event:read"])) return undefined;
  const projects = await visibleProjects(parts, caller.value, [organization.id]);
  return { projectIds: projects.map(({ id }) => id) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}
