import type { StatusChange } from "../../issue/issue.ts";

/** What is to become of an issue; absent parts stay as they are. */
export type RemoteChange = {
  /** `until` of an ignored issue is sent in whole minutes, rounded up: Sentry knows no other. */
  readonly state?: StatusChange;
  /** `user:42`, `team:7`, an e-mail or a user name at the Sentry; "" for nobody. */
  readonly assignedTo?: string;
};
