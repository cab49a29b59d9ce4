import type { AccountReader } from "../../../account/account.ts";
import type { AlertReader, AlertWorkReader } from "../../../alert/alert.ts";
import type { AuditReader } from "../../../account/audit.ts";
import type { CredentialsReader } from "../../../account/credentials.ts";
import type { PeopleReader } from "../../../account/people.ts";
import type { ArtifactReader } from "../../../artifact/artifacts.ts";
import type { OpenBlob } from "../../../artifact/packed-map.ts";
import type { StoredErrors } from "../../../backend/integrated/stored-errors.ts";
import type { ConnectionReader } from "../../../backend/sentry/connection.ts";
import type { FetchReader } from "../../../codehost/commit-fetch.ts";
import type { CodeHostReader } from "../../../codehost/connection.ts";
import type { IssueLinkReader } from "../../../codehost/issue-link.ts";
import type { JobReader } from "../../../codehost/job.ts";
import type { SearchReader } from "../../../issue/query/searches.ts";
import type { ActivityReader } from "../../../issue/activity.ts";
import type { AttachmentReader } from "../../../issue/attachment.ts";
import type { SeenReader } from "../../../issue/seen.ts";
import type { UserReportReader } from "../../../issue/user-report.ts";
import type { MonitorReader } from "../../../project/monitor.ts";
import type { OutcomeReader } from "../../../project/outcomes.ts";
import type { EventRulesReader } from "../../../project/event-rules.ts";
import type { GroupingRulesReader } from "../../../project/grouping-rules.ts";
import type { ClientKeyReader, ProjectReader } from "../../../project/project.ts";
import { blobsBeside, diskBlobFiles, diskBlobReader } from "../../blob/disk/disk.ts";
import type { HealthReader } from "../../../release/health.ts";
import type { ReleaseReader } from "../../../release/release.ts";
import type { ErasureReader } from "../../../retention/erasure.ts";
import type { AdmissionReader } from "../../../project/admission.ts";
import { findAdmission } from "../admission.ts";
import { auditReader } from "../audit.ts";
import { erasureReader } from "../erasure-commands.ts";
import { openReader } from "../database.ts";
import { eventRulesReader } from "../event-rules.ts";
import { sqliteAlertReader } from "./alerts.ts";
import { groupingRulesReader } from "../grouping-rules.ts";
import { sqliteAccountReader } from "./accounts.ts";
import { sqliteActivityReader } from "./activities.ts";
import { sqliteArtifactReader } from "./artifacts.ts";
import { sqliteAttachmentReader } from "./attachments.ts";
import { boundedStatements } from "./bounded-statements.ts";
import { sqliteConnectionReader } from "./connections.ts";
import { sqliteCodeHostReader } from "./codehosts.ts";
import { sqliteCredentialsReader } from "./credentials.ts";
import type { StoredInstallation } from "./installation.ts";
import { sqliteInstallationReader } from "./installation.ts";
import { sqliteMonitorReader } from "./monitors.ts";
import { sqliteOutcomeReader } from "./outcomes.ts";
import { sqlitePeopleReader } from "./people.ts";
import { sqliteProjectReader } from "./projects.ts";
import { sqliteReleaseReader } from "./releases.ts";
import { sqliteSearchReader } from "./searches.ts";
import { sqliteSeenReader } from "./seen.ts";
import { sqliteUserReportReader } from "./user-reports.ts";
import { sqliteStoredErrors } from "./stored-errors.ts";

export type SqliteReader = {
  readonly accounts: AccountReader;
  readonly people: PeopleReader;
  readonly credentials: CredentialsReader;
  readonly audit: AuditReader;
  readonly projects: ProjectReader & ClientKeyReader;
  readonly errors: StoredErrors;
  readonly outcomes: OutcomeReader;
  readonly admissions: AdmissionReader;
  readonly releases: ReleaseReader & HealthReader;
  readonly userReports: UserReportReader;
  readonly activities: ActivityReader;
  readonly searches: SearchReader;
  readonly seen: SeenReader;
  readonly attachments: AttachmentReader;
  readonly monitors: MonitorReader;
  readonly connections: ConnectionReader;
  readonly codeHosts: CodeHostReader & IssueLinkReader & JobReader & FetchReader;
  readonly eventRules: EventRulesReader;
  readonly alerts: AlertReader & AlertWorkReader;
  readonly artifacts: ArtifactReader;
  /** Opens a packed map. */
  readonly openBlob: OpenBlob;
  readonly groupingRules: GroupingRulesReader;
  readonly erasures: ErasureReader;
  readonly installation: StoredInstallation;
  readonly close: () => void;
};

/** Everything that is read, over one read-only connection to an existing store. Throws `StoreUnavailable`. */
export function openSqliteReader(storePath: string): SqliteReader {
  const db = boundedStatements(openReader(storePath));
  return {
    accounts: sqliteAccountReader(db),
    people: sqlitePeopleReader(db),
    credentials: sqliteCredentialsReader(db),
    audit: auditReader(db),
    projects: sqliteProjectReader(db),
    errors: sqliteStoredErrors(db),
    outcomes: sqliteOutcomeReader(db),
    admissions: { findAdmission: async (projectId) => findAdmission(db, projectId) },
    releases: sqliteReleaseReader(db),
    userReports: sqliteUserReportReader(db),
    activities: sqliteActivityReader(db),
    searches: sqliteSearchReader(db),
    seen: sqliteSeenReader(db),
    attachments: sqliteAttachmentReader(db, diskBlobReader(blobsBeside(storePath))),
    monitors: sqliteMonitorReader(db),
    connections: sqliteConnectionReader(db),
    codeHosts: sqliteCodeHostReader(db),
    eventRules: eventRulesReader(db),
    alerts: sqliteAlertReader(db),
    artifacts: sqliteArtifactReader(db),
    openBlob: diskBlobFiles(blobsBeside(storePath)),
    groupingRules: groupingRulesReader(db),
    erasures: erasureReader(db),
    installation: sqliteInstallationReader(db),
    close: () => db.close(),
  };
}
