import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Answer } from "./answer.ts";

/** Below this a compressed answer saves no packet. */
const MIN_GZIP_BYTES = 1_400;
const REQUESTS_A_WINDOW = 1_000;
const REQUESTS_AT_ONCE = 25;

export type FinishedAnswer = {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
};
type Asked = { readonly method: string; readonly acceptEncoding: string; readonly ifNoneMatch: string; readonly nowMs: number };

/**
 * Turns an answer into bytes. Reads carry an ETag, so that a page that polls pays for what changed; compressed only when asked.
 * Every answer carries Sentry's rate-limit headers, constant for now, because typed clients read them.
 */
export function finish(answer: Answer, asked: Asked): FinishedAnswer {
  const isRead = asked.method === "GET" || asked.method === "HEAD";
  const headers: { [name: string]: string } = {
    ...rateLimitHeaders(asked.nowMs),
    "Cache-Control": isRead ? "private, no-cache" : "no-store",
    "X-Content-Type-Options": "nosniff",
    Vary: "Accept-Encoding, Authorization, Cookie",
    ...answer.headers,
  };
  if (answer.bytes !== undefined) {
    const { buffer, byteOffset, byteLength } = answer.bytes;
    return { status: answer.status, headers, body: Buffer.from(buffer, byteOffset, byteLength) };
  }
  if (answer.body === undefined) return { status: answer.status, headers, body: Buffer.alloc(0) };

  const plain = Buffer.from(JSON.stringify(answer.body), "utf8");
  headers["Content-Type"] = "application/json";
  if (isRead && answer.status === 200) {
    // Weak: the same text may be sent compressed or not. A 304 cannot take back a header that the reader has kept, and so the same
    // text with a problem of its backend and without one are two answers.
    const told = `${headers["X-Culprit-Problem"] ?? ""}\n`;
    headers["ETag"] = `W/"${createHash("sha1").update(told).update(plain).digest("base64url")}"`;
    if (asked.ifNoneMatch !== "" && asked.ifNoneMatch === headers["ETag"]) {
      return { status: 304, headers, body: Buffer.alloc(0) };
    }
  }
  if (plain.length < MIN_GZIP_BYTES || !acceptsGzip(asked.acceptEncoding))
    return { status: answer.status, headers, body: plain };
  headers["Content-Encoding"] = "gzip";
  // The lowest level is enough, for the rows repeat their names: 146 KB of a hundred like issues took 0.13 ms.
  return { status: answer.status, headers, body: gzipSync(plain, { level: 1 }) };
}

/** Whether an `Accept-Encoding` header allows gzip. */
export function acceptsGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(",").some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(1(\.0*)?|0\.0*[1-9]\d*)\s*)?$/i.test(coding));
}

function rateLimitHeaders(nowMs: number): { readonly [name: string]: string } {
  return {
    "X-Sentry-Rate-Limit-Limit": String(REQUESTS_A_WINDOW),
    "X-Sentry-Rate-Limit-Remaining": String(REQUESTS_A_WINDOW - 1),
    "X-Sentry-Rate-Limit-Reset": String(Math.ceil(nowMs / 1_000) + 1),
    "X-Sentry-Rate-Limit-ConcurrentLimit": String(REQUESTS_AT_ONCE),
    "X-Sentry-Rate-Limit-ConcurrentRemaining": String(REQUESTS_AT_ONCE - 1),
  };
}
