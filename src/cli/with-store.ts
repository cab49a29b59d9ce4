import net from "node:net";
import { createInterface } from "node:readline";
import type { Commands } from "../api/commands.ts";
import { remoteCommands } from "../api/remote-commands.ts";
import type { Config } from "../config.ts";
import { readConfig } from "../config.ts";
import type { DataDirectory } from "../data-directory.ts";
import { lockDataDirectory, openDataDirectory } from "../data-directory.ts";
import { describeEvent } from "../digest/event/describe-event.ts";
import { sketchOf } from "../grouping/v1/sketch.ts";
import { openLogWriter } from "../log/segments/writer.ts";
import type { Organization } from "../project/project.ts";
import type { SqliteReader } from "../store/sqlite/read/reader.ts";
import { openSqliteReader } from "../store/sqlite/read/reader.ts";
import { openSqliteWriter } from "../store/sqlite/writer.ts";

export type OpenStore = {
  readonly config: Config;
  readonly commands: Commands;
  readonly reader: SqliteReader;
  readonly secretKey: () => string;
  /** What a server would do, where none runs. */
  readonly alone?: {
    /** Everything that was answered with 200 lies before it in the log. */
    readonly logEnd: () => Promise<number>;
    /** Works for about so long on erasing persons. False when there is nothing to do now. */
    readonly erase: (budgetMs: number) => boolean;
  };
};

/**
 * Gives a command the store: through the admin socket of a running server, else by opening it here. Reading needs no server
 * either way. Throws with the remedy.
 */
export async function withStore<Answer>(use: (store: OpenStore) => Promise<Answer>): Promise<Answer> {
  const read = readConfig(process.env);
  if (!read.ok) throw new Error(read.problem.map(({ name, text }) => `${name} ${text}`).join("\n"));
  const config = read.value;
  const directory = openDataDirectory(config.dataDirectory, config.secretKey);

  const lock = lockDataDirectory(directory);
  if (lock === undefined)
    return withReader(directory, (reader) =>
      withServer(directory, (commands) => use({ config, commands, reader, secretKey: directory.secretKey })),
    );
  const { secretKey } = directory;
  const writer = openSqliteWriter(directory.storePath, { secretKey: secretKey(), describe: describeEvent, sketchOf });
  const alone = { logEnd: () => logEndOf(directory, writer.recorder.position()), erase: writer.erase };
  try {
    return await withReader(directory, (reader) => use({ config, commands: writer.commands, reader, secretKey, alone }));
  } finally {
    writer.close();
    lock.release();
  }
}

/** Found as a server does at its start: a torn tail is cut. */
async function logEndOf({ logPath }: DataDirectory, releasedPosition: number): Promise<number> {
  const log = await openLogWriter({ directory: logPath, releasedPosition });
  const end = log.durableEnd();
  await log.close();
  return end;
}

/** The organisation named, or the only one there is. */
export async function chosenOrganization(reader: SqliteReader, slug: string | undefined): Promise<Organization> {
  const all = await reader.projects.listOrganizations(undefined);
  if (slug !== undefined) {
    const found = all.find((organization) => organization.slug === slug);
    if (found === undefined)
      throw new Error(`There is no organization "${slug}". There are: ${all.map((one) => one.slug).join(", ")}`);
    return found;
  }
  const [first, ...others] = all;
  if (first === undefined)
    throw new Error("There is no organization yet. Make the first owner: culprit user create --email you@example.org");
  if (others.length > 0)
    throw new Error(`Say which organization with --organization: ${all.map((one) => one.slug).join(", ")}`);
  return first;
}

async function withReader<Answer>(directory: DataDirectory, use: (reader: SqliteReader) => Promise<Answer>): Promise<Answer> {
  const reader = openSqliteReader(directory.storePath);
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}

async function withServer<Answer>(directory: DataDirectory, use: (commands: Commands) => Promise<Answer>): Promise<Answer> {
  const socket = net.connect(directory.socketPath);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  socket.on("error", () => socket.destroy());
  const call = async (method: string, args: unknown): Promise<unknown> => {
    socket.write(`${JSON.stringify({ method, args })}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error("The running server did not answer; it is starting or ending. Try again.");
    return valueOf(line.value);
  };
  try {
    return await use(remoteCommands(call));
  } finally {
    socket.destroy();
  }
}

function valueOf(line: string): unknown {
  const answer: unknown = JSON.parse(line);
  if (typeof answer !== "object" || answer === null)
    throw new Error("The running server answers in a way this version does not know.");
  if ("error" in answer) throw new Error(String(answer.error));
  return "value" in answer ? answer.value : undefined;
}
