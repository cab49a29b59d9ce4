import type { Issue } from "../issue/issue.ts";
import type { Event } from "../protocol/event.ts";
import { draftIssue } from "./draft.ts";
import { codeBlock, codeSpan } from "./markdown.ts";

const MAX_CRUMBS = 15;

/**
 * One event in Markdown, to be handed to a colleague or a program: what happened, where, and what came before. Left out is whatever
 * may be a secret or somebody's own, though it was scrubbed when it came: the person, headers, cookies, the values of the query,
 * bodies, local variables and the data of breadcrumbs.
 */
export function handOver(issue: Issue, url: string, event: Event): string {
  const { title, description } = draftIssue(issue, url, event);
  const parts = [`# ${title}`, "", `Event ${codeSpan(event.event_id)}`, "", description.trimEnd()];
  const request = requestLine(event);
  if (request !== undefined) parts.push("", "### Request", "", codeSpan(request));
  const crumbs = crumbLines(event);
  if (crumbs.length > 0) parts.push("", "### What came before, the last step at the end", "", codeBlock(crumbs));
  return `${parts.join("\n")}\n`;
}

function requestLine({ request }: Event): string | undefined {
  if (request?.url === undefined) return undefined;
  const address = request.url.replace(/[?#].*$/s, "").replace(/^([a-z][a-z0-9+.-]{0,30}:\/\/)[^/@]*@/i, "$1");
  return `${request.method ?? "GET"} ${address}`;
}

function crumbLines({ breadcrumbs }: Event): readonly string[] {
  const values = (breadcrumbs?.values ?? []).slice(-MAX_CRUMBS);
  return values.map(({ category, type, level, message }) => {
    const head = [category ?? type, level].filter((part) => part !== undefined && part !== "info").join(" ");
    return message === undefined ? head : `${head}: ${message}`;
  });
}
