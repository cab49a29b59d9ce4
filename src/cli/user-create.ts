import { randomBytes } from "node:crypto";
import type { Role } from "../account/account.ts";
import { checkNewPassword, hashPassword } from "../account/password.ts";
import { readArguments, UsageError } from "./usage.ts";
import { chosenOrganization, withStore } from "./with-store.ts";

const ROLES: readonly Role[] = ["owner", "maintainer", "developer", "reporter"];

/** `culprit user create --email E [--name N] [--role R] [--organization O] [--json]`; the first user is the owner. */
export async function createUser(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["email", "name", "role", "organization"]);
  const email = args.option("email");
  if (email === undefined || !/^[^\s@]+@[^\s@]+$/.test(email))
    throw new UsageError("Write: culprit user create --email you@example.org");
  const role = ROLES.find((known) => known === (args.option("role") ?? "developer"));
  if (role === undefined) throw new UsageError(`A role is one of ${ROLES.join(", ")}.`);

  // Never an argument: those are seen by everybody on the machine and kept in the shell's history.
  const given = process.env["CULPRIT_PASSWORD"];
  const password = given ?? randomBytes(15).toString("base64url");
  const checked = checkNewPassword(password, email);
  if (!checked.ok) throw new UsageError(checked.problem.text);

  return withStore(async ({ commands, reader }) => {
    const passwordHash = await hashPassword(password);
    const name = args.option("name") ?? "";
    const organizationName = args.option("organization");
    const made = (await reader.accounts.needsSetup())
      ? await commands.completeSetup({
          tokenHash: undefined,
          email,
          name,
          passwordHash,
          organizationName: organizationName ?? "Culprit",
          project: undefined,
        })
      : await commands.createUser({
          email,
          name,
          passwordHash,
          organizationId: (await chosenOrganization(reader, organizationName)).id,
          role,
        });
    if ("problem" in made) {
      throw new Error(
        made.problem.kind === "email-taken" ? `${email} has an account already.` : `Not made: ${made.problem.kind}.`,
      );
    }
    const shown = { id: String(made.user.id), email, ...(given === undefined ? { password } : {}) };
    if (args.has("json")) console.log(JSON.stringify(shown));
    else console.log(`Made ${email}.${given === undefined ? `\nPassword (shown this once): ${password}` : ""}`);
    return 0;
  });
}
