import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync, readdirSync, rmSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ApiRequest, ApiResponse } from "../api/api-message.ts";
import { CANNOT_STORE } from "../api/answer.ts";
import { plainHeaders, refuse, writeAnswer } from "./api-door.ts";

export type UploadDoorDeps = {
  readonly ask: (request: ApiRequest) => Promise<ApiResponse>;
  readonly clientIpOf: (request: IncomingMessage) => string;
  /** Where bodies lie until they have been read. */
  readonly directory: string;
};

/** Room for the form around the 32 MB of a request with chunks; a single file may be larger. */
const MAX_BYTES = { chunks: 33 * 1_024 * 1_024, file: 129 * 1_024 * 1_024 };
/** Writing to the disk takes threads of the pool that the log syncs in. */
const AT_ONCE = 3;
const MAX_WAITING = 64;
/** Answers to the asker, and not to what is sent: they hold whatever the body says. */
const FINAL = new Set([401, 403, 404, 405, 429, 500, 502, 503]);

const CHUNKS = /^\/api\/0\/organizations\/[^/]+\/chunk-upload\/?$/;
const FILE = /^\/api\/0\/(?:organizations\/[^/]+|projects\/[^/]+\/[^/]+)\/releases\/[^/]+\/files\/?$/;

const DEBUG_FILES = /^\/api\/0\/projects\/[^/]+\/[^/]+\/files\/dsyms\/?$/;

/** Bodies of these may be large. */
export function isUpload(method: string | undefined, pathname: string): boolean {
  return method === "POST" && (CHUNKS.test(pathname) || FILE.test(pathname) || DEBUG_FILES.test(pathname));
}

/**
 * Takes uploads to a file first, so that they never lie in memory, and hands the API its name. Who may not upload is told before
 * anything is read: the request is asked once without its body.
 */
export function uploadDoor(deps: UploadDoorDeps): (request: IncomingMessage, response: ServerResponse, path: string) => void {
  sweepLeftovers(deps.directory);
  let active = 0;
  const queue: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (active >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
    active += 1;
  };
  const leave = (): void => {
    active -= 1;
    queue.shift()?.();
  };
  return (request, response, asked) => {
    if (queue.length >= MAX_WAITING) {
      refuse(response, 503, "The server is busy with other uploads; try again in a few seconds.");
      return;
    }
    void enter()
      .then(() => answer(deps, request, response, asked))
      .catch((error: unknown) =>
        isFull(error) ? refuse(response, 503, CANNOT_STORE) : refuse(response, 500, "Internal Error"),
      )
      .finally(leave);
  };
}

/** Bodies, and files put together of chunks, that a crash left behind: nobody waits for an answer to them any more. Only before the door opens. */
function sweepLeftovers(directory: string): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    if (/\.(body|assembled)$/.test(name)) rmSync(path.join(directory, name), { force: true });
  }
}

async function answer(deps: UploadDoorDeps, request: IncomingMessage, response: ServerResponse, asked: string): Promise<void> {
  // The API gets the name of a file and no body.
  const { "content-length": _length, "transfer-encoding": _coding, ...headers } = plainHeaders(request);
  const plain: ApiRequest = {
    method: "POST",
    path: asked,
    headers,
    body: undefined,
    clientIp: deps.clientIpOf(request),
  };
  const first = await deps.ask(plain);
  if (FINAL.has(first.status)) {
    response.setHeader("Connection", "close");
    writeAnswer(response, first, false);
    return;
  }
  const maxBytes = CHUNKS.test(asked.split("?", 1)[0] ?? "") ? MAX_BYTES.chunks : MAX_BYTES.file;
  const file = path.join(deps.directory, `${randomUUID()}.body`);
  try {
    await mkdir(deps.directory, { recursive: true, mode: 0o700 });
    if (!(await receive(request, file, maxBytes))) {
      refuse(response, 413, `The body is larger than ${maxBytes} bytes. Upload in chunks, as sentry-cli does.`);
      return;
    }
    writeAnswer(response, await deps.ask({ ...plain, bodyFile: file }), false);
  } finally {
    await rm(file, { force: true });
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** False when it is larger; what is left of it is then not read. */
async function receive(request: IncomingMessage, file: string, maxBytes: number): Promise<boolean> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return false;
  let bytes = 0;
  let isTooLarge = false;
  const limit = new Transform({
    transform(chunk: Buffer, _coding, done) {
      bytes += chunk.length;
      isTooLarge = bytes > maxBytes;
      done(isTooLarge ? new Error("too large") : null, chunk);
    },
  });
  try {
    await pipeline(request, limit, createWriteStream(file, { mode: 0o600 }));
    return true;
  } catch (error) {
    if (isTooLarge) return false;
    throw error;
  }
}
