import { readFileSync } from "node:fs";
import path from "node:path";
import { checkBackup, restoreBackup } from "../backup/restore.ts";
import { readConfig } from "../config.ts";
import { checkStore } from "../store/sqlite/snapshot.ts";
import { readArguments, UsageError } from "./usage.ts";

/** `culprit restore DIRECTORY [--key FILE | --without-key | --check] [--json]`: makes CULPRIT_DATA_DIR of a backup. */
export async function restore(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["key"], ["json", "check", "without-key"]);
  const [place, ...others] = args.words;
  if (place === undefined || others.length > 0) throw new UsageError("Write: culprit restore DIRECTORY --key FILE");
  const from = path.resolve(place);
  if (args.has("check")) {
    const { madeAt, store } = await checkBackup(from, checkStore);
    console.log(args.has("json") ? JSON.stringify(store) : `${from}, made at ${madeAt}, is whole: ${store.events} events.`);
    return 0;
  }
  const read = readConfig(process.env);
  if (!read.ok) throw new Error(read.problem.map(({ name, text }) => `${name} ${text}`).join("\n"));
  const { dataDirectory: to, secretKey: configured } = read.value;
  const file = args.option("key");
  const secretKey = args.has("without-key") ? undefined : file === undefined ? configured : readFileSync(file, "utf8").trim();
  if (secretKey === undefined && !args.has("without-key")) {
    throw new UsageError(
      "The backup has no secret key in it. Give the old one with --key FILE or CULPRIT_SECRET_KEY. If it is lost: --without-key; the " +
        "tokens of Sentries and code hosts must then be entered again, and people who were affected before count anew.",
    );
  }
  const { madeAt, store } = await restoreBackup({ from, to, secretKey, checkStore });
  if (args.has("json")) console.log(JSON.stringify({ path: to, ...store }));
  else
    console.log(
      `${to} is as it was at ${madeAt}: ${store.events} events in ${store.issues} issues, and what was in the log. Start it with: culprit serve`,
    );
  return 0;
}
