import http from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { ApiRequest } from "../api/api-message.ts";
import { isGitlabWebPath } from "../api/gitlab/web-path.ts";
import { refuse } from "./api-door.ts";
import type { Page } from "./page.ts";
import { answerUnreadable } from "./unreadable.ts";
import { isUpload } from "./upload-door.ts";

export type FrontDeps = {
  /** Path of the public address, "" or "/errors": everything is served below it. */
  readonly basePath: string;
  readonly ingest: {
    readonly matches: (path: string) => boolean;
    readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  };
  readonly api: (request: IncomingMessage, response: ServerResponse, path: string) => void;
  /** For large bodies. */
  readonly upload: FrontDeps["api"];
  readonly openStream: (response: ServerResponse, asked: ApiRequest) => void;
  readonly page: Page;
  readonly canKeep: () => { readonly ready: boolean; readonly reason: string };
  readonly metricsText: () => string;
  readonly clientIpOf: (request: IncomingMessage) => string;
};

/** How long the server waits for a client; milliseconds. */
export type Patience = {
  /** From the start of a request, or of a connection, to the end of its head, and to the end of all of it. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often those two are looked at. */
  readonly connectionsCheckingInterval: number;
  readonly keepAliveTimeout: number;
  /** Without a byte in either direction: a client that asks and never reads. Live streams have one each 25 seconds. */
  readonly timeout: number;
};

const DEFAULT_PATIENCE: Patience = {
  headersTimeout: 30_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 65_000,
  timeout: 120_000,
};

/** The HTTP server of the main thread: decides who answers a path, and nothing else. */
export function createFront(deps: FrontDeps, patience: Patience = DEFAULT_PATIENCE): Server {
  const { timeout, ...times } = patience;
  const server = http.createServer(times);
  server.setTimeout(timeout);
  // Clients that send `Expect: 100-continue` get it at once: the ingest limits what it reads by itself.
  server.on("request", (request, response) => route(deps, request, response));
  server.maxHeadersCount = 200;
  answerUnreadable(server);
  return server;
}

function route(deps: FrontDeps, request: IncomingMessage, response: ServerResponse): void {
  const path = withoutBase(deps.basePath, request.url ?? "/");
  if (path === undefined) {
    refuse(response, 404, `Nothing is served here; the public address ends in ${deps.basePath}`);
    return;
  }
  if (deps.ingest.matches(path)) {
    deps.ingest.handle(request, response);
    return;
  }
  const pathname = path.split("?", 1)[0] ?? "/";
  switch (pathname) {
    case "/healthz":
      response.writeHead(200, { "Content-Type": "text/plain" }).end("alive\n");
      return;
    case "/readyz":
      return answerReady(deps, response);
    case "/metrics":
      return answerMetrics(deps, request, response);
  }
  if (/^\/api\/0\/organizations\/[^/]+\/live\/?$/.test(pathname)) {
    deps.openStream(response, askedOf(deps, request, path));
  } else if (isUpload(request.method, pathname)) deps.upload(request, response, path);
  else if (isApiPath(pathname)) deps.api(request, response, path);
  else deps.page.serve(request, response, pathname);
}

function isApiPath(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/") || /^\/mcp\/?$/.test(pathname) || isGitlabWebPath(pathname);
}

/** SDKs with a DSN that lacks the base path still reach ingest: proxies often strip it. */
function withoutBase(basePath: string, url: string): string | undefined {
  if (basePath === "") return url;
  if (url.startsWith(`${basePath}/`)) return url.slice(basePath.length);
  if (url === basePath) return "/";
  return /^\/+(api|healthz|readyz|metrics)\b/.test(url) ? url : undefined;
}

function askedOf(deps: FrontDeps, request: IncomingMessage, path: string): ApiRequest {
  const headers: { [name: string]: string } = {};
  for (const name of ["authorization", "cookie", "origin", "sec-fetch-site"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  return { method: "GET", path, headers, body: undefined, clientIp: deps.clientIpOf(request) };
}

function answerReady(deps: FrontDeps, response: ServerResponse): void {
  const { ready, reason } = deps.canKeep();
  response.writeHead(ready ? 200 : 503, { "Content-Type": "text/plain" }).end(`${reason}\n`);
}

/** Figures are for the operator: from this machine only. A proxy on this machine must not pass them on by itself. */
function answerMetrics(deps: FrontDeps, request: IncomingMessage, response: ServerResponse): void {
  const remote = request.socket.remoteAddress ?? "";
  const isLocal = /^(::ffff:)?127\.|^::1$/.test(remote) && request.headers["x-forwarded-for"] === undefined;
  if (isLocal) response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4" }).end(deps.metricsText());
  else refuse(response, 403, "Metrics are answered to this machine only.");
}
