import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createBodyReader } from "../ingest/body-reader.ts";
import { apiDoor } from "./api-door.ts";

const SIZES = { maxBodyBytes: 1_000, bodyIdleMs: 10_000, bodyTotalMs: 10_000 };

/** A door on a real socket, before an API that says what it was asked. */
async function openApiDoor(context: TestContext, sizes = SIZES): Promise<{ readonly port: number; readonly url: string }> {
  const ask = ({ method, path, body }: { method: string; path: string; body: Uint8Array | undefined }) =>
    Promise.resolve({
      status: 200,
      headers: {},
      body: Buffer.from(`${method} ${path} ${Buffer.from(body ?? []).toString()}`),
    });
  const handle = apiDoor({ ask, clientIpOf: () => "192.0.2.1", bodies: createBodyReader(sizes, 32 * 2 ** 20) });
  const server = http.createServer((request, response) => handle(request, response, request.url ?? ""));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, url: `http://127.0.0.1:${port}` };
}

function holdBack(context: TestContext, port: number): net.Socket {
  const socket = net.connect(port, "127.0.0.1").on("error", () => {});
  context.after(() => socket.destroy());
  socket.write("POST /api/0/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
  return socket;
}

test("a request is passed on with its body, and one without a body without", async (context) => {
  const { url } = await openApiDoor(context);
  const posted = await fetch(`${url}/api/0/x`, { method: "POST", body: "{}" });
  assert.equal(await posted.text(), "POST /api/0/x {}");
  assert.equal(await (await fetch(`${url}/api/0/y`)).text(), "GET /api/0/y ");
});

test("a thousand clients that keep their bodies back take nobody's place", async (context) => {
  const { port, url } = await openApiDoor(context);
  const sockets = Array.from({ length: 1_000 }, () => holdBack(context, port));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  await sleep(100);
  assert.equal((await fetch(`${url}/api/0/y`)).status, 200);
});

test("a body that stops arriving is 408, and its connection ends", async (context) => {
  const { port } = await openApiDoor(context, { ...SIZES, bodyIdleMs: 50 });
  const socket = holdBack(context, port);
  const [chunk] = await once(socket, "data");
  assert.match(String(chunk), /^HTTP\/1.1 408 [^]*did not arrive in time/);
  await once(socket, "close");
});

for (const { name, body } of [
  { name: "declares too much", body: "x".repeat(1_001) },
  { name: "turns out too large", body: new ReadableStream({ pull: (to) => (to.enqueue(Buffer.alloc(600)), to.close()) }) },
]) {
  test(`a body that ${name} is 413`, async (context) => {
    const { url } = await openApiDoor(context, { ...SIZES, maxBodyBytes: 500 });
    const answer = await fetch(`${url}/api/0/x`, { method: "POST", body, duplex: "half" } as RequestInit);
    assert.equal(answer.status, 413);
    assert.match(await answer.text(), /larger than 500 bytes/);
  });
}

test("bodies that arrive at once share 32 MiB, and one beyond that is asked to come back", async (context) => {
  const { port, url } = await openApiDoor(context, { ...SIZES, maxBodyBytes: 2 ** 20 });
  const head = `POST /api/0/x HTTP/1.1\r\nHost: x\r\nContent-Length: ${2 ** 20}\r\n\r\n`;
  for (let number = 0; number < 40; number += 1) {
    const socket = net.connect(port, "127.0.0.1").on("error", () => {});
    context.after(() => socket.destroy());
    socket.write(head);
    socket.write(Buffer.alloc(2 ** 20 - 1));
  }
  const large = async (): Promise<number> =>
    (await fetch(`${url}/api/0/x`, { method: "POST", body: Buffer.alloc(900_000) })).status;
  while ((await large()) !== 503) await sleep(20);
  assert.equal((await fetch(`${url}/api/0/y`)).status, 200);
});
