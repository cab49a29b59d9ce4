import type { IncomingMessage } from "node:http";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { AllowEntry, Allows } from "./allow-list.ts";
import { allowing, hostOf } from "./allow-list.ts";
import type { Deadline, Limits } from "./deadline.ts";
import { startDeadline, within } from "./deadline.ts";
import type { Connections, Method } from "./exchange.ts";
import { exchange, openConnections } from "./exchange.ts";
import type { Callee, OutboundProblem } from "./problem.ts";
import { problemOf } from "./problem.ts";
import { readBody } from "./read-body.ts";
import type { Lookup } from "./reach.ts";
import { addressesOf, systemLookup } from "./reach.ts";

export type OutboundRequest = {
  readonly method: Method;
  /** http or https, without user name and password. A fragment is left out. */
  readonly url: URL | string;
  /** Length, coding and connection headers are ours and are passed over. */
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  readonly limits?: Partial<Limits>;
};

export type Answer = {
  readonly status: number;
  /** Names in lower case; what came more than once is joined by ", ". Hostile, as everything here. */
  readonly headers: { readonly [name: string]: string };
  /** Decoded. */
  readonly body: Buffer;
  /** What was called. */
  readonly url: string;
};

/** The one way out to addresses that users or remote servers name. */
export type Outbound = {
  /**
   * Makes one call: to a public address or one that the operator allows, the connection pinned to the address that was checked,
   * no redirect followed. Any status is an answer. Never throws or rejects.
   */
  readonly send: (request: OutboundRequest) => Promise<Result<Answer, OutboundProblem>>;
  /** Closes kept connections. */
  readonly close: () => void;
};

export type OutboundOptions = {
  /** `Config.outboundAllow`. */
  readonly allow: readonly AllowEntry[];
  /** The system's, unless given. */
  readonly lookup?: Lookup;
};

const DEFAULT_LIMITS: Limits = { connectMs: 10_000, totalMs: 20_000, maxBytes: 1024 * 1024 };

export function createOutbound(options: OutboundOptions): Outbound {
  const connections = openConnections();
  const way: Way = { connections, allows: allowing(options.allow), lookup: options.lookup ?? systemLookup };
  return {
    async send(request) {
      const target = readTarget(request.url);
      if (!target.ok) return target;
      const limits = { ...DEFAULT_LIMITS, ...request.limits };
      const deadline = startDeadline(target.value.callee.host, limits);
      try {
        return await within(deadline, call(request, target.value, limits.maxBytes, deadline, way));
      } catch (error) {
        return problem(deadline.problem() ?? problemOf(error, target.value.callee));
      } finally {
        deadline.stop();
      }
    },
    close() {
      connections.plain.destroy();
      connections.secure.destroy();
    },
  };
}

type Way = { readonly connections: Connections; readonly allows: Allows; readonly lookup: Lookup };

async function call(
  request: OutboundRequest,
  { url, callee }: Target,
  maxBytes: number,
  deadline: Deadline,
  way: Way,
): Promise<Result<Answer, OutboundProblem>> {
  const addresses = await addressesOf(callee, way.lookup, way.allows);
  if (!addresses.ok) return addresses;

  const body = typeof request.body === "string" ? Buffer.from(request.body, "utf8") : request.body;
  const what = {
    callee,
    addresses: addresses.value,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    headers: headersFor(request, body),
    body,
  };
  const response = await exchange(what, way.connections, deadline);
  try {
    return await answerOf(response, url, callee, maxBytes);
  } finally {
    // What was not read to its end is not wanted: the connection goes.
    if (!response.readableEnded) response.destroy();
  }
}

async function answerOf(
  response: IncomingMessage,
  url: URL,
  callee: Callee,
  maxBytes: number,
): Promise<Result<Answer, OutboundProblem>> {
  const status = response.statusCode ?? 0;
  const location = response.headers.location;
  if (status >= 300 && status < 400 && status !== 304 && location !== undefined)
    return problem(redirect(url, callee, location));

  const body = await readBody(response, callee, maxBytes);
  if (!body.ok) return body;
  const headers = Object.entries(response.headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]);
  return ok({ status, headers: Object.fromEntries(headers), body: body.value, url: url.href });
}

type Target = { readonly url: URL; readonly callee: Callee };

function readTarget(address: URL | string): Result<Target, OutboundProblem> {
  const url = URL.parse(String(address));
  const bad = (message: string): Result<Target, OutboundProblem> => problem({ kind: "bad-address", message });
  if (url === null) return bad("This is no address. Write it as https://sentry.example.org.");
  if (url.protocol !== "http:" && url.protocol !== "https:") return bad("The address must begin with https:// or http://.");

  const host = hostOf(url);
  // No name is longer (RFC 1035); messages and look-ups need not cope with more.
  if (host === "" || host.length > 253) return bad("The address has no host that could be called. Check its spelling.");
  if (url.username !== "" || url.password !== "") {
    return bad(`The address of ${host} holds a user name or a password. Take it out; tokens have a field of their own.`);
  }
  url.hash = "";
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  return ok({ url, callee: { host, port, secure } });
}

/** Headers that frame the message or the connection: a wrong one would let a request be read as two. */
const OURS = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function headersFor(request: OutboundRequest, body: Uint8Array | undefined): { [name: string]: string } {
  const given = Object.entries(request.headers ?? {})
    .map(([name, value]): [string, string] => [name.toLowerCase(), value])
    .filter(([name]) => !OURS.has(name));
  const length = body ?? (request.method === "GET" || request.method === "HEAD" ? undefined : "");
  return {
    "user-agent": "Culprit",
    ...Object.fromEntries(given),
    "accept-encoding": "gzip",
    ...(length !== undefined && { "content-length": String(length.length) }),
  };
}

function redirect(url: URL, { host }: Callee, location: string): OutboundProblem {
  const target = URL.parse(location, url.href);
  if (target !== null && target.origin === url.origin) {
    const message = `${host} redirects to another page of its own, often the one for signing in. Check the address and the token.`;
    return { kind: "redirect", message };
  }
  const isWeb = target !== null && (target.protocol === "http:" || target.protocol === "https:") && target.host.length <= 260;
  const message = isWeb
    ? `${host} redirects to ${target.origin}. If you trust that address, use it instead.`
    : `${host} redirects to something that is no web address. Check the address.`;
  return { kind: "redirect", message };
}
