import { ACCOUNT_OPERATIONS } from "./account-operations.ts";
import { ALERT_OPERATIONS } from "./alert-operations.ts";
import { INSTALLATION_OPERATIONS } from "./installation-operations.ts";
import { ISSUE_OPERATIONS } from "./issue-operations.ts";
import type { Operations } from "./operation.ts";
import { PEOPLE_OPERATIONS } from "./people-operations.ts";
import { PROJECT_OPERATIONS } from "./project-operations.ts";
import { RELEASE_OPERATIONS } from "./release-operations.ts";

/** By the heading under which they stand. A route without a row fails the test beside this. */
export const API_OPERATIONS: { readonly [heading: string]: Operations } = {
  "Account and signing in": ACCOUNT_OPERATIONS,
  "Organisations and people": PEOPLE_OPERATIONS,
  Projects: PROJECT_OPERATIONS,
  "Issues and events": ISSUE_OPERATIONS,
  "Releases and source maps": RELEASE_OPERATIONS,
  Alerts: ALERT_OPERATIONS,
  "The installation": INSTALLATION_OPERATIONS,
};
