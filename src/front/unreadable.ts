import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

const ANSWERS = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "413 Payload Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);
const LINGER_MS = 1_000;
const LINGER_BYTES = 4 * 2 ** 20;

/**
 * Answers a request that cannot be read: a head without end (431), one that never comes (408), no HTTP (400). Node closes such a
 * connection at once; but bytes that wait unread at a close reset it, and a client that is still sending never sees its answer. So
 * what it sends is thrown away for a moment first.
 */
export function answerUnreadable(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  const answered = new WeakSet<Duplex>();
  server.on("request", ({ socket }: IncomingMessage, response) => answering.set(socket, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // The parser says again of each piece that it cannot read it.
    if (answered.has(socket)) return;
    answered.add(socket);
    const response = answering.get(socket);
    const isAmidAnswer = response?.headersSent === true && !response.writableFinished;
    if (!socket.writable || isAmidAnswer) {
      socket.destroy();
      return;
    }
    const status = ANSWERS.get(error.code ?? "") ?? "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    linger(socket);
  });
}

function linger(socket: Duplex): void {
  let bytes = 0;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LINGER_BYTES) socket.destroy();
  });
}
