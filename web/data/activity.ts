import { ask } from "./api.ts";
import { changePath } from "./decisions.ts";
import { issuePath } from "./issues.ts";
import { say } from "./notice.ts";
import { useMe } from "./session.ts";
import type { Assignee, IgnoreDetails, Issue } from "./types.ts";
import { assigneeWords } from "./words.ts";
import { refuse } from "./regroup.ts";
import { reload, reloadShown, useAsk } from "./use-ask.ts";

export type Activity = {
  id: string;
  type: string;
  dateCreated: string;
  /** Null: an event or a program. */
  user: { id: string; name: string; email: string } | null;
  data: IgnoreDetails & {
    text?: string;
    dateEdited?: string | null;
    version?: string;
    current_release_version?: string;
    assignee?: string;
    assigneeType?: "user" | "team";
    assigneeName?: string | null;
    issues?: { id: string }[];
    destination?: { id: string };
    signatures?: number;
  };
};

export const activityPath = (org: string, id: string): string => `${issuePath(org, id)}activities/`;
export const useActivity = (path: string) => useAsk<{ activity: Activity[] }>(path);

export type Member = { id: string; name: string; email: string };
type Team = { id: string; name: string; slug: string };
export const useMembers = (org: string | undefined) =>
  useAsk<Member[]>(org === undefined ? null : `organizations/${org}/users/`);

/** Somebody or a team whom issues can be given to. */
export type Taker = {
  to: Assignee;
  /** Looked for, and shown on hover: the address, or the whole name of a team. */
  more: string;
  isMe: boolean;
};

/** Oneself first: that is the one chosen most. Then the others, and the teams. Undefined while they are read. */
export function useTakers(org: string | undefined): readonly Taker[] | undefined {
  const members = useMembers(org).data;
  const teams = useAsk<Team[]>(org === undefined ? null : `organizations/${org}/teams/`).data;
  const me = useMe(true).data;
  if (members === undefined) return undefined;
  const people = members.map(({ id, name, email }) => ({
    to: { type: "user", id, name } as const,
    more: email,
    isMe: id === me?.id,
  }));
  const ofTeams = (teams ?? []).map(({ id, slug, name }) => ({
    to: { type: "team", id, name: slug } as const,
    more: name,
    isMe: false,
  }));
  return [...people.toSorted((a, b) => Number(b.isMe) - Number(a.isMe)), ...ofTeams];
}

const notesPath = (org: string, id: string): string => `${issuePath(org, id)}notes/`;

/** Throws `ApiError`: the form keeps what was typed. */
export async function addNote(org: string, id: string, text: string): Promise<void> {
  await ask(notesPath(org, id), "POST", { text });
  await reload(activityPath(org, id));
}

export async function editNote(org: string, id: string, noteId: string, text: string): Promise<void> {
  await ask(`${notesPath(org, id)}${noteId}/`, "PUT", { text });
  await reload(activityPath(org, id));
}

/** Takes a comment back at once; undoing it writes it again. */
export async function deleteNote(org: string, id: string, note: Activity): Promise<void> {
  const answer = await ask(`${notesPath(org, id)}${note.id}/`, "DELETE").catch((error: unknown) =>
    refuse("The comment was not deleted.", error),
  );
  if (answer === undefined) return;
  const { text = "" } = note.data;
  const undo = () => {
    void addNote(org, id, text).catch((error: unknown) => refuse("The comment could not be written again.", error));
  };
  say({ text: "Comment deleted", undo });
  await reload(activityPath(org, id));
}

/** As the API names whom issues are given to. */
const takerOf = ({ type, id }: Assignee): string => `${type}:${id}`;

/** Gives issues to a member, a team or, with null, to nobody; with a way to undo it that gives each back to whom it belonged. */
export async function assign(org: string, issues: readonly Issue[], to: Assignee | null): Promise<void> {
  const [first] = issues;
  if (first === undefined) return;
  const name = issues.length === 1 ? first.shortId : `${issues.length} issues`;
  const before = Map.groupBy(issues, ({ assignedTo }) => (assignedTo === null ? "" : takerOf(assignedTo)));
  const send = async (of: readonly Issue[], whom: string): Promise<boolean> => {
    const path = changePath(
      org,
      of.map(({ id }) => id),
    );
    const sent = await ask(path, "PUT", { assignedTo: whom }).catch((error: unknown) =>
      refuse(`${name} could not be assigned.`, error),
    );
    reloadShown();
    return sent !== undefined;
  };
  const undo = () => {
    for (const [whom, of] of before) void send(of, whom);
  };
  if (!(await send(issues, to === null ? "" : takerOf(to)))) return;
  const are = issues.length === 1 ? "is" : "are";
  say({ text: to === null ? `${name} ${are} nobody's now` : `${name} ${are} ${assigneeWords(to)}'s now`, undo });
}
