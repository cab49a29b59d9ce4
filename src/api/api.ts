import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fastify } from "fastify";
import { createBackOff, PER_ACCOUNT, PER_ADDRESS } from "../account/back-off.ts";
import { BackendProblem } from "../backend/backend.ts";
import { releaseCommits } from "../codehost/release-commit.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Answer, Refusal } from "./answer.ts";
import { refuse } from "./answer.ts";
import type { ApiDeps, ApiParts } from "./api-deps.ts";
import type { ApiRequest, ApiResponse, StreamGrant } from "./api-message.ts";
import { refusalOf } from "./backend-answer.ts";
import { authenticate, checkOrigin } from "./caller.ts";
import { finish } from "./finish.ts";
import { answerGitlab, inGitlabShape } from "./gitlab/door.ts";
import type { GitlabRoute } from "./gitlab/route.ts";
import { gitlabRoutes } from "./gitlab/routes.ts";
import { grantStream } from "./live.ts";
import { useNotes } from "./note-use.ts";
import { underChangeLog } from "./change-log.ts";
import type { Ask, Route } from "./route.ts";
import { answerMcp } from "./mcp.ts";
import { docsDoor } from "./openapi/docs-door.ts";
import { apiRoutes } from "./routes.ts";
import { sourceFiles } from "./source-files.ts";

/** Tells a route which file an upload lies in. Never taken from a client. */
const BODY_FILE = "x-culprit-body-file";
const MAX_BODY_BYTES = 1024 * 1024;
/** Belong to a connection, and this app has none. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "date",
  "content-length",
  "transfer-encoding",
]);

export type Api = {
  /** Answers one request. Never rejects: what goes wrong inside is a 500 with an id. */
  readonly handle: (request: ApiRequest) => Promise<ApiResponse>;
  /** The projects whose changes the asker may follow, for `…/live/`; undefined: none. */
  readonly streamGrant: (request: ApiRequest) => Promise<StreamGrant | undefined>;
};

/** The API of one thread: Fastify without a socket, fed with requests that came over from another thread. */
export async function createApi(deps: ApiDeps): Promise<Api> {
  const parts: ApiParts = {
    ...deps,
    backOff: createBackOff(),
    addressBackOff: createBackOff(PER_ADDRESS),
    accountBackOff: createBackOff(PER_ACCOUNT),
    noteUse: useNotes(deps.commands, deps.now),
    releaseCommit: releaseCommits(deps.now),
    sourceFile: sourceFiles(deps.now),
  };
  const app = createApp(parts);
  for (const route of apiRoutes(parts)) addRoute(app, parts, route);
  for (const route of gitlabRoutes(parts)) addGitlabRoute(app, parts, route);
  addMcp(app, parts);
  addDocs(app, parts);
  await app.ready();
  return {
    handle: (request) => handle(app, parts, request),
    streamGrant: (request) => grantStream(parts, request),
  };
}

function createApp(parts: ApiParts): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512 },
    frameworkErrors: (error, request, reply) => void sendRefusal(parts, request, reply, answerError(parts, error)),
  });
  // Read by hand (readJson): clients name JSON on requests without a body, too.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((request, reply) => sendRefusal(parts, request, reply, refuse({ kind: "not-found" })));
  app.setErrorHandler((error, request, reply) => sendRefusal(parts, request, reply, answerError(parts, error)));
  return app;
}

/** Served with and without the trailing slash, and never by a redirect: clients do not follow those on a POST or PUT. */
function addRoute(app: FastifyInstance, parts: ApiParts, route: Route): void {
  app.route({
    method: route.method,
    url: `/api/0${route.path}`,
    handler: async (request, reply) => send(parts, request, reply, await answerRoute(parts, route, request)),
  });
}

/** GitLab's paths stand as they are, beside `/api/0`. */
function addGitlabRoute(app: FastifyInstance, parts: ApiParts, route: GitlabRoute): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const arrived = {
        method: request.method,
        path: request.url,
        params: textsOf(request.params),
        query: request.query,
        body: request.body instanceof Uint8Array ? request.body : undefined,
        headers: textsOf(request.headers),
        clientIp: request.ip,
      };
      return send(parts, request, reply, await answerGitlab(parts, route, arrived));
    },
  });
}

/** The door for language models. Its tools ask the API above, with the token that they were asked with. */
function addMcp(app: FastifyInstance, parts: ApiParts): void {
  // A GET to the log of changes: what its tools change is noted where they ask.
  const door: Route = {
    method: "GET",
    path: "/mcp",
    access: "open",
    answer: (ask) =>
      answerMcp(ask, async (method, path, body) => {
        const headers = { authorization: ask.headers["authorization"] ?? "", "content-type": "application/json" };
        const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
        const asked = { method, path: `/api/0${path}`, headers, body: bytes, clientIp: ask.clientIp };
        const response = await handle(app, parts, asked);
        return { status: response.status, json: JSON.parse(Buffer.from(response.body).toString("utf8")) };
      }),
  };
  app.post("/mcp", async (request, reply) => send(parts, request, reply, await answerRoute(parts, door, request)));
  // Streams that a server begins, and sessions to end, there are none: the transport's answer to both is 405.
  app.route({
    method: ["GET", "DELETE"],
    url: "/mcp",
    handler: (request, reply) =>
      send(parts, request, reply, { status: 405, headers: { Allow: "POST" }, body: { detail: "Use POST." } }),
  });
}

