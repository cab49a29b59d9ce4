import type { OutgoingHttpHeaders } from "node:http";

/**
 * Browsers of any site send errors, so every answer carries these, refusals too: without them a browser SDK cannot even see
 * that it was limited. No credentials mode, so `*` gives nobody anything.
 */
export const CORS_HEADERS: OutgoingHttpHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "x-sentry-error, x-sentry-rate-limits, retry-after",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

const ALLOWED_HEADERS = [
  "x-sentry-auth",
  "x-requested-with",
  "x-forwarded-for",
  "origin",
  "referer",
  "accept",
  "content-type",
  "authentication",
  "authorization",
  "content-encoding",
  "transfer-encoding",
  "sentry-trace",
  "baggage",
];

/** Answer to a preflight. Headers that the browser asks for are allowed too: frameworks add their own to every request. */
export function preflightHeaders(requestedHeaders: string | undefined): OutgoingHttpHeaders {
  const requested =
    requestedHeaders !== undefined && requestedHeaders.length <= 1_000
      ? requestedHeaders.split(",").map((name) => name.trim().toLowerCase())
      : [];
  const allowed = new Set([...ALLOWED_HEADERS, ...requested.filter((name) => /^[a-z0-9-]{1,64}$/.test(name))]);
  return {
    ...CORS_HEADERS,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": [...allowed].join(", "),
    "Access-Control-Max-Age": "3600",
    "Content-Length": "0",
  };
}
