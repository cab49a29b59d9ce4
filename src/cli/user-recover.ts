import type { User } from "../account/account.ts";
import { makeLinkToken } from "../account/tokens.ts";
import type { NotedCommand } from "../api/commands.ts";
import { readArguments, UsageError } from "./usage.ts";
import type { OpenStore } from "./with-store.ts";
import { chosenOrganization, withStore } from "./with-store.ts";

const RESET_MS = 4 * 3_600_000;

/** `culprit user reset-password EMAIL [--json]`: a link that sets a new password, also when nobody can sign in any more. */
export async function resetPassword(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, []);
  return withUser(args.words, "reset-password", async (store, user) => {
    const { token, hash } = makeLinkToken();
    const change = { userId: user.id, tokenHash: hash, expiresAtMs: Date.now() + RESET_MS };
    const entries = await entriesOf(store, user, "members.reset-link.create");
    await store.commands.noted({ name: "storePasswordReset", args: change, entries });
    const link = `${store.config.url}/new-password?token=${token}`;
    console.log(
      args.has("json")
        ? JSON.stringify({ link })
        : `${link}\nIt sets a new password for ${user.email}, once, within four hours.`,
    );
  });
}

/** `culprit user reset-totp EMAIL`: for a lost telephone. The password stays. */
export async function resetTotp(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, []);
  return withUser(args.words, "reset-totp", async (store, user) => {
    const entries = await entriesOf(store, user, "members.totp.remove");
    await store.commands.noted({ name: "removeTotp", args: { userId: user.id }, entries });
    console.log(`${user.email} signs in with the password alone, and may set up an app again.`);
  });
}

/** `culprit user make-owner EMAIL [--organization O]`: for an organisation whose owners are gone. */
export async function makeOwner(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["organization"]);
  return withUser(args.words, "make-owner", async (store, user) => {
    const organization = await chosenOrganization(store.reader, args.option("organization"));
    const change = { organizationId: organization.id, userId: user.id, role: "owner" };
    const entries = await entriesOf(store, user, "members.edit", "owner");
    const { isNoted } = await store.commands.noted({ name: "changeRole", args: change, entries });
    if (!isNoted) throw new Error(`${user.email} is no member of ${organization.slug}.`);
    console.log(`${user.email} owns ${organization.slug}.`);
  });
}

async function withUser(
  words: readonly string[],
  command: string,
  use: (store: OpenStore, user: User) => Promise<void>,
): Promise<number> {
  const [email] = words;
  if (email === undefined || words.length > 1) throw new UsageError(`Write: culprit user ${command} you@example.org`);
  return withStore(async (store) => {
    const user = await store.reader.accounts.findUserByEmail(email);
    if (user === undefined) throw new Error(`There is no user ${email}.`);
    await use(store, user);
    return 0;
  });
}

/** For the log of every organisation that the person is in; who sits at the server's keyboard is not known. */
async function entriesOf({ reader }: OpenStore, user: User, action: string, more = ""): Promise<NotedCommand["entries"]> {
  return (await reader.accounts.listMemberships(user.id)).map(({ organizationId }) => ({
    organizationId,
    userId: undefined,
    actor: "command line",
    ip: "",
    action,
    target: "command line",
    note: `${user.email} ${more}`.trim(),
  }));
}
