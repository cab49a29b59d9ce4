import type { AccountReader, User } from "../account/account.ts";
import type { Issue } from "../issue/issue.ts";

/** Who decided about issues, by user id. Whoever is not in here has no account any more. */
export type Actors = ReadonlyMap<number, User>;

/** The people behind the states of these issues, asked for at once. */
export async function findActors(accounts: AccountReader, issues: readonly Issue[]): Promise<Actors> {
  const ids = new Set<number>();
  for (const { state } of issues) {
    if (state.status !== "unresolved" && state.byUserId !== undefined) ids.add(state.byUserId);
  }
  if (ids.size === 0) return new Map();
  const users = await accounts.findUsers([...ids]);
  return new Map(users.map((user) => [user.id, user]));
}
