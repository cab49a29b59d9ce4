import type { AddressInfo } from "node:net";
import http from "node:http";
import { once } from "node:events";

/** One exchange between a client and the server. */
export type Exchange = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Of the request, names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly status: number;
};

export type Recorder = {
  /** The address that clients are given. */
  readonly url: string;
  /** Says where the server is. */
  readonly passTo: (url: string) => void;
  /** What has been exchanged since it was last asked. */
  readonly take: () => readonly Exchange[];
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/**
 * Stands between clients and the server, changes nothing and writes down what is said. `missing`: paths that it answers with 404 itself,
 * as a server does that does not have them.
 */
export async function startRecorder(missing?: RegExp): Promise<Recorder> {
  let target = "";
  let exchanges: Exchange[] = [];
  const server = http.createServer((request, response) => {
    if (missing?.test(request.url ?? "") === true) {
      response.writeHead(404, { "content-type": "application/json" }).end('{"detail":"The requested resource does not exist"}');
      return;
    }
    void pass(target, request, response).then(
      (exchange) => exchanges.push(exchange),
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!isInternet(address)) throw new Error("The recorder has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    passTo: (url) => void (target = url),
    take() {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function isInternet(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

async function pass(target: string, request: http.IncomingMessage, response: http.ServerResponse): Promise<Exchange> {
  const body = await bytesOf(request);
  const asked = http.request(new URL(request.url ?? "/", target), { method: request.method, headers: request.headers });
  asked.end(body);
  const [answered] = await once(asked, "response");
  if (!(answered instanceof http.IncomingMessage)) throw new Error("no answer");
  const answer = await bytesOf(answered);
  response.writeHead(answered.statusCode ?? 500, answered.headers).end(answer);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? "GET",
    path: request.url ?? "/",
    headers: Object.fromEntries(headers),
    body: body.toString("utf8"),
    status: answered.statusCode ?? 0,
  };
}

async function bytesOf(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
