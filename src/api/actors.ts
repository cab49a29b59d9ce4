import type { AccountReader, User } from "../account/account.ts";
import type { Issue } from "../issue/issue.ts";

/** Who decided about issues or takes care of them, by user id. Whoever is not in here has no account any more. */
export type Actors = ReadonlyMap<number, User>;

/** The people behind the states of these issues, and those who take care of them, asked for at once. */
export async function findActors(accounts: AccountReader, issues: readonly Issue[]): Promise<Actors> {
  const ids = new Set<number>();
  for (const { state, assignee } of issues) {
    if (state.status !== "unresolved" && state.byUserId !== undefined) ids.add(state.byUserId);
    if (assignee?.kind === "user") ids.add(assignee.id);
  }
  return findUsers(accounts, [...ids]);
}

/** The users of these ids that have an account, by their id. */
export async function findUsers(accounts: AccountReader, ids: readonly number[]): Promise<Actors> {
  if (ids.length === 0) return new Map();
  const users = await accounts.findUsers([...new Set(ids)]);
  return new Map(users.map((user) => [user.id, user]));
}
