import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import type { TestContext } from "node:test";
import { parseAllowList } from "../../src/outbound/allow-list.ts";
import type { Answer, Outbound, OutboundOptions, OutboundRequest } from "../../src/outbound/client.ts";
import { createOutbound } from "../../src/outbound/client.ts";
import type { OutboundProblem } from "../../src/outbound/problem.ts";
import type { Lookup } from "../../src/outbound/reach.ts";

/** The name by which tests call servers of their own on this machine, and for which the certificates are made. */
export const HOST = "sentry.test";
/** In the path and the headers of every call here: no message may tell them. */
export const SECRET = "hunter2-secret";

export const toThisMachine: Lookup = async () => [{ address: "127.0.0.1", family: 4 }];

export function clientWith(t: TestContext, allow: string, lookup: Lookup = toThisMachine): Outbound {
  const options: OutboundOptions = { allow: parseAllowList(allow).entries, lookup };
  const outbound = createOutbound(options);
  t.after(() => outbound.close());
  return outbound;
}

/** Calls `url` with a secret in path and header. */
export async function ask(
  outbound: Outbound,
  url: string,
  more: Partial<OutboundRequest> = {},
): Promise<Answer | OutboundProblem> {
  const headers = { authorization: `Bearer ${SECRET}`, ...more.headers };
  const sent = await outbound.send({ method: "GET", url, ...more, headers });
  return sent.ok ? sent.value : sent.problem;
}

export async function startHttp(t: TestContext, answer: http.RequestListener): Promise<string> {
  return `http://${HOST}:${await listen(t, http.createServer(answer))}/${SECRET}`;
}

export async function startHttps(t: TestContext, certificate: string): Promise<string> {
  const options = { key: fixture("server.key"), cert: fixture(certificate) };
  const server = https.createServer(options, (_request, response) => response.end("hello"));
  return `https://${HOST}:${await listen(t, server)}/${SECRET}`;
}

/** A server that speaks whatever `speak` writes. */
export async function startRaw(t: TestContext, speak: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    speak(socket);
  });
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  return await listen(t, server);
}

export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), "utf8");
}

async function listen(t: TestContext, server: net.Server | http.Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    if (server instanceof http.Server || server instanceof https.Server) server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return address.port;
}
