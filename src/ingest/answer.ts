import type { IncomingMessage, ServerResponse } from "node:http";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import { rateLimitsHeader } from "../protocol/rate-limit-header.ts";
import { CORS_HEADERS } from "./cors.ts";
import type { IngestProblem } from "./problem.ts";
import { refusalOf } from "./problem.ts";
import type { IngestRoute } from "./route.ts";
import type { Script } from "./scripts.ts";

/** One transparent pixel, for the GET form of the store endpoint. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/**
 * The answer to a request that was kept. To SDKs exactly 200 and JSON: several take any other status for a failure, and one needs
 * a body that parses.
 */
export function answerKept(
  request: IncomingMessage,
  response: ServerResponse,
  route: IngestRoute | undefined,
  eventId: string | undefined,
  limits: readonly RateLimit[] = [],
): void {
  const headers = limitHeaders(limits);
  switch (route?.endpoint) {
    case "minidump":
    case "unreal":
      return send(response, 200, "text/plain", hyphenated(eventId ?? ""));
    case "attachments":
      return send(response, 201, "text/plain", "");
    case "error-page":
      return send(response, 200, "application/json", "{}");
    case "cron":
      return send(response, 202, "text/plain", "");
    case "otlp":
      return answerOtlp(request, response);
    case "security":
      return send(response, 200, "text/plain", "", headers);
    default:
      if (request.method === "GET") return send(response, 200, "image/gif", PIXEL, headers);
      return send(response, 200, "application/json", eventId === undefined ? "{}" : `{"id":"${eventId}"}`, headers);
  }
}

/** No `Retry-After` beside a 200: an SDK that knows that header alone would take it to be about everything. */
function limitHeaders(limits: readonly RateLimit[]): { readonly [name: string]: string } {
  return limits.length === 0 ? {} : { "X-Sentry-Rate-Limits": rateLimitsHeader(limits) };
}

export function answerScript(response: ServerResponse, { text, cacheControl }: Script): void {
  send(response, 200, "text/javascript; charset=utf-8", text, {
    "Cache-Control": cacheControl,
    "X-Content-Type-Options": "nosniff",
  });
}

/** As crash uploaders show it to their users. */
function hyphenated(eventId: string): string {
  return eventId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** An empty message, in the encoding that was sent: exporters parse the answer. */
function answerOtlp(request: IncomingMessage, response: ServerResponse): void {
  const isJson = request.headers["content-type"]?.toLowerCase().startsWith("application/json") === true;
  send(response, 200, isJson ? "application/json" : "application/x-protobuf", isJson ? "{}" : "");
}

/** `{"detail"}`, and the same line as `X-Sentry-Error`, which older SDKs print. */
export function answerProblem(response: ServerResponse, problem: IngestProblem): void {
  const { status, detail, headers, fields } = refusalOf(problem);
  send(response, status, "application/json", JSON.stringify({ detail, ...fields }), { ...headers, "X-Sentry-Error": detail });
}

function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
  headers?: { readonly [name: string]: string },
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...CORS_HEADERS,
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(body);
}
