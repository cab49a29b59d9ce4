/** A finished answer before it is bytes. `body` is plain data for JSON; absent on 204. */
export type Answer = {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  /** In place of `body`: a file, whose headers say what it is. */
  readonly bytes?: Uint8Array;
};

/** Why a client does not get what it asked for. */
export type Refusal =
  | { readonly kind: "not-authenticated"; readonly detail?: string }
  | { readonly kind: "no-permission"; readonly detail?: string }
  | { readonly kind: "not-found"; readonly detail?: string }
  | { readonly kind: "invalid"; readonly detail: string; readonly search?: SearchMark }
  | { readonly kind: "invalid-fields"; readonly fields: { readonly [field: string]: readonly string[] } }
  | { readonly kind: "conflict"; readonly detail: string }
  | { readonly kind: "unsupported-type" }
  | { readonly kind: "too-many"; readonly retryAfterSeconds: number }
  | { readonly kind: "busy" }
  /** The disk is full or fails. Nothing was changed. */
  | { readonly kind: "cannot-store" }
  /** A server that this one asks said no, or does not answer. */
  | { readonly kind: "refused-elsewhere"; readonly detail: string }
  | { readonly kind: "unavailable-elsewhere"; readonly detail: string };

/** What is wrong in a search text, and where: UTF-16 indexes into `query` as it was sent, `end` not included. */
export type SearchMark = { readonly start: number; readonly end: number; readonly message: string };

export const NO_CONTENT: Answer = { status: 204 };

export function found(body: unknown, headers: Answer["headers"] = {}): Answer {
  return { status: 200, headers, body };
}

export function created(body: unknown, headers: Answer["headers"] = {}): Answer {
  return { status: 201, headers, body };
}

/** Clients show `detail` to people and map errors only when it is a string. Source: reference sentry-web-api §1.5. */
export function refuse(refusal: Refusal): Answer {
  switch (refusal.kind) {
    case "not-authenticated":
      return withDetail(401, refusal.detail ?? "Sign in, or send a token, to see this.");
    case "no-permission":
      return withDetail(403, refusal.detail ?? "You do not have permission to perform this action.");
    case "not-found":
      return withDetail(404, refusal.detail ?? "The requested resource does not exist");
    case "invalid":
      return refusal.search === undefined
        ? withDetail(400, refusal.detail)
        : { status: 400, body: { detail: refusal.detail, search: refusal.search } };
    case "invalid-fields":
      return { status: 400, body: refusal.fields };
    case "conflict":
      return withDetail(409, refusal.detail);
    case "unsupported-type":
      return withDetail(415, "Send the body as application/json.");
    case "too-many":
      return withDetail(
        429,
        `Too many attempts. Wait ${refusal.retryAfterSeconds} seconds, then try again.`,
        String(refusal.retryAfterSeconds),
      );
    case "busy":
      return withDetail(503, "The server is busy; try again in a few seconds.", "5");
    case "cannot-store":
      return withDetail(503, CANNOT_STORE, "60");
    case "refused-elsewhere":
      return withDetail(502, refusal.detail);
    case "unavailable-elsewhere":
      return withDetail(503, refusal.detail, "15");
  }
}

/** Whose disk it is, and where, is for the operator alone. */
export const CANNOT_STORE =
  "The server's disk is full or cannot be written, so nothing was changed. Whoever runs the server finds the reason in its log; then try again.";

function withDetail(status: number, detail: string, retryAfter?: string): Answer {
  const headers: Answer["headers"] = retryAfter === undefined ? {} : { "Retry-After": retryAfter };
  return { status, headers, body: { detail } };
}
