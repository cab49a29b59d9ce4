import { boundedCache } from "./bounded-cache.ts";
import type { Database } from "./database.ts";
import type { Signature } from "./signatures.ts";
import type { UserSketch } from "./user-sketch.ts";
import { addUsers, readUserSketch, sketchOfUsers, unionOfUsers, userSketchBytes } from "./user-sketch.ts";

/** Affected users: each is kept up to 1,000 a signature, from then on a sketch stands in their place. */
export type UserCounts = {
  /** Adds users to `signature.userCount`. True when it grew. */
  add(signature: Signature, userKeys: ReadonlySet<number>): boolean;
  /** Distinct users over all signatures of an issue, once `signature` rows hold their counts. */
  ofIssue(issueId: number): number;
  /** The users of a signature are to be removed. */
  forget(signatureId: number): void;
};

const ADD_USER = "INSERT INTO signature_user (signature_id, user_key) VALUES (?, ?) ON CONFLICT DO NOTHING";
const LIST_USERS = "SELECT user_key FROM signature_user WHERE signature_id = ?";
const DELETE_USERS = "DELETE FROM signature_user WHERE signature_id = ?";
const FIND_SKETCH = "SELECT sketch FROM signature_sketch WHERE signature_id = ?";
const PUT_SKETCH = `
  INSERT INTO signature_sketch (signature_id, sketch) VALUES (?, ?)
  ON CONFLICT (signature_id) DO UPDATE SET sketch = excluded.sketch`;
const LIST_COUNTS_OF_ISSUE = "SELECT id, user_count FROM signature WHERE issue_id = ?";
const LIST_USERS_OF_ISSUE = `
  SELECT DISTINCT user_key FROM signature_user WHERE signature_id IN (SELECT id FROM signature WHERE issue_id = ?)`;

/** Up to here each user is kept. */
export const MAX_EXACT_USERS = 1_000;
// 16 KB each.
const MAX_SKETCHES = 400;

export function openUserCounts(db: Database): UserCounts {
  const sketches = boundedCache<number, UserSketch>(MAX_SKETCHES);

  const sketchOf = (signatureId: number): UserSketch => {
    const known = sketches.get(signatureId);
    if (known !== undefined) return known;
    const row = db.statement(FIND_SKETCH).get(signatureId) as { sketch: Uint8Array } | undefined;
    if (row === undefined) throw new Error(`signature ${signatureId} has lost its sketch of users`);
    const sketch = readUserSketch(row.sketch);
    sketches.set(signatureId, sketch);
    return sketch;
  };
  const addToSketch = (signature: Signature, userKeys: ReadonlySet<number>): boolean => {
    const sketch = sketchOf(signature.id);
    if (!addUsers(sketch, userKeys)) return false;
    db.statement(PUT_SKETCH).run(signature.id, userSketchBytes(sketch));
    signature.userCount = Math.round(sketch.estimate);
    return true;
  };
  const startSketch = (signatureId: number): void => {
    const rows = db.statement(LIST_USERS).all(signatureId) as { user_key: number }[];
    const sketch = sketchOfUsers(rows.map((row) => row.user_key));
    db.statement(PUT_SKETCH).run(signatureId, userSketchBytes(sketch));
    db.statement(DELETE_USERS).run(signatureId);
    sketches.set(signatureId, sketch);
  };

  return {
    add(signature, userKeys) {
      if (signature.userCount > MAX_EXACT_USERS) return addToSketch(signature, userKeys);
      const before = signature.userCount;
      for (const userKey of userKeys) signature.userCount += db.statement(ADD_USER).run(signature.id, userKey).changes;
      if (signature.userCount > MAX_EXACT_USERS) startSketch(signature.id);
      return signature.userCount > before;
    },
    forget: (signatureId) => sketches.delete(signatureId),
    ofIssue(issueId) {
      const signatures = db.statement(LIST_COUNTS_OF_ISSUE).all(issueId) as { id: number; user_count: number }[];
      const [first] = signatures;
      if (first !== undefined && signatures.length === 1) return first.user_count;

      const users = db.statement(LIST_USERS_OF_ISSUE).all(issueId) as { user_key: number }[];
      const sketched = signatures.filter((signature) => signature.user_count > MAX_EXACT_USERS);
      if (sketched.length === 0) return users.length;
      return unionOfUsers(
        sketched.map((signature) => sketchOf(signature.id)),
        users.map((row) => row.user_key),
      );
    },
  };
}
