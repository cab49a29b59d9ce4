import { DataDirectoryError } from "../data-directory.ts";
import { backup } from "./backup.ts";
import { doctor } from "./doctor.ts";
import { erase } from "./erase.ts";
import { explainGrouping } from "./grouping-explain.ts";
import { createProject } from "./project-create.ts";
import { createToken } from "./token-create.ts";
import { createUser } from "./user-create.ts";
import { makeOwner, resetPassword, resetTotp } from "./user-recover.ts";
import { send } from "./send.ts";
import { restore } from "./restore.ts";
import { serve } from "./serve.ts";
import { UsageError } from "./usage.ts";
import { VERSION } from "../version.ts";

const HELP = `culprit: a self-hosted error tracker for the ordinary Sentry SDKs

  culprit serve                      start the server (what npm start runs)
  culprit user create --email E      make the first owner, or a further user; the password is read from
                                     CULPRIT_PASSWORD or made and shown once
  culprit user reset-password EMAIL  a link that sets a new password, when there is no other way in
  culprit user reset-totp EMAIL      switch the second factor off, for a lost telephone
  culprit user make-owner EMAIL      make a member an owner, when the owners are gone
  culprit project create NAME        make a project and show its DSN
  culprit token create --scopes S    make an API token, shown once
  culprit send [--dsn DSN]           send a test event
  culprit grouping explain [FILE]    say how events are grouped: JSON of an event a line or a list of them, from FILE
                                     or standard input; one JSON line an event; with --fingerprint-rules FILE and
                                     --stack-rules FILE, by these
  culprit doctor                     look for the usual mistakes, say the remedy of each; ends with 1 if something is wrong
  culprit erase --email E            take away what is stored of one person and print the receipt; or --id, --username,
                                     --ip; --project SLUG for one project alone
  culprit backup DIRECTORY           copy everything but the secret key, beside a running server or without one
  culprit restore DIRECTORY          make the data directory of a backup; --key FILE gives the secret key, --check only
                                     compares the checksums
  culprit help | version

  Every command but help takes --json. Configuration comes from the environment: see README, "Configuration".
`;

/** Runs one command of the command line. Answers the exit code; `serve` answers when the server has ended. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await run(argv);
  } catch (error) {
    if (error instanceof UsageError) console.error(`${error.message}\nSee: culprit help`);
    else if (error instanceof DataDirectoryError) console.error(error.message);
    else console.error(error instanceof Error ? error.message : String(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function run(argv: readonly string[]): Promise<number> | number {
  const [first, second] = argv;
  switch (first) {
    case "serve":
      return serve();
    case "send":
      return send(argv.slice(1));
    case "doctor":
      return doctor(argv.slice(1));
    case "erase":
      return erase(argv.slice(1));
    case "backup":
      return backup(argv.slice(1));
    case "restore":
      return restore(argv.slice(1));
    case "version":
    case "--version":
      console.log(`culprit ${VERSION}`);
      return 0;
    case undefined:
    case "help":
    case "--help":
      console.log(HELP);
      return 0;
  }
  const rest = argv.slice(2);
  if (first === "user" && second === "create") return createUser(rest);
  if (first === "user" && second === "reset-password") return resetPassword(rest);
  if (first === "user" && second === "reset-totp") return resetTotp(rest);
  if (first === "user" && second === "make-owner") return makeOwner(rest);
  if (first === "project" && second === "create") return createProject(rest);
  if (first === "token" && second === "create") return createToken(rest);
  if (first === "grouping" && second === "explain") return explainGrouping(rest);
  throw new UsageError(`There is no command "${argv.slice(0, 2).join(" ")}".`);
}
