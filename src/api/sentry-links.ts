import { z } from "zod";
import type { IssueLink } from "../codehost/issue-link.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { linkNumbered } from "./issue-link.ts";
import { findLinkedHost } from "./linked-host.ts";
import { readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";

/** A link to an issue at the code host in the two ways in which GitLab tells Sentry of one, and in the one that clients read. */
export function sentryLinkRoutes(parts: ApiParts): readonly Route[] {
  const write = ["event:write"] as const;
  return [
    ...issueRoutes(parts, { method: "GET", path: "/external-issues", scopes: ["event:read"] }, async (_ask, { issue }) => {
      const link = (await parts.codeHosts.reader.listIssueLinks([issue.id])).get(issue.id);
      return found(link === undefined ? [] : [serialiseExternalIssue(link)]);
    }),
    ...issueRoutes(parts, { method: "PUT", path: "/integrations/:integration", scopes: write }, (ask, place) =>
      linkByIntegration(parts, ask, place),
    ),
    ...issueRoutes(parts, { method: "POST", path: "/plugins/gitlab/link", scopes: write }, (ask, place) =>
      linkByPlugin(parts, ask, place),
    ),
  ];
}

const ISSUE = "must be the project's number, #, and the issue's number, such as 11#5";
const number = z.coerce.number("must be a number").int("must be a whole number").min(1, "must be a number from 1");
export const integrationBody = z.object({ externalIssue: z.string(ISSUE).regex(/^\d{1,15}#\d{1,15}$/, ISSUE) });
export const pluginBody = z.object({ issue_id: number });

/** `{"project": 11, "externalIssue": "11#5"}`, through the connection that the list of repositories names. */
async function linkByIntegration(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const body = readBody(ask, integrationBody);
  if (!body.ok) return refuse(body.problem);
  const linked = await findLinkedHost(parts, place.project);
  if (!linked.ok) return refuse(linked.problem);
  const { id, repository } = linked.value.connection;
  if (String(id) !== ask.params["integration"]) return refuse({ kind: "not-found" });
  const [repositoryId, issueNumber] = body.value.externalIssue.split("#");
  if (repositoryId !== repository.id) {
    const words = `must be an issue of ${repository.path}, whose number is ${repository.id}`;
    return refuse({ kind: "invalid-fields", fields: { externalIssue: [words] } });
  }
  const named = { number: Number(issueNumber), field: "externalIssue" };
  return linkNumbered(parts, ask, place, linked.value, named, (link) => ({
    ...serialiseExternalIssue(link),
    key: `${link.repositoryPath}#${link.number}`,
    url: link.url,
    integrationId: id,
  }));
}

/** `{"issue_id": 5}`, from a GitLab that found no repository of its own in the list. */
async function linkByPlugin(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const body = readBody(ask, pluginBody);
  if (!body.ok) return refuse(body.problem);
  const linked = await findLinkedHost(parts, place.project);
  if (!linked.ok) return refuse(linked.problem);
  if (linked.value.connection.kind !== "gitlab") {
    return refuse({ kind: "invalid", detail: `${place.project.name} is connected to another code host than GitLab.` });
  }
  const named = { number: body.value.issue_id, field: "issue_id" };
  return linkNumbered(parts, ask, place, linked.value, named, (link) => ({
    message: `Linked ${place.issue.shortId} to ${link.repositoryPath}#${link.number}.`,
    link: link.url,
    id: String(link.number),
    label: `${link.repositoryPath}#${link.number}`,
  }));
}

function serialiseExternalIssue({ issueId, kind, repositoryPath, number: issueNumber, url }: IssueLink): object {
  const displayName = `${repositoryPath}#${issueNumber}`;
  return { id: String(issueId), issueId: String(issueId), serviceType: kind, displayName, webUrl: url };
}
