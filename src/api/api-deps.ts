import type { ArtifactReader } from "../artifact/artifacts.ts";
import type { OpenBlob } from "../artifact/packed-map.ts";
import type { UploadDesk } from "../artifact/uploads.ts";
import type { AccountReader } from "../account/account.ts";
import type { AuditReader } from "../account/audit.ts";
import type { BackOff } from "../account/back-off.ts";
import type { AlertReader } from "../alert/alert.ts";
import type { SendDeps } from "../alert/send.ts";
import type { CredentialsReader } from "../account/credentials.ts";
import type { SendMail } from "../account/mail.ts";
import type { OidcSettings } from "../account/oidc.ts";
import type { PeopleReader } from "../account/people.ts";
import type { Backend } from "../backend/backend.ts";
import type { ConnectDeps } from "../backend/sentry/connect.ts";
import type { CodeHostReader } from "../codehost/connection.ts";
import type { IssueLinkReader } from "../codehost/issue-link.ts";
import type { OpenHostDeps } from "../codehost/open-host.ts";
import type { FindReleaseCommit } from "../codehost/release-commit.ts";
import type { EventRulesReader } from "../project/event-rules.ts";
import type { GroupingRulesReader, GroupUnder } from "../project/grouping-rules.ts";
import type { TryRules } from "../project/tried-rules.ts";
import type { ActivityReader } from "../issue/activity.ts";
import type { SearchReader } from "../issue/query/searches.ts";
import type { AttachmentReader } from "../issue/attachment.ts";
import type { SeenReader } from "../issue/seen.ts";
import type { UserReportReader } from "../issue/user-report.ts";
import type { MonitorReader } from "../project/monitor.ts";
import type { AdmissionReader } from "../project/admission.ts";
import type { DoorReader } from "../project/door.ts";
import type { ErasureReader } from "../retention/erasure.ts";
import type { OutcomeReader } from "../project/outcomes.ts";
import type { ClientKey, Project, ProjectReader } from "../project/project.ts";
import type { InstallationReader } from "../checkup/installation.ts";
import type { Caller } from "./caller.ts";
import type { HealthReader } from "../release/health.ts";
import type { ReleaseReader } from "../release/release.ts";
import type { Commands } from "./commands.ts";
import type { OnRead, Route } from "./route.ts";
import type { ReadSourceFile } from "./source-files.ts";

/** What is read of code hosts, and what is needed to call them. */
export type CodeHostAccess = OpenHostDeps & { readonly reader: CodeHostReader & IssueLinkReader };

/** What is read of alerts, and what is needed to test a channel. */
export type AlertAccess = Pick<SendDeps, "send" | "mail" | "secretKey"> & { readonly reader: AlertReader };

/** What the API needs of the rest of the server. */
export type ApiDeps = {
  /** Public address without a trailing slash; never taken from a request. */
  readonly publicUrl: string;
  /** Days that the installation keeps events. */
  readonly retentionDays: number;
  readonly accounts: AccountReader;
  readonly people: PeopleReader;
  readonly credentials: CredentialsReader;
  readonly audit: AuditReader;
  readonly projects: ProjectReader;
  readonly outcomes: OutcomeReader;
  readonly eventRules: EventRulesReader;
  readonly tryRules: TryRules;
  readonly groupingRules: GroupingRulesReader;
  readonly groupUnder: GroupUnder;
  readonly erasures: ErasureReader;
  readonly admissions: AdmissionReader;
  readonly door: DoorReader;
  readonly releases: ReleaseReader & HealthReader;
  readonly userReports: UserReportReader;
  readonly activities: ActivityReader;
  readonly searches: SearchReader;
  readonly seen: SeenReader;
  readonly attachments: AttachmentReader;
  readonly monitors: MonitorReader;
  readonly artifacts: ArtifactReader;
  readonly openBlob: OpenBlob;
  readonly uploads: UploadDesk;
  readonly backendOf: (project: Project) => Backend;
  /** One page over projects of any backend. */
  readonly listIssues: Backend["listIssues"];
  readonly countIssues: Backend["countIssues"];
  /** What connecting a project to a Sentry needs. */
  readonly sentry: ConnectDeps;
  readonly codeHosts: CodeHostAccess;
  readonly alerts: AlertAccess;
  readonly installation: InstallationReader;
  readonly commands: Commands;
  /** Absent: people sign in with their passwords. */
  readonly oidc?: OidcSettings;
  /** Absent while the installation has no way to send mail: links are shown on the screen all the same. */
  readonly sendMail?: SendMail;
  /** Unix ms. */
  readonly now: () => number;
  /** Sends one event (JSON) through our own ingest path, as an SDK with this key would. */
  readonly deliver: (delivery: {
    readonly key: ClientKey;
    readonly event: string;
  }) => Promise<{ readonly status: number; readonly body: string }>;
  /** Told of what only a bug or a broken disk can cause; the client sees the id alone. Default: standard error. */
  readonly onError?: (error: unknown, errorId: string) => void;
  /** Told which schemas each route reads with (`openapi/`). Absent outside tests. */
  readonly onRead?: (route: Pick<Route, "method" | "path">, ...read: Parameters<OnRead>) => void;
};

/** The same, with what this API keeps in memory. */
export type ApiParts = ApiDeps & {
  /** Of one account (or one secret) from one address. */
  readonly backOff: BackOff;
  /** Of one address, whatever account it tries. */
  readonly addressBackOff: BackOff;
  /** Of one account, whatever addresses try it. */
  readonly accountBackOff: BackOff;
  /** Told of every request that somebody known makes. */
  readonly noteUse: (caller: Caller | undefined) => void;
  readonly releaseCommit: FindReleaseCommit;
  readonly sourceFile: ReadSourceFile;
};
