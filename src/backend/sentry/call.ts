import type { Outbound } from "../../outbound/client.ts";
import type { Answer } from "../../outbound/client.ts";
import { withoutSecret } from "../../outbound/sealed.ts";
import type { Json } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { parseBoundedJson } from "./bounded-json.ts";
import type { Scope, SentryProblem } from "./problem.ts";
import { brokenAnswer, notASentry, problemOfStatus } from "./problem.ts";
import { readRetryAfter, waitBeforeRetry } from "./retry.ts";

/** What every call to one Sentry needs. */
export type Line = {
  readonly send: Outbound["send"];
  readonly origin: string;
  /** Host and port of the origin, for messages. */
  readonly host: string;
  readonly token: string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
};

/** A line while it is used for one purpose, with the time that is left for it. */
export type Errand = {
  readonly line: Line;
  readonly connectMs: number;
  readonly totalMs: number;
  readonly endsAtMs: number;
  readonly retries: number;
};

/** How long one purpose may take, all its calls, attempts and waits together. */
export type Patience = {
  /** 10,000 unless given. */
  readonly connectMs?: number;
  /** 30,000 unless given. */
  readonly totalMs?: number;
  /** How often a GET is tried again after a failure that may pass; 2 unless given. */
  readonly retries?: number;
};

export function begin(line: Line, { connectMs = 10_000, totalMs = 30_000, retries = 2 }: Patience = {}): Errand {
  return { line, connectMs, totalMs, endsAtMs: line.now() + totalMs, retries };
}

export type Question = {
  readonly method: "GET" | "PUT" | "POST";
  /** Below `/api/0/`, not yet encoded. */
  readonly path: readonly string[];
  readonly query?: { readonly [key: string]: string };
  readonly body?: Json;
  /** What the token needs for it. */
  readonly scope: Scope;
  /** What is asked about, for "was not found": "the issue 12". Absent where every Sentry must have an answer. */
  readonly about?: string;
};

export type Reply = {
  /** Null when there was no body. */
  readonly json: Json;
  readonly headers: Answer["headers"];
  readonly bytes: number;
};

/** Asks, and asks again where a failure may pass and time is left. */
export async function ask(errand: Errand, question: Question): Promise<Result<Reply, SentryProblem>> {
  const { line } = errand;
  const retries = question.method === "GET" ? errand.retries : 0;
  for (let attempt = 0; ; attempt += 1) {
    const leftMs = errand.endsAtMs - line.now();
    if (leftMs <= 0) return problem(outOfTime(errand));
    const { result, status } = await attemptOf(errand, question, leftMs);
    if (result.ok || attempt >= retries) return result;

    const waitMs = waitBeforeRetry(result.problem, status, attempt);
    // A wait that ends with the time would only hide what is wrong behind "too slow".
    if (waitMs === undefined || line.now() + waitMs >= errand.endsAtMs) return result;
    await line.sleep(waitMs);
  }
}

type Attempt = { readonly result: Result<Reply, SentryProblem>; readonly status?: number };

async function attemptOf({ line, connectMs }: Errand, question: Question, leftMs: number): Promise<Attempt> {
  const url = urlOf(line.origin, question);
  if (url === undefined) return { result: problem(unusable(line, question)) };
  const sent = await line.send({
    method: question.method,
    url,
    headers: {
      authorization: `Bearer ${line.token}`,
      accept: "application/json",
      "content-type": "application/json",
    },
    ...(question.body !== undefined && { body: JSON.stringify(question.body) }),
    limits: { connectMs: Math.min(connectMs, leftMs), totalMs: leftMs },
  });
  if (!sent.ok) return { result: sent };
  const { status, headers, body } = sent.value;
  if (status >= 200 && status <= 204) return { result: replyOf(line, sent.value), status };
  const retryAfterMs = readRetryAfter(headers["retry-after"], line.now());
  const found = problemOfStatus({ host: line.host, status, body, retryAfterMs, scope: question.scope, about: question.about });
  // What the Sentry says of a request may repeat it.
  return { result: problem({ ...found, message: withoutSecret(found.message, line.token) }), status };
}

/** Undefined when a part could lead elsewhere: a dot walks up the path even when it is encoded. */
function urlOf(origin: string, { path, query = {} }: Question): string | undefined {
  if (path.some((part) => part === "" || part === "." || part === ".." || !part.isWellFormed())) return undefined;
  const search = new URLSearchParams({ ...query }).toString();
  return `${origin}/api/0/${path.map(encodeURIComponent).join("/")}/${search === "" ? "" : `?${search}`}`;
}

function unusable({ host }: Line, { about = "what is asked for" }: Question): SentryProblem {
  return { kind: "not-found", message: `${host} cannot have ${about}: that is no name there.` };
}

function replyOf(line: Line, { headers, body }: Answer): Result<Reply, SentryProblem> {
  const bytes = body.length;
  if (bytes === 0) return ok({ json: null, headers, bytes });
  const parsed = parseBoundedJson(body);
  if (parsed.ok) return ok({ json: parsed.value, headers, bytes });
  switch (parsed.problem) {
    case "not-json":
      return problem(notASentry(line.host, looksLikeHtml(body) ? "with a web page" : "with something that is no JSON"));
    case "too-deep":
      return problem(brokenAnswer(line.host, "an answer that nests deeper than is read"));
    case "too-large":
      return problem({
        kind: "too-large",
        message: `${line.host} sends an answer that would take more than 5 MiB of memory. It is not read.`,
      });
  }
}

function looksLikeHtml(body: Buffer): boolean {
  return /^\s*</.test(body.toString("latin1", 0, 200));
}

function outOfTime({ line, totalMs }: Errand): SentryProblem {
  const message = `${line.host} did not answer in full within ${totalMs / 1_000} s. Try again later, or look why it is slow.`;
  return { kind: "too-slow", message };
}
