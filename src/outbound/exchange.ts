import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import type { Deadline } from "./deadline.ts";
import type { Callee } from "./problem.ts";
import type { Address } from "./reach.ts";

const MAX_HEADER_BYTES = 16 * 1024;
/** Until IPv4 is tried beside a silent IPv6 address. Node's 250 ms would give up hosts on the other side of the earth. */
const HAPPY_EYEBALLS = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1_500 };

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What goes over the wire; everything in it is checked. */
export type Exchange = {
  readonly callee: Callee;
  readonly addresses: readonly Address[];
  readonly method: Method;
  /** Path and query. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array | undefined;
};

/** The connections of one client, kept open for a while after a call, for the next to the same host. */
export type Connections = { readonly plain: http.Agent; readonly secure: https.Agent };

export function openConnections(): Connections {
  // Few for each host: neither do we press a Sentry that has become slow, nor does a slow one hold up the others.
  const options = { keepAlive: true, maxSockets: 8, maxFreeSockets: 4, timeout: 15_000, ...HAPPY_EYEBALLS };
  return { plain: new http.Agent(options), secure: new https.Agent(options) };
}

/** Sends the request and waits for the head of the answer. Rejects with Node's errors, and when the deadline passes. */
export async function exchange(what: Exchange, connections: Connections, deadline: Deadline): Promise<http.IncomingMessage> {
  const agent = what.callee.secure ? connections.secure : connections.plain;
  const first = start(what, agent, deadline);
  try {
    return await first.answer;
  } catch (error) {
    // The server closed a kept connection while we wrote on it: no sign of trouble, and a new connection settles it. Not for
    // POST and PATCH, which it may have carried out all the same.
    const again = first.request.reusedSocket && what.method !== "POST" && what.method !== "PATCH" && !deadline.signal.aborted;
    if (!again) throw error;
    return await start(what, false, deadline).answer;
  }
}

type Started = { readonly request: http.ClientRequest; readonly answer: Promise<http.IncomingMessage> };

function start(what: Exchange, agent: http.Agent | false, deadline: Deadline): Started {
  const { host, port, secure } = what.callee;
  const request = (secure ? https : http).request({
    agent,
    hostname: host,
    port,
    method: what.method,
    path: what.path,
    headers: what.headers,
    signal: deadline.signal,
    // The pin: whatever the name resolves to by now, the connection goes to an address that was checked.
    lookup: pinnedTo(what.addresses),
    ...HAPPY_EYEBALLS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // Said aloud, as the environment could turn both off for the whole process (NODE_TLS_REJECT_UNAUTHORIZED, NODE_OPTIONS).
    insecureHTTPParser: false,
    ...(secure && { rejectUnauthorized: true }),
  });
  const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      // Whoever reads the body learns of a broken connection there; whoever does not must not bring down the process.
      response.on("error", () => {});
      resolve(response);
    });
    request.on("upgrade", (_response, socket) => {
      socket.destroy();
      reject(new Error("the server changed the protocol unasked"));
    });
  });
  request.on("socket", (socket) => {
    if (request.reusedSocket) deadline.connected();
    else socket.once(secure ? "secureConnect" : "connect", deadline.connected);
  });
  request.end(what.body);
  return { request, answer };
}

function pinnedTo(addresses: readonly Address[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family);
  };
}
