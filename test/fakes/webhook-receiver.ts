import { once } from "node:events";
import http from "node:http";

export type Received = {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
};

/** A server that takes webhooks of any kind. */
export type WebhookReceiver = {
  readonly origin: string;
  readonly received: Received[];
  /** What it answers to the next ones, by path; 200 where there is nothing. */
  readonly statuses: Map<string, number>;
  readonly close: () => Promise<void>;
};

export async function webhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const statuses = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      response.writeHead(statuses.get(path) ?? 200).end("ok");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    received,
    statuses,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
