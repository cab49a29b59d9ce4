import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** What drivers and servers say, as a finished message without a stack. */
const log = (message: string): SdkEvent => ({ platform: "other", level: "error", message });

type Texts = readonly [name: string, a: string, b: string];

const ONE: readonly Texts[] = [
  [
    "PostgreSQL's key that is still referenced",
    'update or delete on table "clients" violates foreign key constraint "parcels_client_fk" on table "parcels"\nDETAIL:  Key (id)=(17) is still referenced from table "parcels".',
    'update or delete on table "clients" violates foreign key constraint "parcels_client_fk" on table "parcels"\nDETAIL:  Key (id)=(90210) is still referenced from table "parcels".',
  ],
  [
    "PostgreSQL's line with process, user and database",
    "2026-03-01 02:00:00.123 UTC [4711] depot@depot FATAL:  remaining connection slots are reserved for superusers",
    "2026-11-24 17:45:12.004 UTC [90210] depot@depot FATAL:  remaining connection slots are reserved for superusers",
  ],
  [
    "a text that PostgreSQL cannot read as a number",
    'invalid input syntax for type integer: "12a"',
    'invalid input syntax for type integer: "n/a"',
  ],
  [
    "a UUID that PostgreSQL cannot read",
    'invalid input syntax for type uuid: "undefined"',
    'invalid input syntax for type uuid: "parcel-17"',
  ],
  [
    "a lock that PostgreSQL waited for",
    "process 4711 still waiting for ShareLock on transaction 88120 after 1000.123 ms",
    "process 902 still waiting for ShareLock on transaction 99001 after 1000.871 ms",
  ],
  [
    "MySQL's foreign key with another value list",
    "Cannot add or update a child row: a foreign key constraint fails (`depot`.`parcels`, CONSTRAINT `parcels_ibfk_1` FOREIGN KEY (`client_id`) REFERENCES `clients` (`id`)) [SQL: INSERT INTO parcels (client_id, grams) VALUES (17, 1200)]",
    "Cannot add or update a child row: a foreign key constraint fails (`depot`.`parcels`, CONSTRAINT `parcels_ibfk_1` FOREIGN KEY (`client_id`) REFERENCES `clients` (`id`)) [SQL: INSERT INTO parcels (client_id, grams) VALUES (88, 350)]",
  ],
  [
    "a row too long for MySQL's column",
    "Data too long for column 'note' at row 1",
    "Data too long for column 'note' at row 417",
  ],
  [
    "MySQL's wrong date",
    "Incorrect datetime value: '0000-00-00 00:00:00' for column 'sent_at' at row 1",
    "Incorrect datetime value: '2026-02-30 12:00:00' for column 'sent_at' at row 9",
  ],
  [
    "a victim of SQL Server's deadlock",
    "Transaction (Process ID 57) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.",
    "Transaction (Process ID 112) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.",
  ],
  [
    "SQL Server's duplicate key value",
    "Violation of UNIQUE KEY constraint 'UQ_Clients_Mail'. Cannot insert duplicate key in object 'dbo.Clients'. The duplicate key value is (anna@shop.example).",
    "Violation of UNIQUE KEY constraint 'UQ_Clients_Mail'. Cannot insert duplicate key in object 'dbo.Clients'. The duplicate key value is (joe@post.example).",
  ],
  [
    "MongoDB's duplicate key",
    'E11000 duplicate key error collection: depot.clients index: mail_1 dup key: { mail: "anna@shop.example" }',
    'E11000 duplicate key error collection: depot.clients index: mail_1 dup key: { mail: "joe@post.example" }',
  ],
  ["MongoDB's cursor that is gone", "cursor id 8837261539483726153 not found", "cursor id 1029384756102938475 not found"],
  ["Redis Cluster's slot that moved", "MOVED 3999 10.0.3.17:6381", "MOVED 12182 10.0.8.2:6379"],
  [
    "Redis' memory with another command's key",
    "OOM command not allowed when used memory > 'maxmemory'. script: 8f14e45fceea167a5a36dedd4bea2543b1c2d3e4, on @user_script:12.",
    "OOM command not allowed when used memory > 'maxmemory'. script: c9f0f895fb98ab9159f51fd0297e236da1b2c3d4, on @user_script:7.",
  ],
  [
    "Elasticsearch's breaker with other sizes",
    "[parent] Data too large, data for [<http_request>] would be [8237109248/7.6gb], which is larger than the limit of [8160437862/7.5gb]",
    "[parent] Data too large, data for [<http_request>] would be [4211003392/3.9gb], which is larger than the limit of [4080218931/3.7gb]",
  ],
  [
    "Elasticsearch's conflict of versions",
    "[parcels][17]: version conflict, required seqNo [4711], primary term [1]. current document has seqNo [4712] and primary term [1]",
    "[parcels][90210]: version conflict, required seqNo [88], primary term [3]. current document has seqNo [91] and primary term [3]",
  ],
  [
    "Cassandra's timeout with other counts",
    "Cassandra timeout during read query at consistency LOCAL_QUORUM (2 responses were required but only 1 replica responded)",
    "Cassandra timeout during read query at consistency LOCAL_QUORUM (2 responses were required but only 0 replica responded)",
  ],
  [
    "ClickHouse's limit of memory",
    "Memory limit (total) exceeded: would use 28.11 GiB (attempt to allocate chunk of 4360192 bytes), maximum: 27.90 GiB",
    "Memory limit (total) exceeded: would use 14.02 GiB (attempt to allocate chunk of 1048704 bytes), maximum: 13.95 GiB",
  ],
  [
    "a query with another limit and offset",
    "statement timeout: SELECT id, grams FROM parcels WHERE depot_id = $1 ORDER BY id LIMIT 50 OFFSET 100",
    "statement timeout: SELECT id, grams FROM parcels WHERE depot_id = $1 ORDER BY id LIMIT 50 OFFSET 9950",
  ],
  [
    "a query broken into lines by another formatter",
    "slow query: SELECT id FROM parcels WHERE depot_id = 17 AND state = 'lost'",
    "slow query: SELECT id\n  FROM parcels\n WHERE depot_id = 4\n   AND state = 'sent'",
  ],
  [
    "rows of another number in one INSERT",
    "slow query: INSERT INTO scans (parcel, at) VALUES (17, '2026-03-01'), (18, '2026-03-01')",
    "slow query: INSERT INTO scans (parcel, at) VALUES (90, '2026-11-24'), (91, '2026-11-24'), (92, '2026-11-24'), (93, '2026-11-24')",
  ],
  [
    "DynamoDB's item that is too large, of another request",
    "ValidationException: Item size has exceeded the maximum allowed size (Request ID: 8C7B2D1E4F5A6B90AAAABBBBCCCC)",
    "ValidationException: Item size has exceeded the maximum allowed size (Request ID: F0A1B2C3D4E5F6A7DDDDEEEEFFFF)",
  ],
  [
    "a document of Firestore that is not there",
    "No document to update: projects/depot/databases/(default)/documents/parcels/k9Mtd2gDcgGq8XyZab12",
    "No document to update: projects/depot/databases/(default)/documents/parcels/Xp4RwZ71bbVn0QwErTy9",
  ],
  [
    "SQLite's corrupt page",
    "database disk image is malformed (page 4711, offset 19296256)",
    "database disk image is malformed (page 12, offset 49152)",
  ],
  [
    "a snapshot of Oracle that is too old",
    'ORA-01555: snapshot too old: rollback segment number 17 with name "_SYSSMU17_2540194$" too small',
    'ORA-01555: snapshot too old: rollback segment number 4 with name "_SYSSMU4_1180231$" too small',
  ],
];

