import type { Commands } from "../../api/commands.ts";
import type { Recorder } from "../../digest/recorder.ts";
import type { ClientKey } from "../../project/project.ts";
import type { OutcomeCount } from "../../protocol/outcome.ts";
import { sqliteCommands } from "./commands.ts";
import { openWriter } from "./database.ts";
import { migrate } from "./migrate.ts";
import { flushOutcomes } from "./outcomes.ts";
import type { RecordingStage } from "./recorder.ts";
import { sqliteRecorder } from "./recorder.ts";
import { sqliteAccountReader } from "./read/accounts.ts";
import { sqliteProjectReader } from "./read/projects.ts";

export type SqliteWriter = {
  readonly recorder: Recorder;
  readonly commands: Commands;
  readonly flushOutcomes: (outcomes: readonly OutcomeCount[]) => void;
  readonly needsSetup: () => Promise<boolean>;
  readonly listAllClientKeys: () => Promise<readonly ClientKey[]>;
  readonly close: () => void;
};

export type SqliteWriterDeps = { readonly secretKey: string; readonly stage?: (name: RecordingStage) => void };

/** Everything that writes, over the one writing connection. Makes and migrates the store; throws when it cannot be opened. */
export function openSqliteWriter(path: string, deps: SqliteWriterDeps): SqliteWriter {
  const db = openWriter(path);
  try {
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    recorder: sqliteRecorder(db, deps),
    commands: sqliteCommands(db, Date.now),
    flushOutcomes: (outcomes) => flushOutcomes(db, outcomes),
    needsSetup: () => sqliteAccountReader(db).needsSetup(),
    listAllClientKeys: () => sqliteProjectReader(db).listAllClientKeys(),
    close: () => db.close(),
  };
}
