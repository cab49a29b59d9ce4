import type { Commands } from "../../api/commands.ts";
import { accountCommands } from "./account-commands.ts";
import type { Database } from "./database.ts";
import { issueCommands } from "./issue-commands.ts";
import { projectCommands } from "./project-commands.ts";

/** Everything that people and programs change, each command a transaction of its own. `clock` gives Unix ms. */
export function sqliteCommands(db: Database, clock: () => number): Commands {
  return { ...accountCommands(db, clock), ...projectCommands(db, clock), ...issueCommands(db, clock) };
}