const TWO: readonly Texts[] = [
  [
    "two references of PostgreSQL",
    'update or delete on table "clients" violates foreign key constraint "parcels_client_fk" on table "parcels"',
    'update or delete on table "clients" violates foreign key constraint "invoices_client_fk" on table "invoices"',
  ],
  [
    "types that PostgreSQL cannot read",
    'invalid input syntax for type integer: "12a"',
    'invalid input syntax for type timestamp: "12a"',
  ],
  ["a role and a database that do not exist", 'FATAL: role "depot" does not exist', 'FATAL: database "depot" does not exist'],
  [
    "a wrong password and a rule that is missing",
    'FATAL: password authentication failed for user "depot"',
    'FATAL: no pg_hba.conf entry for host "10.0.3.17", user "depot", database "depot", no encryption',
  ],
  [
    "a column too short and one that is out of range",
    "Data too long for column 'note' at row 1",
    "Out of range value for column 'grams' at row 1",
  ],
  [
    "columns of MySQL that are too short",
    "Data too long for column 'note' at row 1",
    "Data too long for column 'street' at row 1",
  ],
  [
    "MySQL's lock that took too long and its deadlock",
    "(1205, 'Lock wait timeout exceeded; try restarting transaction')",
    "(1213, 'Deadlock found when trying to get lock; try restarting transaction')",
  ],
  [
    "MySQL's server that went away and that was lost in a query",
    "(2006, 'MySQL server has gone away')",
    "(2013, 'Lost connection to MySQL server during query')",
  ],
  [
    "indexes of MongoDB",
    'E11000 duplicate key error collection: depot.clients index: mail_1 dup key: { mail: "anna@shop.example" }',
    'E11000 duplicate key error collection: depot.trucks index: plate_1 dup key: { plate: "K-AB 17" }',
  ],
  [
    "a primary of MongoDB that stepped down and one that cannot be found",
    "MongoServerError: not primary and secondaryOk=false",
    "MongoServerSelectionError: Server selection timed out after 30000 ms",
  ],
  [
    "Redis that loads, and Redis that only reads",
    "LOADING Redis is loading the dataset in memory",
    "READONLY You can't write against a read only replica.",
  ],
  [
    "Redis that wants a password, and one that refuses it",
    "NOAUTH Authentication required.",
    "WRONGPASS invalid username-password pair or user is disabled.",
  ],
  [
    "a wrong kind of Redis' value and a missing script",
    "WRONGTYPE Operation against a key holding the wrong kind of value",
    "NOSCRIPT No matching script. Please use EVAL.",
  ],
  [
    "an index of Elasticsearch that is missing and one that only reads",
    "index_not_found_exception: no such index [parcels]",
    "cluster_block_exception: index [parcels] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];",
  ],
  [
    "fields that Elasticsearch cannot parse",
    "mapper_parsing_exception: failed to parse field [sent_at] of type [date] in document with id '17'",
    "mapper_parsing_exception: failed to parse field [grams] of type [integer] in document with id '17'",
  ],
  [
    "reads and writes that took too long in Cassandra",
    "Cassandra timeout during read query at consistency LOCAL_QUORUM (2 responses were required but only 1 replica responded)",
    "Cassandra timeout during write query at consistency LOCAL_QUORUM (2 responses were required but only 1 replica responded)",
  ],
  [
    "tables in one kind of slow query",
    "statement timeout: SELECT count(*) FROM parcels WHERE depot_id = 17",
    "statement timeout: SELECT count(*) FROM trucks WHERE depot_id = 17",
  ],
  [
    "a query with one condition and with another",
    "statement timeout: SELECT id FROM parcels WHERE sent_at IS NULL",
    "statement timeout: SELECT id FROM parcels WHERE client_id IS NULL",
  ],
  [
    "orders of one query",
    "statement timeout: SELECT id FROM parcels ORDER BY sent_at DESC LIMIT 50",
    "statement timeout: SELECT id FROM parcels ORDER BY grams DESC LIMIT 50",
  ],
  [
    "two procedures",
    "EXEC dbo.CloseDay @depot = 17 failed: arithmetic overflow",
    "EXEC dbo.OpenDay @depot = 17 failed: arithmetic overflow",
  ],
  ["a SQLite that is locked and one that is full", "database is locked", "database or disk is full"],
  [
    "functions that a database does not know",
    "function age_of(integer) does not exist",
    "function zone_of(integer) does not exist",
  ],
  [
    "codes of Oracle about a session",
    "ORA-03113: end-of-file on communication channel",
    "ORA-02396: exceeded maximum idle time, please connect again",
  ],
  ["classes of SQLSTATE behind one sentence", "could not commit: SQLSTATE 40001", "could not commit: SQLSTATE 23514"],
  [
    "writes of DynamoDB that fail for two reasons",
    "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed]",
    "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [ThrottlingError]",
  ],
];

export const secondDatabasesCases: readonly Case[] = [
  ...ONE.map(([name, a, b]) => same(name, log(a), log(b))),
  ...TWO.map(([name, a, b]) => different(name, log(a), log(b))),
];
