import type { NewAuditEntry } from "../../account/audit.ts";
import type { NotedCommand, PlainCommands } from "../../api/commands.ts";
import type { Database } from "./database.ts";
import { transaction } from "./database.ts";
import type { Now } from "./now.ts";

/** Commands that refuse by answering nothing. */
const REFUSE_BY_NOTHING = new Set<keyof PlainCommands>(["spendPasswordReset", "createUserOfIdentity"]);

/** Runs a command and appends its entries, all or nothing. What it refuses is not noted. */
export function notedCommand(
  db: Database,
  all: Now<PlainCommands>,
  { name, args, entries, isMade = false }: NotedCommand,
): { readonly answer: unknown; readonly isNoted: boolean } {
  // By the type of `Commands`, name and arguments belong together; both ends are this program.
  const run: (args: never) => unknown = all[name];
  return transaction(db, () => {
    const answer = run(args as never);
    const isNoted = !isRefusal(name, answer);
    if (isNoted) for (const entry of entries) all.noteChange(isMade ? entryOfMade(entry, answer) : entry);
    return { answer, isNoted };
  });
}

function isRefusal(name: keyof PlainCommands, answer: unknown): boolean {
  if (typeof answer === "boolean") return !answer;
  if (answer === undefined) return REFUSE_BY_NOTHING.has(name);
  if (name === "linkIdentity") return answer !== "linked";
  if (typeof answer !== "object" || answer === null) return false;
  return ("problem" in answer && answer.problem !== undefined) || ("ok" in answer && answer.ok === false);
}

/** What the request could not know, from what the command made. */
function entryOfMade(entry: NewAuditEntry, answer: unknown): NewAuditEntry {
  const made = answer as {
    readonly id?: number;
    readonly email?: string;
    readonly user?: { readonly id: number; readonly email: string };
    readonly organization?: { readonly id: number };
  };
  const userId = entry.userId ?? made.user?.id ?? made.id;
  return {
    ...entry,
    organizationId: entry.organizationId ?? made.organization?.id,
    userId,
    actor: entry.actor !== "" ? entry.actor : (made.user?.email ?? made.email ?? ""),
  };
}
