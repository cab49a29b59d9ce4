import type { QuarantineCommands } from "../checkup/installation.ts";
import type { AccountCommands } from "../account/account.ts";
import type { AlertCommands } from "../alert/alert.ts";
import type { AuditCommands, NewAuditEntry } from "../account/audit.ts";
import type { CredentialsCommands } from "../account/credentials.ts";
import type { PeopleCommands } from "../account/people.ts";
import type { ArtifactCommands } from "../artifact/artifacts.ts";
import type { ConnectionCommands } from "../backend/sentry/connection.ts";
import type { FetchCommands } from "../codehost/commit-fetch.ts";
import type { CodeHostCommands } from "../codehost/connection.ts";
import type { IssueLinkCommands } from "../codehost/issue-link.ts";
import type { JobCommands } from "../codehost/job.ts";
import type { ActivityCommands } from "../issue/activity.ts";
import type { IssueCommands } from "../issue/issue.ts";
import type { SearchCommands } from "../issue/query/searches.ts";
import type { RegroupCommands } from "../issue/regroup.ts";
import type { SeenCommands } from "../issue/seen.ts";
import type { EventRulesCommands } from "../project/event-rules.ts";
import type { GroupingRulesCommands } from "../project/grouping-rules.ts";
import type { AdmissionCommands } from "../project/admission.ts";
import type { ReleaseCommands } from "../release/release.ts";
import type { ErasureCommands } from "../retention/erasure.ts";
import type { RetentionCommands } from "../retention/retention.ts";
import type { ClientKeyCommands, ProjectCommands } from "../project/project.ts";

/**
 * Everything a person or program can change, run by the one writer between two batches. Arguments and answers are plain
 * data: they cross threads and the admin socket. Adapter: `store/sqlite/commands.ts`.
 */
export interface Commands extends PlainCommands {
  /**
   * Runs another command and appends its entries to the log of changes, in one transaction: neither is there without the other. A
   * command that refuses leaves none.
   */
  noted(args: NotedCommand): Promise<{ readonly answer: unknown; readonly isNoted: boolean }>;
}

export type NotedCommand = {
  readonly name: keyof PlainCommands;
  readonly args: unknown;
  /** For each organisation whose log tells of it. */
  readonly entries: readonly NewAuditEntry[];
  /** Who it was, and where, stands in the command's answer alone: it makes the user or the organisation. */
  readonly isMade?: boolean;
};

export interface PlainCommands
  extends
    AccountCommands,
    PeopleCommands,
    CredentialsCommands,
    AuditCommands,
    IssueCommands,
    ActivityCommands,
    SeenCommands,
    RegroupCommands,
    SearchCommands,
    ProjectCommands,
    EventRulesCommands,
    GroupingRulesCommands,
    RetentionCommands,
    ErasureCommands,
    QuarantineCommands,
    ClientKeyCommands,
    AdmissionCommands,
    ConnectionCommands,
    CodeHostCommands,
    IssueLinkCommands,
    JobCommands,
    FetchCommands,
    AlertCommands,
    ArtifactCommands,
    ReleaseCommands {}
