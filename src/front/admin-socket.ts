import { chmodSync, rmSync } from "node:fs";
import net from "node:net";
import { createInterface } from "node:readline";

/** A command from the command line beside a running server: a line of JSON, answered by a line of JSON. */
export type AdminAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };
export type AdminSocket = { readonly close: () => void };

const MAX_LINE_CHARS = 1024 * 1024;

/**
 * Listens inside the data directory, which only its owner can enter: whoever can connect could open the store as well, so no
 * further proof is asked.
 */
export async function openAdminSocket(
  socketPath: string,
  run: (method: string, args: unknown) => Promise<unknown>,
): Promise<AdminSocket> {
  // The lock on the directory is ours, so a socket file left here belongs to a server that was killed.
  if (process.platform !== "win32") rmSync(socketPath, { force: true });
  const server = net.createServer((connection) => serve(connection, run));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  if (process.platform !== "win32") chmodSync(socketPath, 0o600);
  return { close: () => server.close() };
}

function serve(connection: net.Socket, run: (method: string, args: unknown) => Promise<unknown>): void {
  connection.on("error", () => connection.destroy());
  connection.setTimeout(30_000, () => connection.destroy());
  createInterface({ input: connection }).on("line", (line) => {
    void answerLine(line, run).then((answer) => connection.write(`${JSON.stringify(answer)}\n`));
  });
}

async function answerLine(line: string, run: (method: string, args: unknown) => Promise<unknown>): Promise<AdminAnswer> {
  try {
    if (line.length > MAX_LINE_CHARS) throw new Error("the command is too long");
    const asked: unknown = JSON.parse(line);
    if (typeof asked !== "object" || asked === null || !("method" in asked) || typeof asked.method !== "string") {
      throw new Error("the command names no method");
    }
    return { ok: true, value: (await run(asked.method, "args" in asked ? asked.args : undefined)) ?? null };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
