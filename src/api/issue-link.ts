import { z } from "zod";
import { BackendProblem } from "../backend/backend.ts";
import type { CodeHostProblem, CodeHostProblemKind, HostIssue } from "../codehost/codehost.ts";
import type { Draft } from "../codehost/draft.ts";
import { draftIssue } from "../codehost/draft.ts";
import type { IssueLink } from "../codehost/issue-link.ts";
import type { Event } from "../protocol/event.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import type { LinkedHost } from "./linked-host.ts";
import { findLinkedHost, refusalOfHost } from "./linked-host.ts";
import { namedText, readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";
import { permalinkOf } from "./serialise-issue.ts";
import { serialiseLink } from "./serialise-link.ts";

/** The issue at the code host that stands for one of ours. Our own resource. */
export function issueLinkRoutes(parts: ApiParts): readonly Route[] {
  const path = "/link";
  const scopes = ["event:write"] as const;
  return [
    ...issueRoutes(parts, { method: "GET", path: `${path}/draft`, scopes: ["event:read"] }, async (_ask, place) =>
      found(await draftOf(parts, place)),
    ),
    ...issueRoutes(parts, { method: "POST", path, scopes }, (ask, place) => createIssue(parts, ask, place)),
    ...issueRoutes(parts, { method: "PUT", path, scopes }, (ask, place) => linkExisting(parts, ask, place)),
    ...issueRoutes(parts, { method: "DELETE", path, scopes }, async (_ask, { issue }) => {
      await parts.commands.unlinkIssue({ issueId: issue.id });
      return NO_CONTENT;
    }),
  ];
}

async function draftOf(parts: ApiParts, { issue, project }: InIssue): Promise<Draft> {
  return draftIssue(issue, permalinkOf(parts.publicUrl, project, issue.id), await latestEvent(parts, { issue, project }));
}

/** A draft without its stack trace is better than none while a Sentry does not answer. */
async function latestEvent(parts: ApiParts, { issue, project }: InIssue): Promise<Event | undefined> {
  try {
    return (await parts.backendOf(project).findEvent(issue, "latest"))?.stored.event;
  } catch (error) {
    if (error instanceof BackendProblem) return undefined;
    throw error;
  }
}

export const draftBody = z.object({
  title: namedText(255).nullish(),
  description: z.string("must be a text").max(100_000, "must not be longer than 100000 characters").nullish(),
});

/** Makes an issue at the code host, as the draft suggests where nothing else is said. */
async function createIssue(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const body = readBody({ ...ask, body: ask.body ?? {} }, draftBody);
  if (!body.ok) return refuse(body.problem);
  const linked = await findLinkedHost(parts, place.project);
  if (!linked.ok) return refuse(linked.problem);
  const { connection, host } = linked.value;
  const { title, description } = body.value;
  const isWhole = typeof title === "string" && typeof description === "string";
  const draft = isWhole ? { title, description } : await draftOf(parts, place);

  return await withClaim(parts, place, async () => {
    const made = await host.createIssue(connection.repository, {
      title: title ?? draft.title,
      body: description ?? draft.description,
    });
    return made.ok ? await keepLink(parts, ask, place, linked.value, made.value) : refuse(refusalToMake(made.problem));
  });
}

/** One issue is made for an error, or one linked, at a time. The claim ends with the link, or here. */
async function withClaim(parts: ApiParts, place: InIssue, work: () => Promise<Answer>): Promise<Answer> {
  const issueId = place.issue.id;
  const { isClaimed } = await parts.commands.claimIssueLink({ issueId });
  if (!isClaimed) return refuse(await whyLinked(parts, place));
  const answer = await work();
  if (answer.status !== 201) await parts.commands.releaseIssueLink({ issueId });
  return answer;
}

/** After these nobody knows whether the host has made the issue. */
const UNANSWERED: ReadonlySet<CodeHostProblemKind> = new Set<CodeHostProblemKind>([
  "too-slow",
  "too-large",
  "broken-answer",
  "not-a-code-host",
  "remote-error",
]);

/** No wait is named then: a client that tries again by itself would make a second one. */
function refusalToMake(cause: CodeHostProblem): Refusal {
  if (!UNANSWERED.has(cause.kind)) return refusalOfHost(cause);
  const detail = `${cause.message} The issue may have been made all the same: look there before you try again, and link it if so.`;
  return { kind: "refused-elsewhere", detail };
}

export const linkBody = z.object({ url: namedText(2_000) });

async function linkExisting(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const body = readBody(ask, linkBody);
  if (!body.ok) return refuse(body.problem);
  const linked = await findLinkedHost(parts, place.project);
  if (!linked.ok) return refuse(linked.problem);
  return await withClaim(parts, place, async () => {
    const issue = await findByUrl(linked.value, body.value.url);
    return issue.ok ? await keepLink(parts, ask, place, linked.value, issue.value) : refuse(issue.problem);
  });
}

async function findByUrl({ connection, host }: LinkedHost, url: string): Promise<Result<HostIssue, Refusal>> {
  const { repository } = connection;
  const address = host.parseIssueUrl(url);
  if (address === undefined || address.repositoryPath.toLowerCase() !== repository.path.toLowerCase()) {
    return problem({ kind: "invalid-fields", fields: { url: [`must be the page of an issue of ${repository.url}`] } });
  }
  return await findByNumber({ connection, host }, address.number, "url");
}

/** `field` is what the client named it in. */
async function findByNumber(
  { connection, host }: LinkedHost,
  number: number,
  field: string,
): Promise<Result<HostIssue, Refusal>> {
  const issue = await host.findIssue(connection.repository, number);
  if (issue.ok) return ok(issue.value);
  if (issue.problem.kind !== "not-found") return problem(refusalOfHost(issue.problem));
  const words = `there is no issue #${number} in ${connection.repository.path}, or the token may not see it`;
  return problem({ kind: "invalid-fields", fields: { [field]: [words] } });
}

/** Links the issue with this number at the host; once more with the same one is no change. `show` makes the answer. */
export async function linkNumbered(
  parts: ApiParts,
  ask: CallerAsk,
  place: InIssue,
  linked: LinkedHost,
  { number, field }: { readonly number: number; readonly field: string },
  show: (link: IssueLink) => object,
): Promise<Answer> {
  const before = await findLink(parts, place.issue.id);
  if (before?.number === number && before.connectionId === linked.connection.id) return found(show(before));
  const answer = await withClaim(parts, place, async () => {
    const issue = await findByNumber(linked, number, field);
    return issue.ok ? await keepLink(parts, ask, place, linked, issue.value) : refuse(issue.problem);
  });
  const link = answer.status === 201 ? await findLink(parts, place.issue.id) : undefined;
  return link === undefined ? answer : created(show(link));
}

async function keepLink(
  parts: ApiParts,
  ask: CallerAsk,
  place: InIssue,
  { connection }: LinkedHost,
  { number, url, title, state }: HostIssue,
): Promise<Answer> {
  const issueId = place.issue.id;
  const kept = await parts.commands.linkIssue({
    issueId,
    connectionId: connection.id,
    issue: { number, url, title, state },
    byUserId: ask.caller.user?.id,
  });
  switch (kept.problem?.kind) {
    case "error-linked":
      return refuse(await whyLinked(parts, place));
    case "issue-linked":
      return refuse({ kind: "conflict", detail: `Another error is linked to #${number} already. Remove that link first.` });
    case undefined:
      break;
  }
  const link = await findLink(parts, issueId);
  return link === undefined ? refuse({ kind: "not-found" }) : created(serialiseLink(link));
}

async function whyLinked(parts: ApiParts, { issue }: InIssue): Promise<Refusal> {
  const link = await findLink(parts, issue.id);
  const detail =
    link === undefined
      ? `Somebody is making or linking an issue of ${issue.shortId} at this moment. Look again in a minute.`
      : `${issue.shortId} is linked to #${link.number} of ${link.repositoryPath} already. Remove that link first.`;
  return { kind: "conflict", detail };
}

async function findLink(parts: ApiParts, issueId: number): Promise<IssueLink | undefined> {
  return (await parts.codeHosts.reader.listIssueLinks([issueId])).get(issueId);
}
