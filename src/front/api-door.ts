import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRequest, ApiResponse } from "../api/api-message.ts";

/** No JSON that a person or program sends to the API is larger. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Requests that wait for an api thread at once; beyond that the honest answer is "later". */
const MAX_WAITING = 512;

export type ApiDoorDeps = {
  /** Answers in an api thread. */
  readonly ask: (request: ApiRequest) => Promise<ApiResponse>;
  readonly clientIpOf: (request: IncomingMessage) => string;
};

/** Passes API requests on as plain data and writes the finished answers: this thread neither parses nor serialises them. */
export function apiDoor(deps: ApiDoorDeps): (request: IncomingMessage, response: ServerResponse, path: string) => void {
  let waiting = 0;
  return (request, response, path) => {
    if (waiting >= MAX_WAITING) {
      refuse(response, 503, "The server is busy; try again in a few seconds.");
      return;
    }
    waiting += 1;
    answer(deps, request, response, path)
      .catch(() => refuse(response, 500, "Internal Error"))
      .finally(() => void (waiting -= 1));
  };
}

async function answer(deps: ApiDoorDeps, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const body = await readBody(request);
  if (body === "too-large") {
    refuse(response, 413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
    return;
  }
  const answered = await deps.ask({
    method: request.method ?? "GET",
    path,
    headers: plainHeaders(request),
    body,
    clientIp: deps.clientIpOf(request),
  });
  writeAnswer(response, answered, request.method === "HEAD");
}

export function writeAnswer(response: ServerResponse, answered: ApiResponse, isHead: boolean): void {
  if (response.destroyed) return;
  response.writeHead(answered.status, { ...answered.headers, "Content-Length": answered.body.byteLength });
  response.end(isHead ? undefined : answered.body);
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined | "too-large"> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return "too-large";
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return "too-large";
    chunks.push(chunk);
  }
  return bytes === 0 ? undefined : new Uint8Array(Buffer.concat(chunks));
}

export function plainHeaders(request: IncomingMessage): { readonly [name: string]: string } {
  const headers: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

export function refuse(response: ServerResponse, status: number, detail: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "Content-Type": "application/json", ...(status === 503 ? { "Retry-After": "5" } : {}) });
  response.end(JSON.stringify({ detail }));
}
