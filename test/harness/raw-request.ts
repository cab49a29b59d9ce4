import { once } from "node:events";
import http from "node:http";

export type RawRequest = {
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
  /** Sends it in chunks instead of with a length. */
  readonly isChunked: boolean;
};
export type RawAnswer = { readonly status: number; readonly body: string };

/** A request with the very headers it is given, on a connection of its own: `fetch` sets some itself and refuses others. */
export async function rawRequest(url: URL, { method, headers, body, isChunked }: RawRequest): Promise<RawAnswer> {
  const framing = isChunked ? { "transfer-encoding": "chunked" } : { "content-length": String(body.length) };
  const request = http.request(url, { method, headers: { ...headers, ...framing }, agent: false });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) =>
    request.once("response", resolve).once("error", reject),
  );
  request.end(body);
  const response = await answered;
  const chunks: Buffer[] = [];
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(response, "end");
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}
