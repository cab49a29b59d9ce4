import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import tls from "node:tls";
import zlib from "node:zlib";
import type { Answer, OutboundRequest } from "../../src/outbound/client.ts";
import type { OutboundProblem } from "../../src/outbound/problem.ts";
import { waitFor } from "../harness/wait-for.ts";
import { ask, clientWith, fixture, HOST, SECRET, startHttp, startHttps, startRaw } from "./remote.ts";

/** Servers that speak plain text over a socket, and what a call to them ends with. */
const speakers: readonly {
  readonly name: string;
  readonly writes: string;
  readonly ends: boolean;
  readonly kind: OutboundProblem["kind"];
  readonly says: RegExp;
}[] = [
  { name: "hangs up at once", writes: "", ends: true, kind: "broken-answer", says: /hung up/ },
  { name: "never answers", writes: "", ends: false, kind: "too-slow", says: /within 0\.3 s/ },
  { name: "stops amid the headers", writes: "HTTP/1.1 200 OK\r\nx: y", ends: false, kind: "too-slow", says: /in full/ },
  {
    name: "hangs up amid the headers",
    writes: "HTTP/1.1 200 OK\r\nx: y",
    ends: true,
    kind: "broken-answer",
    says: /sentry\.test/,
  },
  {
    name: "stops amid the body",
    writes: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234",
    ends: false,
    kind: "too-slow",
    says: /full/,
  },
  {
    name: "hangs up amid the body",
    writes: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234",
    ends: true,
    kind: "broken-answer",
    says: /hung up/,
  },
  {
    name: "hangs up amid a chunk",
    writes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n1234",
    ends: true,
    kind: "broken-answer",
    says: /hung up/,
  },
  {
    name: "sends no closing chunk",
    writes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n",
    ends: true,
    kind: "broken-answer",
    says: /hung up/,
  },
  {
    name: "speaks SSH",
    writes: "SSH-2.0-OpenSSH_9.2\r\n",
    ends: false,
    kind: "broken-answer",
    says: /not HTTP as it should be/,
  },
  {
    name: "gives a length and chunks",
    writes: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ends: false,
    kind: "broken-answer",
    says: /not HTTP/,
  },
  {
    name: "sends headers without measure",
    writes: `HTTP/1.1 200 OK\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
    ends: false,
    kind: "broken-answer",
    says: /more headers/,
  },
  {
    name: "changes the protocol unasked",
    writes: "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
    ends: false,
    kind: "broken-answer",
    says: /not HTTP/,
  },
  {
    name: "sends hints for ever",
    writes: "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(500),
    ends: false,
    kind: "too-slow",
    says: /in full/,
  },
  {
    name: "announces more than is read",
    writes: "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n",
    ends: false,
    kind: "too-large",
    says: /more than 1 MiB/,
  },
];
for (const { name, writes, ends, kind, says } of speakers) {
  test(`a server that ${name}: ${kind}`, async (t) => {
    const port = await startRaw(t, (socket) =>
      // Only then: what arrives before the request is another matter.
      socket.once("data", () => (ends ? socket.end(writes) : socket.write(writes))),
    );
    // Short only where it is to pass, so that a busy machine does not turn the others into it.
    const limits = { totalMs: kind === "too-slow" ? 300 : 10_000 };
    const refused = await ask(clientWith(t, HOST), `http://${HOST}:${port}/${SECRET}`, { limits });
    expectProblem(refused, kind, says);
  });
}

test("a body that drips is cut off at the deadline, and its connection closed", async (t) => {
  let closed = false;
  const url = await startHttp(t, (_request, response) => {
    const drip = setInterval(() => response.write("x"), 10);
    response.on("close", () => {
      closed = true;
      clearInterval(drip);
    });
  });
  const startedAt = performance.now();
  const refused = await ask(clientWith(t, HOST), url, { limits: { totalMs: 200 } });
  expectProblem(refused, "too-slow", /within 0\.2 s/);
  assert.ok(performance.now() - startedAt < 5_000);
  await waitFor(() => closed, { what: "the connection to be closed" });
});

test("a body without end is cut off at the limit, and its connection closed", async (t) => {
  let closed = false;
  let written = 0;
  const url = await startHttp(t, async (_request, response) => {
    response.on("close", () => void (closed = true));
    while (!closed) {
      written += 65_536;
      response.write(Buffer.alloc(65_536));
      await sleep(1);
    }
  });
  const refused = await ask(clientWith(t, HOST), url);
  expectProblem(refused, "too-large", /more than 1 MiB/);
  await waitFor(() => closed, { what: "the connection to be closed" });
  assert.ok(written < 16 * 1024 * 1024, `${written} bytes`);
});

test("the time to connect does not count against the answer", async (t) => {
  const url = await startHttp(t, (_request, response) => setTimeout(() => response.end("late"), 1_200));
  const outbound = clientWith(t, HOST);
  for (const state of ["new", "kept"]) {
    const answer = await ask(outbound, url, { limits: { connectMs: 1_000 } });
    assert.equal(bodyOf(answer).toString(), "late", `a ${state} connection`);
  }
});

