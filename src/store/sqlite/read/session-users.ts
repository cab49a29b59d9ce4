import type { UserSet } from "../../../release/health.ts";
import type { Database } from "../database.ts";
import { USER_SETS } from "../session-tally.ts";
import { SETS_A_BUCKET } from "../sessions.ts";
import { MAX_EXACT_USERS } from "../user-sets.ts";
import type { UserSketch } from "../user-sketch.ts";
import { readUserSketch, unionOfUsers } from "../user-sketch.ts";
import type { BucketRow } from "./session-buckets.ts";

const LIST_USERS = "SELECT user_key FROM session_user WHERE set_id = ?";
const FIND_SKETCH = "SELECT sketch FROM session_sketch WHERE set_id = ?";

/** Reading and merging a sketch takes as long as reading so many users. */
const SKETCH_COST = 100;
const COLUMNS = {
  all: "users",
  errored: "errored_users",
  crashed: "crashed_users",
  abnormal: "abnormal_users",
  unhandled: "unhandled_users",
} as const;

/** Distinct users over several buckets. */
export function countUsers(db: Database, buckets: readonly BucketRow[], set: UserSet): number {
  const held = buckets.filter((bucket) => bucket[COLUMNS[set]] > 0);
  const [first] = held;
  if (first === undefined) return 0;
  if (held.length === 1) return first[COLUMNS[set]];

  const keys = new Set<number>();
  const sketches: UserSketch[] = [];
  for (const bucket of held) {
    const setId = bucket.id * SETS_A_BUCKET + USER_SETS.indexOf(set);
    if (bucket[COLUMNS[set]] > MAX_EXACT_USERS) sketches.push(findSketch(db, setId));
    else for (const { user_key: key } of db.statement(LIST_USERS).all(setId) as { user_key: number }[]) keys.add(key);
  }
  return sketches.length === 0 ? keys.size : unionOfUsers(sketches, [...keys]);
}

/** What `countUsers` would have to read, in users. */
export function costOfUsers(buckets: readonly BucketRow[], set: UserSet): number {
  const held = buckets.filter((bucket) => bucket[COLUMNS[set]] > 0);
  if (held.length < 2) return 0;
  return held.reduce((cost, bucket) => {
    const users = bucket[COLUMNS[set]];
    return cost + (users > MAX_EXACT_USERS ? SKETCH_COST : users);
  }, 0);
}

function findSketch(db: Database, setId: number): UserSketch {
  const row = db.statement(FIND_SKETCH).get(setId) as { sketch: Uint8Array } | undefined;
  if (row === undefined) throw new Error(`set ${setId} of users has lost its sketch`);
  return readUserSketch(row.sketch);
}
