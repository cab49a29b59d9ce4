import type { Database } from "./database.ts";
import type { Signature } from "./signatures.ts";
import { MAX_EXACT_USERS, openUserSets } from "./user-sets.ts";
import { unionOfUsers } from "./user-sketch.ts";

/** Affected users of signatures and issues. */
export type UserCounts = {
  /** Adds users to `signature.userCount`. True when it grew. */
  add(signature: Signature, userKeys: ReadonlySet<number>): boolean;
  /** Distinct users over all signatures of an issue, once `signature` rows hold their counts. */
  ofIssue(issueId: number): number;
};

const LIST_COUNTS_OF_ISSUE = "SELECT id, user_count FROM signature WHERE issue_id = ?";
const LIST_USERS_OF_ISSUE = `
  SELECT DISTINCT user_key FROM signature_user WHERE signature_id IN (SELECT id FROM signature WHERE issue_id = ?)`;

export function openUserCounts(db: Database): UserCounts {
  const sets = openUserSets(db, { users: "signature_user", sketches: "signature_sketch", id: "signature_id" });
  return {
    add(signature, userKeys) {
      const before = signature.userCount;
      signature.userCount = sets.add(signature.id, before, userKeys);
      return signature.userCount > before;
    },
    ofIssue(issueId) {
      const signatures = db.statement(LIST_COUNTS_OF_ISSUE).all(issueId) as { id: number; user_count: number }[];
      const [first] = signatures;
      if (first !== undefined && signatures.length === 1) return first.user_count;

      const users = db.statement(LIST_USERS_OF_ISSUE).all(issueId) as { user_key: number }[];
      const sketched = signatures.filter((signature) => signature.user_count > MAX_EXACT_USERS);
      if (sketched.length === 0) return users.length;
      return unionOfUsers(
        sketched.map((signature) => sets.sketchOf(signature.id)),
        users.map((row) => row.user_key),
      );
    },
  };
}
