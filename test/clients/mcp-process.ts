import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { z } from "zod";

const Message = z.object({
  id: z.number().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const Tools = z.object({ tools: z.array(z.object({ name: z.string(), inputSchema: z.unknown() })) });
const Called = z.object({
  isError: z.boolean().optional(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
});
const ANSWER_MS = 60_000;

/** An MCP server as a process of its own, spoken to over its standard input and output. */
export type McpProcess = {
  readonly listTools: () => Promise<z.infer<typeof Tools>["tools"]>;
  /** The texts of its answer. */
  readonly call: (name: string, args: object) => Promise<{ readonly isError: boolean; readonly text: string }>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** Starts it and shakes hands. */
export async function startMcpProcess(program: string, args: readonly string[]): Promise<McpProcess> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"], SENTRY_DSN: "", NODE_ENV: "production" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => void (complaints += chunk.toString()));
  const waiting = new Map<number, (message: z.infer<typeof Message>) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = Message.safeParse(readJson(line));
    if (message.success && message.data.id !== undefined) waiting.get(message.data.id)?.(message.data);
  });
  let lastId = 0;
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const ask = async (method: string, params: object): Promise<unknown> => {
    const id = (lastId += 1);
    const { promise, resolve, reject } = Promise.withResolvers<z.infer<typeof Message>>();
    const timer = setTimeout(() => reject(new Error(`${method} was not answered. It wrote:\n${complaints}`)), ANSWER_MS);
    waiting.set(id, resolve);
    send({ id, method, params });
    const { result, error } = await promise.finally(() => clearTimeout(timer));
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  await ask("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "culprit-tests", version: "1" },
  });
  send({ method: "notifications/initialized" });
  return {
    listTools: async () => Tools.parse(await ask("tools/list", {})).tools,
    async call(name, callArgs) {
      const { isError = false, content } = Called.parse(await ask("tools/call", { name, arguments: callArgs }));
      return { isError, text: content.map(({ text = "" }) => text).join("\n") };
    },
    [Symbol.asyncDispose]: () => end(child),
  };
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}
