import { ask } from "./api.ts";
import { say } from "./notice.ts";
import { refuse } from "./regroup.ts";
import type { Issue } from "./types.ts";
import { reload, useAsk } from "./use-ask.ts";

/** An issue that may be the same bug, and why. */
export type Similar = {
  issue: Issue;
  /** One sentence. */
  reason: string;
  rarestFrames: { frame: string; signatures: number }[];
};

export const similarPath = (org: string, id: string): string => `organizations/${org}/issues/${id}/similar/`;
export const useSimilar = (path: string) => useAsk<Similar[]>(path);

/** Says that two issues are not one bug, with a way to take that back. */
export async function notTheSame(org: string, issue: Issue, other: Issue): Promise<void> {
  const path = similarPath(org, issue.id);
  const judge = (same: false | null): Promise<unknown> =>
    ask(path, "POST", { issue: other.id, same })
      .catch((error: unknown) => refuse("Your word was not kept.", error))
      .then((answer) => reload(path).then(() => answer));
  const undo = () => {
    void judge(null);
  };
  if ((await judge(false)) !== undefined) say({ text: `${other.shortId} is not suggested here again`, undo });
}
