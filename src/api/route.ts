import type { z } from "zod";
import type { Scope } from "../account/account.ts";
import type { Answer } from "./answer.ts";
import { refuse } from "./answer.ts";
import type { Caller } from "./caller.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One request, as a route sees it. `query` and `body` are foreign: read them with a schema (`parse.ts`). */
export type Ask = {
  readonly method: string;
  /** Path and query as asked, below the public address. */
  readonly path: string;
  readonly params: { readonly [name: string]: string | undefined };
  readonly query: unknown;
  readonly body: unknown;
  /** The body as it came, for signatures over it. */
  readonly bytes: Uint8Array;
  /** Where an upload lies. Undefined when the request is asked without its body, to know who may. */
  readonly bodyFile: string | undefined;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly clientIp: string;
  readonly caller: Caller | undefined;
  /** Told of the schemas that the route reads with: a test holds the API's document to them. */
  readonly onRead?: OnRead;
};
export type OnRead = (what: "query" | "body", schema: z.ZodType) => void;
export type CallerAsk = Ask & { readonly caller: Caller };

/**
 * One row of the table of routes. `access`: `open` to everybody, `signed-in` for anybody known, or any one of the scopes, held
 * where the thing asked for lives. Paths begin below `/api/0` and are served with and without a trailing slash.
 */
export type Route = {
  readonly method: Method;
  readonly path: string;
  readonly access: "open" | "signed-in" | readonly Scope[];
  /** The body need not be JSON, and is not read. */
  readonly takesAnyBody?: boolean;
  readonly answer: (ask: Ask) => Promise<Answer>;
};

/** A route that answers everybody; `caller` may be absent. */
export function openRoute(method: Method, path: string, answer: (ask: Ask) => Promise<Answer>): Route {
  return { method, path, access: "open", answer };
}

/** A route for anybody who is known. */
export function callerRoute(method: Method, path: string, answer: (ask: CallerAsk) => Promise<Answer>): Route {
  return { method, path, access: "signed-in", answer: (ask) => knownCaller(ask, answer) };
}

/** A route for whoever holds one of the scopes; its answer narrows itself to the places where they are held. */
export function scopedRoute(
  method: Method,
  path: string,
  scopes: readonly Scope[],
  answer: (ask: CallerAsk) => Promise<Answer>,
): Route {
  return { method, path, access: scopes, answer: (ask) => knownCaller(ask, answer) };
}

export async function knownCaller(ask: Ask, answer: (ask: CallerAsk) => Promise<Answer>): Promise<Answer> {
  const { caller } = ask;
  if (caller === undefined) return refuse({ kind: "not-authenticated" });
  return answer({ ...ask, caller });
}
