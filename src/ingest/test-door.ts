import { once } from "node:events";
import http from "node:http";
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import type { LogWriter } from "../log/log.ts";
import type { ClientKey } from "../project/project.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { decodeLoggedRequest } from "../protocol/logged-request.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { Ingest, IngestDeps } from "./ingest.ts";
import { createIngest } from "./ingest.ts";
import { createKeyCache } from "./key-cache.ts";

export const K = "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6";
/** A key of project 43. */
export const K43 = "00000000000000000000000000000043";
/** A key of project 42 that was switched off. */
export const K_OFF = "00000000000000000000000000000099";
export const NOW_MS = Date.UTC(2026, 10, 22, 12);

const key = (id: number, projectId: number, publicKey: string, isActive = true): ClientKey => ({
  id,
  projectId,
  publicKey,
  label: "",
  isActive,
  createdAtMs: 0,
});

/** A door on a real socket, before a log that keeps what it is given in memory. */
export type TestDoor = {
  readonly ingest: Ingest;
  readonly logged: LoggedRequest[];
  readonly outcomes: OutcomeCount[];
  readonly failures: unknown[];
  readonly port: number;
  readonly send: (request: TestRequest) => Promise<TestAnswer>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

export type TestRequest = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array | undefined;
  readonly isChunked?: boolean;
};

export type TestAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As they were spelt. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** The body, if it is JSON. */
  readonly json: unknown;
};

export async function openDoor(deps: Partial<IngestDeps> = {}): Promise<TestDoor> {
  const logged: LoggedRequest[] = [];
  const outcomes: OutcomeCount[] = [];
  const failures: unknown[] = [];
  const ingest = createIngest({
    log: memoryLog(logged),
    keys: createKeyCache([key(1, 42, K), key(2, 43, K43), key(3, 42, K_OFF, false)]).find,
    countOutcome: (outcome) => outcomes.push(outcome),
    now: () => NOW_MS,
    clientIpOf: () => "192.0.2.1",
    publicUrl: "https://errors.example/below",
    cannotKeep: () => undefined,
    onFailure: (failure) => failures.push(failure),
    ...deps,
  });
  const server = http.createServer((request, response) => ingest.handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    ingest,
    logged,
    outcomes,
    failures,
    port,
    send: (request) => sendTo(port, request),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await ingest.close();
    },
  };
}

/** What is appended is durable at once. */
export function memoryLog(logged: LoggedRequest[]): LogWriter {
  let end = 0;
  return {
    append(parts) {
      const record = Buffer.concat(parts);
      const decoded = decodeLoggedRequest(record);
      if (!decoded.ok) throw new Error(`the log was given a record that cannot be read: ${decoded.problem.detail}`);
      logged.push(decoded.value);
      const position = end;
      end += record.length;
      return Promise.resolve({ position, nextPosition: end });
    },
    durableEnd: () => end,
    release: () => undefined,
    leaveSegment: () => undefined,
    depthBytes: () => end,
    close: () => Promise.resolve(),
  };
}

function sendTo(port: number, { method = "POST", path, headers = {}, body, isChunked }: TestRequest): Promise<TestAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? 0 : Buffer.byteLength(body);
    const framing = isChunked === true ? { "transfer-encoding": "chunked" } : { "content-length": length };
    const request = http.request({
      port,
      method,
      path: path ?? "/api/42/envelope/",
      headers: { ...(method === "POST" && framing), ...headers },
      agent: false,
    });
    request.once("error", reject);
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const whole = Buffer.concat(chunks);
        const { statusCode: status = 0, headers: answered, rawHeaders } = response;
        const isJson = answered["content-type"] === "application/json" && whole.length > 0;
        const json: unknown = isJson ? JSON.parse(whole.toString()) : undefined;
        resolve({ status, headers: answered, rawHeaders, body: whole, json });
      });
    });
    request.end(body);
  });
}
