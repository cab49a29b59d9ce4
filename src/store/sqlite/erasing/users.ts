import { userKeyOf } from "../../../protocol/user-key.ts";
import type { Database } from "../database.ts";
import { SETS_A_BUCKET } from "../sessions.ts";
import type { SignatureKey } from "../signatures.ts";
import { openUserCounts } from "../user-counts.ts";
import type { Erasing, ErasingSlices } from "./erasing-deps.ts";

const CHUNK = 50;
const LIST_KEYS = "SELECT user_key FROM erasure_user WHERE erasure_id = ? AND project_id = ?";
const NEXT_SIGNATURES = `
  SELECT id, issue_id, project_id AS projectId, hash FROM signature WHERE project_id = ? AND id > ? ORDER BY id LIMIT ${CHUNK}`;
const TAKE_FROM_SIGNATURE = "DELETE FROM signature_user WHERE signature_id = ? AND user_key = ?";
const COUNT_DOWN = "UPDATE signature SET user_count = user_count - ? WHERE id = ?";
const SET_ISSUE = "UPDATE issue SET user_count = ? WHERE id = ?";
const TAKE_FROM_ALERTS = `
  DELETE FROM alert_window_user WHERE user_key = ? AND rule_id IN (SELECT id FROM alert_rule WHERE project_id = ?)`;

/** The sets of a bucket by their place; see session_user of the schema. */
const BUCKET_COUNTS = ["users", "errored_users", "crashed_users", "abnormal_users", "unhandled_users"];
const NEXT_BUCKETS = `SELECT id FROM session_bucket WHERE project_id = ? AND id > ? ORDER BY id LIMIT ${CHUNK}`;
const TAKE_FROM_SET = "DELETE FROM session_user WHERE set_id = ? AND user_key = ?";

export type UsersDeps = {
  readonly secretKey: string;
  readonly forget: (signatures: readonly SignatureKey[]) => void;
};

/**
 * Takes the person out of the sets of affected users, of issues and of sessions, and counts them no more. A sketch, which stands for
 * more than 1,000 users, holds nobody that could be found again: it stays.
 */
export function* eraseUsers(db: Database, job: Erasing, deps: UsersDeps): ErasingSlices {
  for (const projectId of job.projectIds) {
    const noted = db.statement(LIST_KEYS).all(job.id, projectId) as { user_key: number }[];
    const keys = new Set([userKeyOf(job.person, projectId, deps.secretKey), ...noted.map((row) => row.user_key)]);
    yield* eraseFromIssues(db, projectId, [...keys], deps.forget);
    yield* eraseFromSessions(db, projectId, [...keys]);
    for (const key of keys) db.statement(TAKE_FROM_ALERTS).run(key, projectId);
    yield "rest";
  }
}

function* eraseFromIssues(
  db: Database,
  projectId: number,
  keys: readonly number[],
  forget: UsersDeps["forget"],
): ErasingSlices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT_SIGNATURES).all(projectId, after) as (SignatureKey & { readonly issue_id: number })[];
    if (rows.length === 0) return;
    for (const signature of rows) {
      after = signature.id;
      const gone = keys.reduce((sum, key) => sum + db.statement(TAKE_FROM_SIGNATURE).run(signature.id, key).changes, 0);
      if (gone === 0) continue;
      db.statement(COUNT_DOWN).run(gone, signature.id);
      forget([signature]);
      db.statement(SET_ISSUE).run(openUserCounts(db).ofIssue(signature.issue_id), signature.issue_id);
    }
    yield "rest";
  }
}

function* eraseFromSessions(db: Database, projectId: number, keys: readonly number[]): ErasingSlices {
  for (let after = 0; ;) {
    const rows = db.statement(NEXT_BUCKETS).all(projectId, after) as { id: number }[];
    if (rows.length === 0) return;
    for (const { id } of rows) {
      after = id;
      for (const [place, column] of BUCKET_COUNTS.entries()) {
        const gone = keys.reduce(
          (sum, key) => sum + db.statement(TAKE_FROM_SET).run(id * SETS_A_BUCKET + place, key).changes,
          0,
        );
        if (gone > 0) db.statement(`UPDATE session_bucket SET ${column} = ${column} - ? WHERE id = ?`).run(gone, id);
      }
    }
    yield "rest";
  }
}
