import { z } from "zod";
import type { Activity } from "../issue/activity.ts";
import { MAX_NOTE_LENGTH } from "../issue/activity.ts";
import type { Issue } from "../issue/issue.ts";
import { findUsers } from "./actors.ts";
import type { Answer } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { mayIn } from "./caller.ts";
import type { Page } from "./paging.ts";
import { keysetLinks, readPage } from "./paging.ts";
import { readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";
import { firstSeenActivity, serialiseActivity, usersOf } from "./serialise-activity.ts";

/** What happened to an issue, and what people wrote about it: `notes`, which Sentry also calls `comments`. */
export function activityRoutes(parts: ApiParts): readonly Route[] {
  const [read, write] = [["event:read"], ["event:write"]] as const;
  return [
    ...issueRoutes(parts, { method: "GET", path: "/activities", scopes: read }, (ask, place) =>
      answerList(parts, ask, place, false),
    ),
    ...["/notes", "/comments"].flatMap((path) => [
      ...issueRoutes(parts, { method: "GET", path, scopes: read }, (ask, place) => answerList(parts, ask, place, true)),
      ...issueRoutes(parts, { method: "POST", path, scopes: write }, (ask, place) => addNote(parts, ask, place)),
      ...issueRoutes(parts, { method: "PUT", path: `${path}/:note`, scopes: write }, (ask, place) =>
        editNote(parts, ask, place),
      ),
      ...issueRoutes(parts, { method: "DELETE", path: `${path}/:note`, scopes: write }, (ask, place) =>
        deleteNote(parts, ask, place),
      ),
    ]),
  ];
}

/** The newest activities of an issue, as its detail holds them. */
export async function newestActivity(parts: ApiParts, issue: Issue): Promise<readonly object[]> {
  return (await readActivity(parts, issue, { limit: 100 }, false)).rows;
}

async function answerList(parts: ApiParts, ask: CallerAsk, { issue }: InIssue, notesOnly: boolean): Promise<Answer> {
  const page = readPage(ask);
  if (!page.ok) return refuse(page.problem);
  if (page.value.cursor !== undefined && !/^\d{1,15}$/.test(page.value.cursor)) {
    return refuse({ kind: "invalid", detail: "Invalid cursor parameter. Start again from the first page." });
  }
  const { rows, next } = await readActivity(parts, issue, page.value, notesOnly);
  const links = { Link: keysetLinks(parts, ask, { next, previous: undefined }) };
  return found(notesOnly ? rows : { activity: rows }, links);
}

async function readActivity(parts: ApiParts, issue: Issue, { limit, cursor }: Page, notesOnly: boolean) {
  const beforeId = cursor === undefined ? {} : { beforeId: Number(cursor) };
  const listed = await parts.activities.listActivity(issue.id, { limit: limit + 1, ...beforeId, notesOnly });
  const shown = listed.slice(0, limit);
  const hasMore = listed.length > limit;
  const actors = await findUsers(parts.accounts, shown.flatMap(usersOf));
  const rows = shown.map((activity) => serialiseActivity(activity, actors));
  if (!notesOnly && !hasMore) rows.push(firstSeenActivity(issue));
  return { rows, next: hasMore ? String(shown.at(-1)?.id) : undefined };
}

export const noteBody = z.object({
  text: z
    .string("must be a text")
    .trim()
    .min(1, "must not be empty")
    .max(MAX_NOTE_LENGTH, `must not be longer than ${MAX_NOTE_LENGTH} characters`)
    // A lone half of a pair cannot be kept as UTF-8, and SQLite would end the text at NUL.
    .transform((text) => text.toWellFormed().replaceAll("\0", "\uFFFD")),
});

async function addNote(parts: ApiParts, ask: CallerAsk, { issue, project }: InIssue): Promise<Answer> {
  const body = readBody(ask, noteBody);
  if (!body.ok) return refuse(body.problem);
  const byUserId = ask.caller.user?.id;
  const place = { issueId: issue.id, projectIds: [project.id] };
  const note = await parts.commands.addNote({ ...place, text: body.value.text, byUserId });
  return note === undefined ? refuse({ kind: "not-found" }) : created(await serialiseOne(parts, note));
}

async function editNote(parts: ApiParts, ask: CallerAsk, { issue, project }: InIssue): Promise<Answer> {
  const [body, noteId, byUserId] = [readBody(ask, noteBody), noteIdOf(ask), ask.caller.user?.id];
  if (!body.ok) return refuse(body.problem);
  if (byUserId === undefined || noteId === undefined) return refuse({ kind: "not-found" });
  const place = { issueId: issue.id, projectIds: [project.id], noteId };
  const note = await parts.commands.editNote({ ...place, text: body.value.text, byUserId });
  return note === undefined ? refuse({ kind: "not-found" }) : found(await serialiseOne(parts, note));
}

/** One's own; who may delete issues may delete everybody's. */
async function deleteNote(parts: ApiParts, ask: CallerAsk, { issue, project }: InIssue): Promise<Answer> {
  const [noteId, own] = [noteIdOf(ask), ask.caller.user?.id];
  const mayAll = mayIn(ask.caller, project.organizationId, ["event:admin"]);
  if (noteId === undefined || (!mayAll && own === undefined)) return refuse({ kind: "not-found" });
  const place = { issueId: issue.id, projectIds: [project.id], noteId };
  const isDeleted = await parts.commands.deleteNote({ ...place, ofUserId: mayAll ? undefined : own });
  return isDeleted ? NO_CONTENT : refuse({ kind: "not-found" });
}

function noteIdOf(ask: CallerAsk): number | undefined {
  const text = ask.params["note"] ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

async function serialiseOne(parts: ApiParts, note: Activity): Promise<object> {
  return serialiseActivity(note, await findUsers(parts.accounts, usersOf(note)));
}
