import { isScope } from "../account/scopes.ts";
import { makeApiToken, makeOrganizationToken } from "../account/tokens.ts";
import { readArguments, UsageError } from "./usage.ts";
import { chosenOrganization, withStore } from "./with-store.ts";

/** `culprit token create --scopes "event:read project:read" [--name N] [--user EMAIL | --organization O] [--json]` */
export async function createToken(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["scopes", "name", "user", "organization"]);
  const scopes = (args.option("scopes") ?? "").split(/[\s,]+/).filter((scope) => scope !== "");
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (scopes.length === 0) throw new UsageError('Write: culprit token create --scopes "event:read project:read"');
  if (unknown.length > 0) throw new UsageError(`No such scope: ${unknown.join(", ")}`);

  return withStore(async ({ config, commands, reader }) => {
    const email = args.option("user");
    const user = email === undefined ? undefined : await reader.accounts.findUserByEmail(email);
    if (email !== undefined && user === undefined) throw new Error(`There is no user ${email}.`);
    const organization = user === undefined ? await chosenOrganization(reader, args.option("organization")) : undefined;
    const { token, hash, lastFour } =
      organization === undefined ? makeApiToken() : makeOrganizationToken(organization.slug, config.url, Date.now());
    const owner = organization === undefined ? { userId: user?.id } : { organizationId: organization.id };
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
