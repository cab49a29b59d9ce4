import { z } from "zod";
import type { Answer, OutboundRequest } from "../outbound/client.ts";
import type { OutboundProblem } from "../outbound/problem.ts";
import type { Json } from "../protocol/json.ts";
import { isJsonObject } from "../protocol/json.ts";
import { ok, problem } from "../protocol/result.ts";
import type { CodeHostDeps, CodeHostProblem, Found } from "./codehost.ts";
import type { Refusal } from "./refusal.ts";
import { notThisHost, refusalProblem, saidIn, wrongToken } from "./refusal.ts";

/** What sets one host's API apart. */
export type HostTraits = {
  /** The product's name: GitLab. */
  readonly host: string;
  /** Where the API is, without slash at the end. */
  readonly apiUrl: string;
  readonly headers: { readonly [name: string]: string };
  /** A refusal that means something special here. */
  readonly problemOf: (refusal: Refusal) => CodeHostProblem | undefined;
};

export type HostCall = {
  readonly method: OutboundRequest["method"];
  /** Below the API, every part encoded. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string | number };
  readonly body?: Json;
  readonly headers?: { readonly [name: string]: string };
  /** The scope that it needs, for the message when it is missing. */
  readonly scope: string;
  readonly maxBytes?: number;
  /** The member that has the rows, where they are not the whole answer. */
  readonly rowsIn?: string;
};

export type HostCalls = {
  /** One thing. */
  readonly one: <T>(call: HostCall, shape: z.ZodType<T>) => Promise<Found<T>>;
  /** Rows of a page. What has not the shape costs its row alone, unless no row has it. */
  readonly rows: <T>(call: HostCall, shape: z.ZodType<T>) => Promise<Found<Rows<T>>>;
  /** Any good answer. */
  readonly raw: (call: HostCall) => Promise<Found<Answer>>;
};

export type Rows<T> = {
  readonly rows: readonly T[];
  /** How many the host sent, whatever their shape. */
  readonly count: number;
  /** How many there are on all pages, if the host says so. */
  readonly total: number | undefined;
};

const MAX_ROWS = 200;

/** Calls to one host with one token, each answer checked before it is used. The token goes to the host's API alone. */
export function hostCalls(deps: CodeHostDeps, traits: HostTraits): HostCalls {
  const raw = async (call: HostCall): Promise<Found<Answer>> => {
    // A line break would end the header; no host's tokens have more than letters, digits and signs.
    if (!/^[\x21-\x7e]{1,1000}$/.test(deps.token)) return problem(wrongToken(traits.host));
    const answer = await deps.send(requestOf(call, traits));
    if (!answer.ok) return problem(withHint(answer.problem));
    if (answer.value.status >= 200 && answer.value.status < 300) return ok(answer.value);

    const refusal = refusalOf(answer.value, call, traits.host, deps);
    return problem(traits.problemOf(refusal) ?? refusalProblem(refusal));
  };
  return {
    raw,
    async one(call, shape) {
      const answer = await raw(call);
      if (!answer.ok) return answer;
      const read = shape.safeParse(jsonOf(answer.value));
      return read.success ? ok(read.data) : problem(notThisHost(traits.host));
    },
    async rows(call, shape) {
      const answer = await raw(call);
      if (!answer.ok) return answer;
      const body = jsonOf(answer.value);
      const list = z.array(z.unknown()).safeParse(call.rowsIn !== undefined && isJsonObject(body) ? body[call.rowsIn] : body);
      if (!list.success) return problem(notThisHost(traits.host));
      const rows = list.data.slice(0, MAX_ROWS).flatMap((row) => {
        const read = shape.safeParse(row);
        return read.success ? [read.data] : [];
      });
      if (rows.length === 0 && list.data.length > 0) return problem(notThisHost(traits.host));
      return ok({ rows, count: list.data.length, total: totalOf(answer.value) });
    },
  };
}

function requestOf(call: HostCall, traits: HostTraits): OutboundRequest {
  const query = Object.entries(call.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  const search = query.length === 0 ? "" : `?${new URLSearchParams(query).toString()}`;
  return {
    method: call.method,
    url: `${traits.apiUrl}${call.path}${search}`,
    headers: {
      accept: "application/json",
      ...traits.headers,
      ...(call.body !== undefined && { "content-type": "application/json" }),
      ...call.headers,
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    ...(call.maxBytes !== undefined && { limits: { maxBytes: call.maxBytes } }),
  };
}

function refusalOf(answer: Answer, call: HostCall, host: string, { token, now = Date.now }: CodeHostDeps): Refusal {
  const body = jsonOf(answer);
  const { status, headers } = answer;
  return { host, status, headers, isJson: body !== undefined, said: saidIn(body, token), scope: call.scope, nowMs: now() };
}

/** Hosts lead the old name of a repository to its new one. */
function withHint(what: OutboundProblem): OutboundProblem {
  if (what.kind !== "redirect") return what;
  return { ...what, message: `${what.message} If the repository was renamed or moved, choose it again in the settings.` };
}

function totalOf({ headers }: Answer): number | undefined {
  const text = headers["x-total-count"] ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Nothing if the body is no JSON. */
function jsonOf(answer: Answer): Json | undefined {
  try {
    const json: Json = JSON.parse(answer.body.toString("utf8"));
    return json;
  } catch {
    return undefined;
  }
}
