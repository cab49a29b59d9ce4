import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiRequest, ApiResponse } from "../api/api-message.ts";
import type { BodyReader } from "../ingest/body-reader.ts";

/** Requests that wait for an api thread at once; beyond that the honest answer is "later". */
const MAX_WAITING = 512;

export type ApiDoorDeps = {
  /** Answers in an api thread. */
  readonly ask: (request: ApiRequest) => Promise<ApiResponse>;
  readonly clientIpOf: (request: IncomingMessage) => string;
  /** Bounded in size, time and memory: nobody has asked yet who sends them. */
  readonly bodies: BodyReader;
};

/** Passes API requests on as plain data and writes the finished answers: this thread neither parses nor serialises them. */
export function apiDoor(deps: ApiDoorDeps): (request: IncomingMessage, response: ServerResponse, path: string) => void {
  let waiting = 0;
  const ask: ApiDoorDeps["ask"] = async (asked) => {
    waiting += 1;
    try {
      return await deps.ask(asked);
    } finally {
      waiting -= 1;
    }
  };
  return (request, response, path) => {
    const turnAway = (status: number, detail: string): void => {
      refuse(response, status, detail);
      deps.bodies.drain(request);
    };
    bodyOf(request, deps.bodies)
      .then(async (body) => {
        // Only now: whoever keeps a body back must not take the place of others.
        if (body.kind !== "body") return body.kind === "gone" ? undefined : turnAway(body.status, body.detail);
        if (waiting >= MAX_WAITING) return turnAway(503, BUSY);
        return answer(request, response, path, body.bytes, { ...deps, ask });
      })
      .catch(() => turnAway(500, "Internal Error"));
  };
}

const BUSY = "The server is busy; try again in a few seconds.";

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: Uint8Array | undefined,
  { ask, clientIpOf }: ApiDoorDeps,
): Promise<void> {
  const answered = await ask({
    method: request.method ?? "GET",
    path,
    headers: plainHeaders(request),
    body,
    clientIp: clientIpOf(request),
  });
  writeAnswer(response, answered, request.method === "HEAD");
}

export function writeAnswer(response: ServerResponse, answered: ApiResponse, isHead: boolean): void {
  if (response.destroyed) return;
  response.writeHead(answered.status, { ...answered.headers, "Content-Length": answered.body.byteLength });
  response.end(isHead ? undefined : answered.body);
}

type Arrived =
  | { readonly kind: "body"; readonly bytes: Uint8Array | undefined }
  | { readonly kind: "refused"; readonly status: number; readonly detail: string }
  | { readonly kind: "gone" };

async function bodyOf(request: IncomingMessage, bodies: BodyReader): Promise<Arrived> {
  const body = await bodies.read(request);
  // A copy in memory of its own: it is passed to another thread.
  if (body.ok) return { kind: "body", bytes: body.value.length === 0 ? undefined : new Uint8Array(body.value) };
  switch (body.problem.kind) {
    case "body-too-large":
      return { kind: "refused", status: 413, detail: `The body is larger than ${bodies.maxBodyBytes} bytes.` };
    case "busy":
      return { kind: "refused", status: 503, detail: BUSY };
    case "body-timeout":
      return { kind: "refused", status: 408, detail: "The body did not arrive in time." };
    case "aborted":
      return { kind: "gone" };
  }
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
  const headers = { ...(status === 503 && { "Retry-After": "5" }), ...(status === 408 && { Connection: "close" }) };
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify({ detail }));
}
