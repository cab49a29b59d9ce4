import http from "node:http";
import type { AddressInfo } from "node:net";
import type { ClientKey } from "../project/project.ts";

const TIME_LIMIT_MS = 10_000;

/** Sends an event to our own ingest over the network, as an SDK would: a sample proves the whole way. */
export function deliverTo(
  addressOf: () => AddressInfo,
): (delivery: {
  readonly key: ClientKey;
  readonly event: string;
}) => Promise<{ readonly status: number; readonly body: string }> {
  return ({ key, event }) =>
    new Promise((resolve, reject) => {
      const { address, port } = addressOf();
      const request = http.request({
        host: address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address,
        port,
        method: "POST",
        path: `/api/${key.projectId}/store/`,
        headers: {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(event),
          "X-Sentry-Auth": `Sentry sentry_version=7, sentry_client=culprit/0.1, sentry_key=${key.publicKey}`,
        },
        timeout: TIME_LIMIT_MS,
      });
      request.once("error", reject);
      request.once("timeout", () => request.destroy(new Error("our own ingest did not answer in time")));
      request.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }));
      });
      request.end(event);
    });
}
