import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { portOf } from "../../../src/codehost/test-host.ts";
import { z } from "zod";

/** A request to a faked host, its path below the API. `parts` are decoded after they were split. */
export type FakeRequest = {
  readonly method: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: FakeBody;
};

export type FakeBody = { readonly [name: string]: unknown };
export type FakeAnswer = {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly json?: unknown;
  readonly bytes?: Buffer;
};

export type FakeServer = {
  /** With the path below which the host lives. */
  readonly origin: string;
  /** All requests so far, as "GET /projects/11". */
  readonly seen: readonly string[];
  readonly close: () => Promise<void>;
};

/** Serves a faked API at a free port. Paths outside of `basePath` + `apiPath` get a web page, as at real hosts. */
export async function serveFake(
  basePath: string,
  apiPath: string,
  answer: (request: FakeRequest, origin: string) => FakeAnswer | Promise<FakeAnswer>,
): Promise<FakeServer> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://fake.invalid");
    const prefix = `${basePath}${apiPath}`;
    const bytes = await readAll(request);
    if (!url.pathname.startsWith(`${prefix}/`)) {
      reply(response, { status: 404, headers: { "content-type": "text/html" }, bytes: Buffer.from("<h1>Not found</h1>") });
      return;
    }
    const path = url.pathname.slice(prefix.length);
    seen.push(`${request.method} ${path}`);
    const body = bytes.length === 0 ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.toString("utf8")));
    const { method = "GET", headers } = request;
    const parts = path.slice(1).split("/").map(decodeURIComponent);
    reply(response, await answer({ method, parts, query: url.searchParams, headers, body }, origin));
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${portOf(server)}${basePath}`;
  return {
    origin,
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function reply(response: ServerResponse, { status, headers, json, bytes }: FakeAnswer): void {
  const isJson = bytes === undefined && json !== undefined;
  response.writeHead(status, { ...(isJson && { "content-type": "application/json" }), ...headers });
  response.end(bytes ?? (isJson ? JSON.stringify(json) : ""));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(request, "end");
  return Buffer.concat(chunks);
}

/** Delivers a webhook as a host does: once, whatever the answer. */
export async function deliver(url: string, headers: { readonly [name: string]: string }, body: Buffer): Promise<void> {
  await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: new Uint8Array(body),
  }).catch(() => undefined);
}

/** A page of rows; `size` and `page` as in the query. */
export function pageOfRows<T>(rows: readonly T[], page: string | null, size: string | null): readonly T[] {
  const count = Number(size ?? 20);
  const from = (Number(page ?? 1) - 1) * count;
  return rows.slice(from, from + count);
}

export function textIn(body: FakeBody, name: string): string {
  const value = body[name];
  return typeof value === "string" ? value : "";
}