test("a body of exactly the limit is read", async (t) => {
  const url = await startHttp(t, (_request, response) => response.end(Buffer.alloc(1_000, "x")));
  const outbound = clientWith(t, HOST);
  assert.equal(bodyOf(await ask(outbound, url, { limits: { maxBytes: 1_000 } })).length, 1_000);
  expectProblem(await ask(outbound, url, { limits: { maxBytes: 999 } }), "too-large", /more than 999 bytes/);
});

const JSON_TEXT = JSON.stringify({ hello: "world".repeat(50) });
const codings = [
  { coding: "gzip", body: zlib.gzipSync(JSON_TEXT) },
  { coding: "X-GZIP", body: zlib.gzipSync(JSON_TEXT) },
  { coding: "deflate", body: zlib.deflateSync(JSON_TEXT) },
  { coding: "deflate", body: zlib.deflateRawSync(JSON_TEXT) },
  { coding: "identity", body: Buffer.from(JSON_TEXT) },
];
for (const { coding, body } of codings) {
  test(`a body in ${coding} (${body.length} bytes) is decoded`, async (t) => {
    const url = await startHttp(t, (_request, response) => response.setHeader("content-encoding", coding).end(body));
    assert.equal(bodyOf(await ask(clientWith(t, HOST), url)).toString(), JSON_TEXT);
  });
}

const unread = [
  { name: "brotli", coding: "br", body: zlib.brotliCompressSync(JSON_TEXT), says: /encodes its answer as br,/ },
  { name: "zstd", coding: "zstd", body: zlib.zstdCompressSync(JSON_TEXT), says: /as zstd,/ },
  { name: "gzip in gzip", coding: "gzip, gzip", body: zlib.gzipSync(zlib.gzipSync(JSON_TEXT)), says: /as something,/ },
  { name: "gzip that is none", coding: "gzip", body: Buffer.from(JSON_TEXT), says: /damaged/ },
  { name: "gzip that is cut off", coding: "gzip", body: zlib.gzipSync(JSON_TEXT).subarray(0, -9), says: /cut off/ },
];
for (const { name, coding, body, says } of unread) {
  test(`a body in ${name} is refused`, async (t) => {
    const url = await startHttp(t, (_request, response) => response.setHeader("content-encoding", coding).end(body));
    expectProblem(await ask(clientWith(t, HOST), url), "broken-answer", says);
  });
}

test("a bomb of 96 MiB in 96 KiB of gzip is refused, and costs little memory", async (t) => {
  const bomb = zlib.gzipSync(Buffer.alloc(96 * 1024 * 1024));
  const url = await startHttp(t, (_request, response) => response.setHeader("content-encoding", "gzip").end(bomb));
  const before = process.memoryUsage().rss;
  expectProblem(await ask(clientWith(t, HOST), url), "too-large", /more than 1 MiB/);
  assert.ok(process.memoryUsage().rss - before < 48 * 1024 * 1024);
});

const bodiless: readonly { readonly method: OutboundRequest["method"]; readonly status: number }[] = [
  { method: "HEAD", status: 200 },
  { method: "GET", status: 204 },
  { method: "GET", status: 304 },
];
for (const { method, status } of bodiless) {
  test(`${method} answered ${status} with a coding and no body is an answer`, async (t) => {
    const url = await startHttp(t, (_request, response) => response.writeHead(status, { "content-encoding": "gzip" }).end());
    const answer = await ask(clientWith(t, HOST), url, { method });
    assert.ok("status" in answer, JSON.stringify(answer));
    assert.deepEqual([answer.status, answer.body.length], [status, 0]);
  });
}

test("a status of failure is an answer, headers in lower case and joined", async (t) => {
  const url = await startHttp(t, (_request, response) => {
    response
      .writeHead(
        429,
        [
          ["Retry-After", "7"],
          ["Set-Cookie", "a"],
          ["Set-Cookie", "b"],
          ["__proto__", "x"],
        ].flat(),
      )
      .end("slow down");
  });
  const answer = await ask(clientWith(t, HOST), `${url}#fragment`);
  assert.ok("status" in answer, JSON.stringify(answer));
  assert.equal(answer.url, url);
  assert.deepEqual([answer.status, answer.headers["retry-after"], answer.headers["set-cookie"]], [429, "7", "a, b"]);
  assert.equal(Object.getPrototypeOf(answer.headers), Object.prototype);
});

test("a port where nothing listens: refused", async (t) => {
  const port = await startRaw(t, () => {});
  const outbound = clientWith(t, HOST);
  const closedPort = await new Promise<number>((resolve) => {
    const probe = tls.createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === "object" ? address.port : port));
    });
  });
  expectProblem(await ask(outbound, `http://${HOST}:${closedPort}/`), "refused", new RegExp(`port ${closedPort}`));
});

