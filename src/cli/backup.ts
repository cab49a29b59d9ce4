import path from "node:path";
import { makeBackup } from "../backup/make-backup.ts";
import { readConfig } from "../config.ts";
import { openDataDirectory } from "../data-directory.ts";
import { checkStore, snapshotStore } from "../store/sqlite/snapshot.ts";
import { writeLastBackup } from "../backup/last-backup.ts";
import { readArguments, UsageError } from "./usage.ts";

/** `culprit backup DIRECTORY [--json]`: beside a running server or without one. */
export async function backup(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, []);
  const [place, ...others] = args.words;
  if (place === undefined || others.length > 0) throw new UsageError("Write: culprit backup DIRECTORY");
  const read = readConfig(process.env);
  if (!read.ok) throw new Error(read.problem.map(({ name, text }) => `${name} ${text}`).join("\n"));
  const { dataDirectory, secretKey } = read.value;
  const key = openDataDirectory(dataDirectory, secretKey).secretKey();
  const to = path.resolve(place);
  const { manifest, damaged } = await makeBackup({
    from: dataDirectory,
    to,
    secretKey: key,
    nowMs: Date.now(),
    snapshotStore,
    checkStore,
  });
  writeLastBackup(dataDirectory, Date.now());
  const { store, files } = manifest;
  for (const file of damaged) {
    console.error(
      `${path.join(dataDirectory, file)} is damaged, and is in the backup as it is. Put it back from an older backup, and check the disk.`,
    );
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (args.has("json")) console.log(JSON.stringify({ path: to, events: store.events, issues: store.issues, bytes, damaged }));
  else
    console.log(
      `${to}: ${store.events} events in ${store.issues} issues, ${bytes} bytes, each file with its checksum.\n` +
        `The secret key is not in it. Keep ${secretKey === undefined ? path.join(dataDirectory, "secret.key") : "CULPRIT_SECRET_KEY"} in another ` +
        `place: restoring needs it.`,
    );
  return 0;
}
