import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import zlib from "node:zlib";
import { K, openDoor } from "./test-door.ts";

const PATH = `/api/42/envelope/?sentry_key=${K}`;
const MIB = 1 << 20;

const bombs = [
  { coding: "gzip", body: zlib.gzipSync(Buffer.alloc(64 * MIB)) },
  // One that lies about its size, so that nothing but inflating finds out.
  { coding: "gzip", body: Buffer.concat([zlib.gzipSync(Buffer.alloc(64 * MIB)).subarray(0, -4), Buffer.from([100, 0, 0, 0])]) },
  { coding: "deflate", body: zlib.deflateSync(Buffer.alloc(64 * MIB)) },
  { coding: "zstd", body: zlib.zstdCompressSync(Buffer.alloc(64 * MIB)) },
  {
    coding: "br",
    body: zlib.brotliCompressSync(Buffer.alloc(64 * MIB), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  },
  { coding: "gzip, gzip", body: zlib.gzipSync(zlib.gzipSync(Buffer.alloc(64 * MIB))) },
];
for (const [index, { coding, body }] of bombs.entries()) {
  test(`a bomb is 413 (${coding}, ${body.length} bytes, number ${index + 1})`, async () => {
    await using door = await openDoor();
    const answer = await door.send({ path: PATH, headers: { "content-encoding": coding }, body });
    assert.equal(answer.status, 413, answer.body.toString());
    assert.deepEqual(door.logged, []);
    assert.equal(door.outcomes[0]?.reason, "too_large");
  });
}

/** A gigabyte in a megabyte: gzip may have many members. */
const largeBomb = Buffer.concat(Array.from({ length: 16 }, () => zlib.gzipSync(Buffer.alloc(64 * MIB))));

test("a bomb is 413 before it has all come", async () => {
  await using door = await openDoor();
  const sender = net.connect(door.port, "127.0.0.1");
  sender.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: ${largeBomb.length}\r\n\r\n`);
  sender.write(largeBomb.subarray(0, 200_000));
  const [chunk] = await once(sender, "data");
  assert.match(String(chunk), /^HTTP\/1.1 413 /);
  assert.equal(door.ingest.bytesInFlight(), 0);
  sender.destroy();
});

test("thirty bombs at once, together more than twice the budget, are 413 each", async () => {
  const maxBytesInFlight = 10 * MIB;
  assert.ok(30 * largeBomb.length > 2 * maxBytesInFlight);
  await using door = await openDoor({ sizes: { maxBytesInFlight } });
  const bomb = { path: PATH, headers: { "content-encoding": "gzip" }, body: largeBomb };
  const answers = await Promise.all(Array.from({ length: 30 }, () => door.send(bomb)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([413]));
});

test("a large honest envelope is taken: 30 MiB of attachment in 3 MiB", async () => {
  await using door = await openDoor();
  const attachment = Buffer.alloc(30 * MIB, Buffer.from(Array.from({ length: 10_000 }, (_, index) => (index * index) % 251)));
  const head = `{}\n{"type":"event"}\n{}\n{"type":"attachment","length":${attachment.length}}\n`;
  const body = zlib.gzipSync(Buffer.concat([Buffer.from(head), attachment]), { level: 1 });
  const answer = await door.send({ path: PATH, headers: { "content-encoding": "gzip" }, body });
  assert.equal(answer.status, 200, answer.body.toString());
  assert.ok(body.equals(door.logged[0]?.body ?? Buffer.alloc(0)), "the log has the bytes that came");
});

test("a body that says it is too large is refused before it is read, and the client reads the answer", async () => {
  await using door = await openDoor({ sizes: { maxBodyBytes: 100_000 } });
  const answer = await door.send({ path: PATH, body: Buffer.alloc(150_000) });
  assert.equal(answer.status, 413);
});

test("a body that turns out too large is refused, and the client reads the answer", async () => {
  await using door = await openDoor({ sizes: { maxBodyBytes: 100_000 } });
  const answer = await door.send({ path: PATH, body: Buffer.alloc(180_000), isChunked: true });
  assert.equal(answer.status, 413);
  assert.equal(door.ingest.bytesInFlight(), 0);
});

test("more bytes at once than the budget are 503 for the one that brings them", async () => {
  await using door = await openDoor({ sizes: { maxBytesInFlight: 400_000 } });
  const slow = net.connect(door.port, "127.0.0.1");
  slow.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 290000\r\n\r\n`);
  slow.write(Buffer.alloc(250_000, 0x20));
  while (door.ingest.bytesInFlight() < 250_000) await sleep(5);

  const large = await door.send({ path: PATH, body: Buffer.alloc(200_000) });
  assert.equal(large.status, 503);
  assert.ok(Number(large.headers["retry-after"]) > 0);
  const small = await door.send({ path: PATH, body: '{}\n{"type":"event"}\n{}' });
  assert.equal(small.status, 200);

  slow.destroy();
  while (door.ingest.bytesInFlight() > 0) await sleep(5);
});

test("a body that stops arriving is 408", async () => {
  await using door = await openDoor({ sizes: { bodyIdleMs: 50 } });
  const stalled = net.connect(door.port, "127.0.0.1");
  stalled.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{}`);
  const [chunk] = await once(stalled, "data");
  assert.match(String(chunk), /^HTTP\/1.1 408 /);
  await once(stalled, "close");
  assert.equal(door.ingest.bytesInFlight(), 0);
});

test("a body that trickles for ever is 408", async () => {
  await using door = await openDoor({ sizes: { bodyTotalMs: 50 } });
  const trickling = net.connect(door.port, "127.0.0.1").on("error", () => undefined);
  trickling.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`);
  const timer = setInterval(() => trickling.write(" "), 10);
  const [chunk] = await once(trickling, "data");
  clearInterval(timer);
  assert.match(String(chunk), /^HTTP\/1.1 408 /);
});

test("a client that goes away costs nothing", async () => {
  await using door = await openDoor();
  const gone = net.connect(door.port, "127.0.0.1");
  gone.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{}`);
  while (door.ingest.bytesInFlight() === 0) await sleep(5);
  gone.destroy();
  while (door.ingest.bytesInFlight() > 0) await sleep(5);
  assert.deepEqual([door.logged, door.outcomes, door.failures], [[], [], []]);
});

test("after a refusal the same connection serves the next request", async () => {
  await using door = await openDoor();
  const client = net.connect(door.port, "127.0.0.1");
  const envelope = '{}\n{"type":"event"}\n{}';
  client.write(`POST /api/42/envelope/?sentry_key=${"f".repeat(32)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`);
  client.write(Buffer.alloc(100_000));
  client.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${envelope.length}\r\n\r\n${envelope}`);
  let text = "";
  for await (const chunk of client) {
    text += String(chunk);
    if (text.includes('{"id"')) break;
  }
  assert.match(text, /^HTTP\/1.1 403 [^]*HTTP\/1.1 200 /);
});
