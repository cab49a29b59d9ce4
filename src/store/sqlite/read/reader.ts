import type { AccountReader } from "../../../account/account.ts";
import type { StoredErrors } from "../../../backend/integrated/stored-errors.ts";
import type { ConnectionReader } from "../../../backend/sentry/connection.ts";
import type { CodeHostReader } from "../../../codehost/connection.ts";
import type { IssueLinkReader } from "../../../codehost/issue-link.ts";
import type { JobReader } from "../../../codehost/job.ts";
import type { OutcomeReader } from "../../../project/outcomes.ts";
import type { EventRulesReader } from "../../../project/event-rules.ts";
import type { ClientKeyReader, ProjectReader } from "../../../project/project.ts";
import { openReader } from "../database.ts";
import { eventRulesReader } from "../event-rules.ts";
import { sqliteAccountReader } from "./accounts.ts";
import { boundedStatements } from "./bounded-statements.ts";
import { sqliteConnectionReader } from "./connections.ts";
import { sqliteCodeHostReader } from "./codehosts.ts";
import { sqliteOutcomeReader } from "./outcomes.ts";
import { sqliteProjectReader } from "./projects.ts";
import { sqliteStoredErrors } from "./stored-errors.ts";

export type SqliteReader = {
  readonly accounts: AccountReader;
  readonly projects: ProjectReader & ClientKeyReader;
  readonly errors: StoredErrors;
  readonly outcomes: OutcomeReader;
  readonly connections: ConnectionReader;
  readonly codeHosts: CodeHostReader & IssueLinkReader & JobReader;
  readonly eventRules: EventRulesReader;
  readonly close: () => void;
};

/** Everything that is read, over one read-only connection to an existing store. Throws `StoreUnavailable`. */
export function openSqliteReader(path: string): SqliteReader {
  const db = boundedStatements(openReader(path));
  return {
    accounts: sqliteAccountReader(db),
    projects: sqliteProjectReader(db),
    errors: sqliteStoredErrors(db),
    outcomes: sqliteOutcomeReader(db),
    connections: sqliteConnectionReader(db),
    codeHosts: sqliteCodeHostReader(db),
    eventRules: eventRulesReader(db),
    close: () => db.close(),
  };
}
