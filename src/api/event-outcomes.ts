import type { Project } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { isEventId, plainEventId } from "./issue-search.ts";
import type { Route } from "./route.ts";
import { findIssueOfEvent, projectRoute } from "./scoped.ts";

const DAY_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Where an event is that somebody misses: stored, refused, or, said honestly, not known. Our own resource. */
export function eventOutcomeRoutes(parts: ApiParts): readonly Route[] {
  const access = { method: "GET", path: "/event-outcomes/:event", scopes: ["event:read"] } as const;
  return [
    projectRoute(parts, access, async (ask, { project }) => {
      const name = ask.params["event"] ?? "";
      if (!isEventId(name)) return refuse({ kind: "invalid", detail: "An event id has 32 hexadecimal digits." });
      return answerOutcome(parts, project, plainEventId(name));
    }),
  ];
}

async function answerOutcome(parts: ApiParts, project: Project, eventId: string): Promise<Answer> {
  const place = await findIssueOfEvent(parts, [project], eventId);
  if (place !== undefined) {
    const { id, shortId } = place.issue;
    const explanation = `Stored, and counted on ${shortId}.`;
    return found({ eventId, outcome: "accepted", issue: { id: String(id), shortId }, reason: null, date: null, explanation });
  }
  const refused = await parts.door.findRefused(project.id, eventId);
  if (refused !== undefined) {
    const { kind, reason, atMs } = refused;
    const outcome = kind.replace("-", "_");
    const explanation = `Not stored: ${WORDS[kind] ?? "it ended otherwise"} (${reason}).`;
    return found({ eventId, outcome, issue: null, reason, date: dateOf(atMs), explanation });
  }
  const explanation = await unknownWords(parts, project);
  return found({ eventId, outcome: "unknown", issue: null, reason: null, date: null, explanation });
}

const WORDS: { readonly [kind: string]: string } = {
  filtered: "a filter of the project, or of what Culprit keeps, dropped it",
  "rate-limited": "a limit refused it",
  invalid: "it could not be read, or was not let in",
};

/** All that can be said of an event that nobody has seen, so that whoever looks knows where to look next. */
async function unknownWords(parts: ApiParts, project: Project): Promise<string> {
  const toHour = Math.floor(parts.now() / HOUR_MS);
  const [{ backlogAgeMs }, outcomes] = await Promise.all([
    parts.door.stateOf(project.id),
    parts.outcomes.listOutcomes(project.id, toHour - DAY_HOURS + 1, toHour),
  ]);
  // Of what is refused before it is read nobody knows the id, and neither of what could not be framed.
  const unread = outcomes
    .filter(({ kind, category }) => kind !== "accepted" && kind !== "client-discard" && category === "unknown")
    .reduce((sum, { quantity }) => sum + quantity, 0);
  const words = [
    "Neither stored nor among the last refused events: ids of those are kept until the next restart, a thousand for each project.",
  ];
  if (backlogAgeMs > 1_000) {
    words.push(`It may be on its way: the oldest request that waits came ${Math.ceil(backlogAgeMs / 1_000)} seconds ago.`);
  }
  if (unread > 0) words.push(`In the last 24 hours ${unread} requests were refused before an id could be read.`);
  words.push("Otherwise it did not arrive here: see whether the SDK samples it, or names another project.");
  return words.join(" ");
}
