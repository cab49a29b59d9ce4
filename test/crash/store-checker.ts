import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { logEnd } from "./log-backlog.ts";

/**
 * What no API shows, looked up in the files of a server that has ended: counts are those of the rows, roll-ups are what a recount gives,
 * each row has its file and each file its row, and nothing is half done. Answers what is wrong, one line each. `wholeProjectId`: a
 * project of which no event was ever taken away, so that all of its counts stand for rows.
 */
export function storeProblems(dataDir: string, wholeProjectId: number): readonly string[] {
  using db = new DatabaseSync(path.join(dataDir, "culprit.db"), { readOnly: true });
  const days = texts(db, "SELECT day FROM event_day");
  return [
    ...texts(db, "SELECT integrity_check FROM pragma_integrity_check").filter((said) => said !== "ok"),
    ...texts(db, `SELECT "table" FROM pragma_foreign_key_check`).map((table) => `a row of ${table} refers to nothing`),
    ...texts(db, "SELECT problem FROM quarantine").map((problem) => `something went into quarantine: ${problem}`),
    ...days.flatMap((day) => dayProblems(db, day)),
    ...countProblems(db, days, wholeProjectId),
    ...fileProblems(db, path.join(dataDir, "blobs")),
    ...["freed_file", "expired_day"].filter((table) => numberOf(db, `SELECT count(*) FROM ${table}`) > 0).map(leftOver),
    ...readdirSync(dataDir)
      .filter((name) => /\.(part|new|restoring)$/.test(name))
      .map(leftOver),
    ...(numberOf(db, "SELECT position FROM digest_state") === logEnd(path.join(dataDir, "log"))
      ? []
      : ["the log is not digested"]),
  ];
}

const leftOver = (name: string): string => `${name} was left over`;

function dayProblems(db: DatabaseSync, day: string): string[] {
  const [says, has] = [
    numberOf(db, `SELECT event_count FROM event_day WHERE day = '${day}'`),
    numberOf(db, `SELECT count(*) FROM event_${day}`),
  ];
  return says === has ? [] : [`the day ${day} counts ${says} events and has ${has}`];
}

/** Of the project's signatures: what stands in a table of counts, and what its events come to. */
function countProblems(db: DatabaseSync, days: readonly string[], projectId: number): string[] {
  const of = `WHERE project_id = ${projectId}`;
  const events = days
    .map((day) => `SELECT signature_id, timestamp_ms, user_key, environment_id, release_id FROM event_${day} ${of}`)
    .join(" UNION ALL ");
  const own = `signature_id IN (SELECT id FROM signature ${of})`;
  const comparisons: readonly (readonly [what: string, says: string, recount: string])[] = [
    [
      "signatures",
      `SELECT id, event_count, user_count FROM signature ${of}`,
      "SELECT signature_id, count(*), count(DISTINCT user_key) FROM event GROUP BY signature_id",
    ],
    [
      "hours",
      `SELECT signature_id, hour, event_count FROM signature_hour WHERE ${own}`,
      "SELECT signature_id, timestamp_ms / 3600000, count(*) FROM event GROUP BY 1, 2",
    ],
    [
      "affected users",
      `SELECT signature_id, user_key FROM signature_user WHERE ${own}`,
      "SELECT DISTINCT signature_id, user_key FROM event WHERE user_key IS NOT NULL",
    ],
    [
      "issues",
      `SELECT id, event_count FROM issue ${of}`,
      "SELECT issue_id, count(*) FROM event JOIN signature ON signature.id = signature_id GROUP BY issue_id",
    ],
    [
      "accepted outcomes",
      `SELECT sum(quantity) FROM outcome_hour ${of} AND kind = 'accepted' AND category = 'error'`,
      "SELECT count(*) FROM event",
    ],
  ];
  return comparisons.flatMap(([what, says, recount]) => {
    const differing = (one: string, other: string): number =>
      numberOf(db, `WITH event AS (${events}) SELECT count(*) FROM (SELECT * FROM (${one}) EXCEPT SELECT * FROM (${other}))`);
    const wrong = differing(says, recount) + differing(recount, says);
    return wrong === 0 ? [] : [`${what}: ${wrong} counts are not those of the events`];
  });
}

/** Files of events and of builds. The name of a file is the digest of what is in it. */
function fileProblems(db: DatabaseSync, blobs: string): string[] {
  const named = new Set(texts(db, "SELECT digest FROM attachment UNION SELECT digest FROM artifact WHERE digest IS NOT NULL"));
  const folders = existsSync(blobs) ? readdirSync(blobs) : [];
  const files = folders.flatMap((folder) => readdirSync(path.join(blobs, folder)).map((file) => `${folder}${file}`));
  const there = new Set(files);
  const digestOf = (name: string): string =>
    createHash("sha256")
      .update(readFileSync(path.join(blobs, name.slice(0, 2), name.slice(2))))
      .digest("hex");
  return [
    ...[...named].filter((digest) => !there.has(digest)).map((digest) => `the file ${digest} has a row and is not there`),
    ...files.filter((file) => !named.has(file)).map((file) => `the file ${file} has no row`),
    ...files.filter((file) => digestOf(file) !== file).map((file) => `the file ${file} holds something else`),
  ];
}

/** The first column of each row. */
function texts(db: DatabaseSync, sql: string): string[] {
  return db
    .prepare(sql)
    .all()
    .map((row) => String(Object.values(row)[0]));
}

function numberOf(db: DatabaseSync, sql: string): number {
  return Number(texts(db, sql)[0]);
}
