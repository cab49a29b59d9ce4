import { ask } from "./api.ts";
import { issuePath } from "./issues.ts";
import { say } from "./notice.ts";
import type { Assignee, Issue } from "./types.ts";
import { refuse } from "./regroup.ts";
import { reload, reloadShown, useAsk } from "./use-ask.ts";

export type Activity = {
  id: string;
  type: string;
  dateCreated: string;
  /** Null: an event or a program. */
  user: { id: string; name: string; email: string } | null;
  data: {
    text?: string;
    dateEdited?: string | null;
    version?: string;
    current_release_version?: string;
    ignoreUntil?: string | null;
    assignee?: string;
    assigneeName?: string | null;
    issues?: { id: string }[];
    destination?: { id: string };
    signatures?: number;
  };
};

export const activityPath = (org: string, id: string): string => `${issuePath(org, id)}activities/`;
export const useActivity = (path: string) => useAsk<{ activity: Activity[] }>(path);

export type Member = { id: string; name: string; email: string };
export const useMembers = (org: string | undefined) =>
  useAsk<Member[]>(org === undefined ? null : `organizations/${org}/users/`);

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
    say(undefined);
    void addNote(org, id, text).catch((error: unknown) => refuse("The comment could not be written again.", error));
  };
  say({ text: "Comment deleted", undo });
  await reload(activityPath(org, id));
}

/** Gives an issue to a member or, with null, to nobody; with a way to undo it. */
export async function assign(org: string, issue: Issue, to: Assignee | null): Promise<void> {
  const before = issue.assignedTo;
  const send = async (whom: Assignee | null): Promise<boolean> => {
    const sent = await ask(issuePath(org, issue.id), "PUT", { assignedTo: whom === null ? "" : `user:${whom.id}` }).catch(
      (error: unknown) => refuse(`${issue.shortId} could not be assigned.`, error),
    );
    reloadShown();
    return sent !== undefined;
  };
  const undo = () => {
    say(undefined);
    void send(before);
  };
  if (await send(to))
    say({ text: to === null ? `${issue.shortId} is nobody's now` : `${issue.shortId} is ${to.name}'s now`, undo });
}
