import type { ServerResponse } from "node:http";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import { rateLimitsHeader } from "../protocol/rate-limit-header.ts";
import { CORS_HEADERS } from "./cors.ts";
import type { IngestProblem } from "./problem.ts";
import { refusalOf } from "./problem.ts";

/** One transparent pixel, for the GET form of the store endpoint. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Exactly 200 and JSON: several SDKs take any other status for a failure, and one needs a body that parses. */
export function answerAccepted(response: ServerResponse, eventId: string | undefined, limits: readonly RateLimit[]): void {
  send(response, 200, "application/json", eventId === undefined ? "{}" : `{"id":"${eventId}"}`, limitHeaders(limits));
}

export function answerPixel(response: ServerResponse, limits: readonly RateLimit[]): void {
  send(response, 200, "image/gif", PIXEL, limitHeaders(limits));
}

/** No `Retry-After` beside a 200: an SDK that knows that header alone would take it to be about everything. */
function limitHeaders(limits: readonly RateLimit[]): { readonly [name: string]: string } {
  return limits.length === 0 ? {} : { "X-Sentry-Rate-Limits": rateLimitsHeader(limits) };
}

/** `{"detail"}`, and the same line as `X-Sentry-Error`, which older SDKs print. */
export function answerProblem(response: ServerResponse, problem: IngestProblem): void {
  const { status, detail, headers } = refusalOf(problem);
  send(response, status, "application/json", JSON.stringify({ detail }), { ...headers, "X-Sentry-Error": detail });
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