/** What this API takes and answers, for people and for programs. */
function addDocs(app: FastifyInstance, parts: ApiParts): void {
  const answer = docsDoor(parts);
  for (const [url, what] of [
    ["/api/docs", "page"],
    ["/api/docs/openapi.json", "document"],
  ] as const) {
    app.get(url, async (request, reply) =>
      send(parts, request, reply, await answer(what, request.headers["accept-encoding"] ?? "")),
    );
  }
}

async function answerRoute(parts: ApiParts, route: Route, request: FastifyRequest): Promise<Answer> {
  const caller = await authenticate(parts.accounts, request.headers, parts.now());
  if (!caller.ok) return refuse(caller.problem);
  parts.noteUse(caller.value);
  const origin = checkOrigin(parts.publicUrl, request.method, request.headers, caller.value);
  if (!origin.ok) return refuse(origin.problem);
  const body = route.takesAnyBody === true ? ok(undefined) : readJson(request);
  if (!body.ok) return refuse(body.problem);
  const ask: Ask = {
    method: request.method,
    path: request.url,
    params: textsOf(request.params),
    query: request.query,
    body: body.value,
    bytes: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    bodyFile: textsOf(request.headers)[BODY_FILE],
    headers: textsOf(request.headers),
    clientIp: request.ip,
    caller: caller.value,
    ...(parts.onRead !== undefined && { onRead: parts.onRead.bind(undefined, route) }),
  };
  return underChangeLog(parts.commands, route, ask, () => route.answer(ask));
}

/** An empty body is none, whatever its type says. */
function readJson(request: FastifyRequest): Result<unknown, Refusal> {
  const { body } = request;
  if (!(body instanceof Uint8Array) || body.length === 0) return ok(undefined);
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    return problem({ kind: "unsupported-type" });
  }
  try {
    return ok(JSON.parse(Buffer.from(body).toString("utf8")));
  } catch {
    return problem({ kind: "invalid", detail: "The body is not valid JSON." });
  }
}

function textsOf(named: unknown): { readonly [name: string]: string } {
  const entries = typeof named === "object" && named !== null ? Object.entries(named) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** What no route answers. */
function sendRefusal(parts: ApiParts, request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  return send(parts, request, reply, inGitlabShape(request.url, answer));
}

function send(parts: ApiParts, request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, headers, body } = finish(answer, {
    method: request.method,
    acceptEncoding: request.headers["accept-encoding"] ?? "",
    ifNoneMatch: request.headers["if-none-match"] ?? "",
    nowMs: parts.now(),
  });
  return reply
    .code(status)
    .headers(headers)
    .send(body.length === 0 ? undefined : body);
}

/**
 * What a backend refuses, and what the framework refuses, says so; anything else is our fault, and only its id leaves the
 * house.
 */
function answerError(parts: ApiParts, error: unknown): Answer {
  if (error instanceof BackendProblem) return refuse(refusalOf(error));
  if (isOfDisk(error)) return refuse({ kind: "cannot-store" });
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500 && error instanceof Error) {
    return status === 413
      ? { status, body: { detail: `The body is larger than ${MAX_BODY_BYTES} bytes.` } }
      : refuse({ kind: "invalid", detail: "The request is not well-formed." });
  }
  const errorId = randomUUID().replaceAll("-", "");
  if (parts.onError === undefined) console.error(`API error ${errorId}`, error);
  else parts.onError(error, errorId);
  return { status: 500, body: { detail: "Internal Error", errorId } };
}

/** What the writer refuses, or a thread that writes files; only its marks cross to this thread. */
function isOfDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  return error.name === "StoreUnavailable" || code === "ENOSPC" || code === "EDQUOT";
}

async function handle(app: FastifyInstance, parts: ApiParts, request: ApiRequest): Promise<ApiResponse> {
  const method = methodOf(request.method);
  // `//x` would be read as a host, and what is no address would throw.
  if (method === undefined || !/^\/(?!\/)[\x21-\x7e]*$/.test(request.path)) {
    return plainResponse(parts, refuse({ kind: "invalid", detail: "The request is not well-formed." }));
  }
  try {
    const response = await app.inject({
      method,
      url: request.path,
      headers: headersOf(request),
      remoteAddress: request.clientIp,
      ...(request.body === undefined ? {} : { payload: Buffer.from(request.body) }),
    });
    const headers = Object.entries(response.headers).filter(([name]) => !CONNECTION_HEADERS.has(name));
    return { status: response.statusCode, headers: Object.fromEntries(headers.map(textHeader)), body: response.rawPayload };
  } catch (error) {
    return plainResponse(parts, answerError(parts, error));
  }
}

function headersOf({ headers, bodyFile }: ApiRequest): { readonly [name: string]: string } {
  const { [BODY_FILE]: _forged, ...own } = headers;
  return bodyFile === undefined ? own : { ...own, [BODY_FILE]: bodyFile };
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;

function methodOf(text: string): (typeof METHODS)[number] | undefined {
  return METHODS.find((method) => method === text);
}

function textHeader([name, value]: [string, unknown]): [string, string | readonly string[]] {
  return [name, Array.isArray(value) ? value.map(String) : String(value)];
}

function plainResponse(parts: ApiParts, answer: Answer): ApiResponse {
  return finish(answer, { method: "GET", acceptEncoding: "", ifNoneMatch: "", nowMs: parts.now() });
}
