import { z } from "zod";
import { framesOf, linesAround, repositoryPathOf } from "../codehost/source-lines.ts";
import type { Frame } from "../protocol/event.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { findEventAsked } from "./asked-event.ts";
import { findLinkedHost, refusalOfHost } from "./linked-host.ts";
import { one, readQuery } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes } from "./scoped.ts";
import { commitOf } from "./source-links.ts";

/** Source lines from the repository, where the SDK sent none. */
export function sourceRoutes(parts: ApiParts): readonly Route[] {
  return issueRoutes(parts, { method: "GET", path: "/events/:event/source", scopes: ["event:read"] }, (ask, place) =>
    answerSource(parts, ask, place),
  );
}

export const sourceQuery = z.object({ path: one, line: one });

/** `path` and `line` name a frame of the event, whatever spelling of its file: nobody reads what is not in a stack trace. */
async function answerSource(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const query = readQuery(ask, sourceQuery);
  if (!query.ok) return refuse(query.problem);
  const event = (await findEventAsked(parts, ask, place))?.stored.event;
  const { path: name = "", line = "" } = query.value;
  const frame = event === undefined ? undefined : framesOf(event).find((each) => isNamed(each, name, Number(line)));
  const path = frame === undefined ? undefined : repositoryPathOf(frame);
  if (event === undefined || frame?.lineno === undefined || path === undefined) return refuse({ kind: "not-found" });
  const linked = await findLinkedHost(parts, place.project);
  if (!linked.ok) return refuse(linked.problem);
  const commit = await commitOf(parts, linked.value, event.release);
  if (commit === undefined) return refuse({ kind: "not-found" });

  const { connection, host } = linked.value;
  const text = await parts.sourceFile(linked.value, path, commit.id);
  if (!text.ok) return refuse(text.problem.kind === "not-found" ? { kind: "not-found" } : refusalOfHost(text.problem));
  return found({
    lines: linesAround(text.value, frame.lineno),
    url: host.fileUrl(connection.repository, path, commit.id, frame.lineno) ?? null,
  });
}

function isNamed(frame: Frame, name: string, line: number): boolean {
  return frame.lineno === line && [frame.filename, frame.abs_path, repositoryPathOf(frame)].includes(name);
}
