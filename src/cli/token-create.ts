import { isScope } from "../account/scopes.ts";
import { makeApiToken } from "../account/tokens.ts";
import { readArguments, UsageError } from "./usage.ts";
import { chosenOrganization, withStore } from "./with-store.ts";

/** `culprit token create --scopes "event:read project:read" [--name N] [--user EMAIL | --organization O] [--json]` */
export async function createToken(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["scopes", "name", "user", "organization"]);
  const scopes = (args.option("scopes") ?? "").split(/[\s,]+/).filter((scope) => scope !== "");
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (scopes.length === 0) throw new UsageError('Write: culprit token create --scopes "event:read project:read"');
  if (unknown.length > 0) throw new UsageError(`No such scope: ${unknown.join(", ")}`);

  return withStore(async ({ commands, reader }) => {
    const { token, hash, lastFour } = makeApiToken();
    const email = args.option("user");
    const user = email === undefined ? undefined : await reader.accounts.findUserByEmail(email);
    if (email !== undefined && user === undefined) throw new Error(`There is no user ${email}.`);
    const owner =
      user === undefined
        ? { organizationId: (await chosenOrganization(reader, args.option("organization"))).id }
        : { userId: user.id };
    const made = await commands.createApiToken({
      tokenHash: hash,
      lastFour,
      name: args.option("name") ?? "made on the command line",
      scopes: scopes.filter(isScope),
      ...owner,
    });
    if ("problem" in made) throw new Error(`The token was not made: ${made.problem.kind}.`);
    console.log(args.has("json") ? JSON.stringify({ token }) : `${token}\nIt is shown this once.`);
    return 0;
  });
}
