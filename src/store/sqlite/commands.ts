import type { Commands, PlainCommands } from "../../api/commands.ts";
import { accountCommands } from "./account-commands.ts";
import { activityCommands } from "./activity-commands.ts";
import { alertSettingsCommands } from "./alert-commands.ts";
import { alertDeliveryCommands } from "./alert-delivery-commands.ts";
import { auditCommands } from "./audit.ts";
import { admissionCommands } from "./admission.ts";
import { artifactCommands } from "./artifacts.ts";
import { clientKeyCommands } from "./client-key-commands.ts";
import { connectionCommands } from "./connection-commands.ts";
import { codeHostCommands } from "./codehost-commands.ts";
import { codeHostJobCommands } from "./codehost-job-commands.ts";
import { commitFetchCommands } from "./commit-fetch.ts";
import { credentialCommands } from "./credential-commands.ts";
import type { Database } from "./database.ts";
import { deleteOrganizationCommand } from "./delete-organization.ts";
import { erasureCommands } from "./erasure-commands.ts";
import { eventRulesCommands } from "./event-rules.ts";
import { invitationCommands } from "./invitation-commands.ts";
import { groupingRulesCommands } from "./grouping-rules.ts";
import { issueCommands } from "./issue-commands.ts";
import { issueLinkCommands } from "./issue-link-commands.ts";
import { memberCommands } from "./member-commands.ts";
import { seenCommands } from "./seen-commands.ts";
import { quarantineCommands } from "./quarantine-commands.ts";
import { retentionCommands } from "./retention-commands.ts";
import { notedCommand } from "./noted-command.ts";
import type { Now } from "./now.ts";
import { promised } from "./now.ts";
import { regroupCommands } from "./regroup-commands.ts";
import type { RegroupDeps } from "./regroup-deps.ts";
import { projectCommands } from "./project-commands.ts";
import { searchCommands } from "./search-commands.ts";
import { teamCommands } from "./team-commands.ts";
import type { ReleaseCommandDeps } from "./release-commands.ts";
import { releaseCommands } from "./release-commands.ts";

/**
 * What people and programs change, over the writing connection. Each command runs to its end before it returns its promise,
 * so that none is in the midst of another or of a batch. Both clocks are Unix ms: `receivedNow` times decisions, since it is what
 * events are compared with; `wallClock` times the rest, for a session must not end early because a clock once ran ahead.
 */
export function sqliteCommands(
  db: Database,
  wallClock: () => number,
  receivedNow: () => number,
  recorder: Omit<RegroupDeps, "now"> & Pick<ReleaseCommandDeps, "forgetAll" | "onResolved">,
  onArtifacts: () => void,
): Commands {
  const all: Now<PlainCommands> = {
    ...accountCommands(db, wallClock),
    ...memberCommands(db, wallClock),
    ...deleteOrganizationCommand(db, wallClock),
    ...teamCommands(db, wallClock),
    ...invitationCommands(db, wallClock),
    ...credentialCommands(db, wallClock),
    ...auditCommands(db, wallClock),
    ...issueCommands(db, receivedNow),
    ...activityCommands(db, receivedNow),
    ...searchCommands(db, wallClock),
    ...seenCommands(db, receivedNow),
    ...regroupCommands(db, { ...recorder, now: receivedNow }),
    ...projectCommands(db, wallClock),
    ...retentionCommands(db, wallClock),
    ...erasureCommands(db, wallClock),
    ...quarantineCommands(db),
    ...eventRulesCommands(db),
    ...groupingRulesCommands(db, receivedNow),
    ...clientKeyCommands(db, wallClock),
    ...admissionCommands(db),
    ...connectionCommands(db, wallClock, receivedNow),
    ...codeHostCommands(db, wallClock),
    ...issueLinkCommands(db, wallClock),
    ...codeHostJobCommands(db, wallClock),
    ...commitFetchCommands(db, { receivedNow, onResolved: recorder.onResolved }),
    ...alertSettingsCommands(db, wallClock),
    ...alertDeliveryCommands(db, wallClock),
    ...artifactCommands(db, wallClock, onArtifacts),
    ...releaseCommands(db, { ...recorder, wallClock, receivedNow }),
  };
  return { ...promised<PlainCommands>(all), noted: async (args) => notedCommand(db, all, args) };
}