test("a look-up that does not end is given up", async (t) => {
  const outbound = clientWith(t, HOST, () => new Promise(() => {}));
  const refused = await ask(outbound, `http://${HOST}/`, { limits: { connectMs: 100 } });
  expectProblem(refused, "too-slow", /No connection to sentry\.test within 0\.1 s/);
});

for (const [code, says] of [
  ["ENOTFOUND", /no host sentry\.test/],
  ["EAI_AGAIN", /just now/],
] as const) {
  test(`a look-up that fails with ${code}: name-not-found`, async (t) => {
    const outbound = clientWith(t, HOST, async () => Promise.reject(Object.assign(new Error("no"), { code })));
    expectProblem(await ask(outbound, `http://${HOST}/`), "name-not-found", says);
  });
}

test("a connection is kept for the next call; one that the server has closed meanwhile is replaced", async (t) => {
  let connections = 0;
  let answersLeft = 2;
  const port = await startRaw(t, (socket) => {
    connections += 1;
    socket.on("data", () => {
      // Closing instead of answering is what a server does whose patience with an idle connection ends just now.
      if (answersLeft-- === 0) socket.destroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  const outbound = clientWith(t, HOST);
  for (const want of [1, 1, 2]) {
    const answer = await ask(outbound, `http://${HOST}:${port}/`);
    assert.ok("status" in answer, JSON.stringify(answer));
    assert.equal(connections, want);
    await sleep(20);
  }
});

test("a POST is not sent twice", async (t) => {
  let requests = 0;
  const port = await startRaw(t, (socket) => {
    socket.on("data", () => {
      requests += 1;
      if (requests === 2) socket.destroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  const outbound = clientWith(t, HOST);
  assert.equal(bodyOf(await ask(outbound, `http://${HOST}:${port}/`)).toString(), "ok");
  await sleep(20);
  expectProblem(await ask(outbound, `http://${HOST}:${port}/`, { method: "POST", body: "x" }), "broken-answer", /hung up/);
  assert.equal(requests, 2);
});

const certificates = [
  { name: "self-signed", file: "self-signed.crt", trusted: true, says: /self-signed.*NODE_EXTRA_CA_CERTS/ },
  { name: "of an unknown authority", file: "good.crt", trusted: false, says: /authority.*NODE_EXTRA_CA_CERTS/ },
  { name: "expired", file: "expired.crt", trusted: true, says: /has expired/ },
  { name: "for another name", file: "other-name.crt", trusted: true, says: /for another name/ },
];
for (const { name, file, trusted, says } of certificates) {
  test(`a certificate that is ${name} is refused with the reason`, async (t) => {
    if (trusted) trustTestAuthority(t);
    const url = await startHttps(t, file);
    expectProblem(await ask(clientWith(t, HOST), url), "tls", says);
  });
}

test("a good certificate of a known authority is accepted", async (t) => {
  trustTestAuthority(t);
  const url = await startHttps(t, "good.crt");
  const outbound = clientWith(t, HOST);
  for (let call = 0; call < 2; call++) assert.equal(bodyOf(await ask(outbound, url)).toString(), "hello");
});

test("a certificate is checked though the environment says not to", async (t) => {
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
  t.after(() => delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"]);
  expectProblem(await ask(clientWith(t, HOST), await startHttps(t, "self-signed.crt")), "tls", /self-signed/);
});

test("https to a port that speaks http: tls, with a hint", async (t) => {
  const url = await startHttp(t, (_request, response) => response.end());
  expectProblem(await ask(clientWith(t, HOST), url.replace("http:", "https:")), "tls", /does not speak TLS/);
});

test("https to a server that hangs up, or that says nothing", async (t) => {
  const rude = await startRaw(t, (socket) => socket.destroy());
  expectProblem(await ask(clientWith(t, HOST), `https://${HOST}:${rude}/`), "tls", /hung up/);
  const silent = await startRaw(t, () => {});
  const refused = await ask(clientWith(t, HOST), `https://${HOST}:${silent}/`, { limits: { connectMs: 150 } });
  expectProblem(refused, "too-slow", /No connection/);
});

function trustTestAuthority(t: { readonly after: (end: () => void) => void }): void {
  const usual = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...usual, fixture("authority.crt")]);
  t.after(() => tls.setDefaultCACertificates(usual));
}

function bodyOf(answer: Answer | OutboundProblem): Buffer {
  assert.ok("body" in answer, JSON.stringify(answer));
  return answer.body;
}

function expectProblem(refused: Answer | OutboundProblem, kind: OutboundProblem["kind"], says: RegExp): void {
  assert.ok("kind" in refused, "an answer came");
  assert.equal(refused.kind, kind, refused.message);
  assert.match(refused.message, says);
  assert.ok(refused.message.includes(HOST), refused.message);
  assert.ok(!refused.message.includes(SECRET), refused.message);
  assert.ok(refused.message.length < 300, refused.message);
}
