import { boundedCache } from "./bounded-cache.ts";
import type { Database } from "./database.ts";
import type { UserSketch } from "./user-sketch.ts";
import { addUsers, readUserSketch, sketchOfUsers, userSketchBytes } from "./user-sketch.ts";

/** Where sets of users are kept. All names are our own. */
export type UserSetTables = { readonly users: string; readonly sketches: string; readonly id: string };

/** Sets of users that are counted. Each user is kept up to 1,000 a set, from then on a sketch stands in their place. */
export type UserSets = {
  /** Adds users to a set that counts `count`. Answers what it counts then. */
  add(setId: number, count: number, userKeys: ReadonlySet<number>): number;
  /** Of a set that counts more than `MAX_EXACT_USERS`. */
  sketchOf(setId: number): UserSketch;
  /** Its users are to be removed. */
  forget(setId: number): void;
};

/** Up to here each user is kept. */
export const MAX_EXACT_USERS = 1_000;
// 16 KB each.
const MAX_SKETCHES = 200;

export function openUserSets(db: Database, tables: UserSetTables): UserSets {
  const { addUser, listUsers, deleteUsers, findSketch, putSketch } = statementsOf(tables);
  const sketches = boundedCache<number, UserSketch>(MAX_SKETCHES);

  const sketchOf = (setId: number): UserSketch => {
    const known = sketches.get(setId);
    if (known !== undefined) return known;
    const row = db.statement(findSketch).get(setId) as { sketch: Uint8Array } | undefined;
    if (row === undefined) throw new Error(`${tables.id} ${setId} has lost its sketch of users`);
    const sketch = readUserSketch(row.sketch);
    sketches.set(setId, sketch);
    return sketch;
  };
  const startSketch = (setId: number): void => {
    const rows = db.statement(listUsers).all(setId) as { user_key: number }[];
    const sketch = sketchOfUsers(rows.map((row) => row.user_key));
    db.statement(putSketch).run(setId, userSketchBytes(sketch));
    db.statement(deleteUsers).run(setId);
    sketches.set(setId, sketch);
  };

  return {
    add(setId, count, userKeys) {
      if (count > MAX_EXACT_USERS) {
        const sketch = sketchOf(setId);
        if (!addUsers(sketch, userKeys)) return count;
        db.statement(putSketch).run(setId, userSketchBytes(sketch));
        return Math.round(sketch.estimate);
      }
      let grown = count;
      for (const userKey of userKeys) grown += db.statement(addUser).run(setId, userKey).changes;
      if (grown > MAX_EXACT_USERS) startSketch(setId);
      return grown;
    },
    sketchOf,
    forget: (setId) => sketches.delete(setId),
  };
}

function statementsOf({ users, sketches, id }: UserSetTables) {
  return {
    addUser: `INSERT INTO ${users} (${id}, user_key) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    listUsers: `SELECT user_key FROM ${users} WHERE ${id} = ?`,
    deleteUsers: `DELETE FROM ${users} WHERE ${id} = ?`,
    findSketch: `SELECT sketch FROM ${sketches} WHERE ${id} = ?`,
    putSketch: `
      INSERT INTO ${sketches} (${id}, sketch) VALUES (?, ?)
      ON CONFLICT (${id}) DO UPDATE SET sketch = excluded.sketch`,
  };
}
