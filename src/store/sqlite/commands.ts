import type { Commands } from "../../api/commands.ts";
import { accountCommands } from "./account-commands.ts";
import { connectionCommands } from "./connection-commands.ts";
import { codeHostCommands } from "./codehost-commands.ts";
import { codeHostJobCommands } from "./codehost-job-commands.ts";
import type { Database } from "./database.ts";
import { issueCommands } from "./issue-commands.ts";
import { issueLinkCommands } from "./issue-link-commands.ts";
import { projectCommands } from "./project-commands.ts";

/**
 * What people and programs change, over the writing connection. Each command runs to its end before it returns its promise,
 * so that none is in the midst of another or of a batch. `clock` is Unix ms.
 */
export function sqliteCommands(db: Database, clock: () => number = Date.now): Commands {
  return {
    ...accountCommands(db, clock),
    ...issueCommands(db, clock),
    ...projectCommands(db, clock),
    ...connectionCommands(db, clock),
    ...codeHostCommands(db, clock),
    ...issueLinkCommands(db, clock),
    ...codeHostJobCommands(db, clock),
  };
}
