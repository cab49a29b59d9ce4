import { once } from "node:events";
import net from "node:net";

export type Sending =
  | { readonly kind: "answered"; readonly status: number }
  /** The connection broke first. The time is on the monotonic clock, and absent when the request was not even written. */
  | { readonly kind: "failed"; readonly writtenAtNs: bigint | undefined };

/**
 * One connection that stays, with one request on it at a time. Bare sockets, since `node:http` costs a client more than the
 * request costs the server: the requests would then wait in the client, and never be in flight.
 */
export type Connection = {
  readonly send: (request: string | Uint8Array) => Promise<Sending>;
  readonly close: () => void;
};

export async function connect(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  await once(socket, "connect");
  socket.setNoDelay(true);
  let received = "";
  let settle: (sending: Sending) => void = () => {};
  let writtenAtNs: bigint | undefined;
  let isOver = false;
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    const status = wholeAnswer(received);
    if (status === undefined) return;
    received = "";
    settle({ kind: "answered", status });
  });
  socket.on("error", () => {});
  socket.once("close", () => {
    isOver = true;
    // An answer whose status is there was given, whatever became of its body.
    const status = statusOf(received);
    settle(status === undefined ? { kind: "failed", writtenAtNs } : { kind: "answered", status });
    received = "";
  });
  return {
    send(request) {
      if (isOver) return Promise.resolve({ kind: "failed", writtenAtNs: undefined });
      const { promise, resolve } = Promise.withResolvers<Sending>();
      settle = resolve;
      writtenAtNs = undefined;
      socket.write(request, (error) => {
        if (error === undefined || error === null) writtenAtNs = process.hrtime.bigint();
      });
      return promise;
    },
    close: () => socket.destroy(),
  };
}

/** The status of an answer that is all there. Ours always tell their length; after one that does not, the connection ends. */
function wholeAnswer(text: string): number | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (length === undefined) return undefined;
  return text.length < headEnd + 4 + Number(length) ? undefined : statusOf(text);
}

function statusOf(text: string): number | undefined {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}
