import type { Answer, Refusal } from "../answer.ts";
import { refuse } from "../answer.ts";
import type { Manner } from "./route.ts";

/** A refusal as GitLab words it. Sources: docs.gitlab.com, "REST API: status codes"; reference gitlab-error-tracking §6.1 and §7.7. */
export function refuseIn(manner: Manner, refusal: Refusal): Answer {
  switch (manner) {
    case "rest":
      return refuseRest(refusal);
    case "web":
      return refuseWeb(refusal);
    case "graphql": {
      const { status, headers } = refuse(refusal);
      return { status, ...(headers && { headers }), body: graphqlErrors(status === 401 ? "Invalid token" : wordsOf(refusal)) };
    }
  }
}

function refuseRest(refusal: Refusal): Answer {
  const { status, headers } = refuse(refusal);
  switch (refusal.kind) {
    case "not-authenticated":
      return { status, body: { message: "401 Unauthorized" } };
    case "no-permission":
      return {
        status,
        body: { message: refusal.detail === undefined ? "403 Forbidden" : `403 Forbidden - ${refusal.detail}` },
      };
    case "not-found":
      return { status, body: { message: "404 Not found" } };
    case "unsupported-type":
      return { status, body: { error: "Send the fields as JSON, as a form or in the query." } };
    default:
      return { status, ...(headers && { headers }), body: { message: wordsOf(refusal) } };
  }
}

/** Who lacks a right is answered 401 here, as GitLab does, and whatever a Sentry refuses is 400. */
function refuseWeb(refusal: Refusal): Answer {
  const { status, headers } = refuse(refusal);
  switch (refusal.kind) {
    case "no-permission":
      return refusal.detail === undefined
        ? { status: 401, body: { message: "Access denied" } }
        : { status, body: { message: refusal.detail } };
    case "refused-elsewhere":
    case "unavailable-elsewhere":
    case "conflict":
      return { status: 400, body: { message: wordsOf(refusal) } };
    default:
      return { status, ...(headers && { headers }), body: { message: wordsOf(refusal) } };
  }
}

/** What is wrong with single fields, in one text. */
export function fieldError(words: string): Answer {
  return { status: 400, body: { error: words } };
}

export function graphqlErrors(...messages: readonly string[]): { readonly errors: readonly { readonly message: string }[] } {
  return { errors: messages.map((message) => ({ message })) };
}

/** The sentence of a refusal. */
export function wordsOf(refusal: Refusal): string {
  if (refusal.kind === "invalid-fields") {
    return Object.entries(refusal.fields)
      .map(([field, words]) => `${field} ${words.join(", ")}`)
      .join("; ");
  }
  const { body } = refuse(refusal);
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : undefined;
  return typeof detail === "string" ? detail : refusal.kind;
}
