import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { metricsOf } from "../harness/metrics.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";

/*
 * Clients that take their time, or never stop, against a whole server with the patience it has by default. They all run at
 * once, so that the file takes as long as the slowest of them, about 35 seconds of waiting.
 */
const MIB = 2 ** 20;

let server: TestServer;
let bystander: { readonly stop: () => Promise<readonly number[]> };

before(async () => {
  server = await startServer();
  bystander = startBystander();
});
after(() => server[Symbol.asyncDispose]());

/** What a client saw of its connection: the statuses of its answers, and that it ended. */
type Seen = { readonly statuses: readonly number[]; readonly text: string };

const envelope = (): string => `POST /api/${server.projectId}/envelope/?sentry_key=${server.publicKey} HTTP/1.1\r\nHost: x\r\n`;
const BODY = '{}\n{"type":"event"}\n{"message":"slow"}\n';

/** Connects, does what it is told, and waits until the server has ended the connection. */
async function clientThat(act: (socket: net.Socket) => void): Promise<Seen> {
  const { hostname, port } = new URL(server.url);
  const socket = net.connect({ port: Number(port), host: hostname, allowHalfOpen: true }).on("error", () => {});
  let text = "";
  socket.on("data", (chunk) => void (text += chunk.toString("latin1")));
  // Whoever has let its answer come to an end hears of it here; a reset is told as a close.
  const ended = new Promise<void>((resolve) => socket.once("end", resolve).once("close", () => resolve()));
  await once(socket, "connect");
  act(socket);
  await ended;
  socket.destroy();
  return { statuses: Array.from(text.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status]) => Number(status)), text };
}

function dribble(socket: net.Socket, text: string, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => socket.write(text[at++] ?? ""), everyMs);
  socket.once("end", () => clearInterval(timer)).once("close", () => clearInterval(timer));
}

/** Sends the same again and again until the server has had enough. */
function flood(socket: net.Socket, piece: Buffer): void {
  const pump = (): void => {
    while (!socket.destroyed && !socket.readableEnded && socket.write(piece));
  };
  socket.on("drain", pump);
  pump();
}

/** Sends an event each tenth of a second, and is served as if nothing else were there. */
function startBystander(): typeof bystander {
  const state = { isOver: false };
  const statuses: number[] = [];
  const sending = (async () => {
    while (!state.isOver) {
      const path = `/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}`;
      const answer = await fetch(server.url + path, { method: "POST", body: '{}\n{"type":"event"}\n{"message":"ordinary"}\n' });
      await answer.arrayBuffer();
      statuses.push(answer.status);
      await sleep(100);
    }
  })();
  return {
    async stop() {
      state.isOver = true;
      await sending;
      return statuses;
    },
  };
}

const clients: {
  readonly name: string;
  readonly act: (socket: net.Socket) => void;
  readonly want: readonly number[];
}[] = [
  { name: "says nothing at all", act: () => {}, want: [408] },
  { name: "dribbles its headers", act: (socket) => dribble(socket, `${envelope()}X-A: ${"a".repeat(600)}`, 250), want: [408] },
  { name: "stops in the middle of its headers", act: (socket) => void socket.write(envelope()), want: [408] },
  { name: "half-closes in the middle of its headers", act: (socket) => void socket.end(envelope()), want: [400] },
  {
    name: "stops in the middle of its body",
    act: (socket) => void socket.write(`${envelope()}Content-Length: 100\r\n\r\n{}`),
    want: [408],
  },
  {
    name: "half-closes in the middle of its body",
    act: (socket) => void socket.end(`${envelope()}Content-Length: 100\r\n\r\n{}`),
    want: [400],
  },
  {
    // Its event is kept all the same: it may send it again, which counts once.
    name: "half-closes after a whole request",
    act: (socket) => void socket.end(`${envelope()}Content-Length: ${BODY.length}\r\n\r\n${BODY}`),
    want: [],
  },
  {
    name: "is told to go on with its body and never does",
    act: (socket) => void socket.write(`${envelope()}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n`),
    want: [100, 408],
  },
  {
    name: "stops in the middle of a body for the API",
    act: (socket) => void socket.write("POST /api/0/auth/login/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"),
    want: [408],
  },
  {
    name: "declares 10 GB and sends them",
    act: (socket) => {
      socket.write(`${envelope()}Content-Length: 10000000000\r\n\r\n`);
      return flood(socket, Buffer.alloc(MIB));
    },
    want: [413],
  },
  {
    name: "sends chunks without end",
    act: (socket) => {
      socket.write(`${envelope()}Transfer-Encoding: chunked\r\n\r\n`);
      return flood(socket, Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(MIB), Buffer.from("\r\n")]));
    },
    want: [413],
  },
  {
    name: "sends the API a body without end",
    act: (socket) => {
      socket.write("POST /api/0/auth/login/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      return flood(socket, Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(MIB), Buffer.from("\r\n")]));
    },
    want: [413],
  },
  {
    name: "sends headers without end",
    act: (socket) => {
      socket.write(envelope());
      return flood(socket, Buffer.from(`X-A: ${"a".repeat(1_000)}\r\n`));
    },
    want: [431],
  },
  {
    name: "gives its chunks no sizes",
    act: (socket) => void socket.write(`${envelope()}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`),
    want: [400],
  },
  {
    name: "says two lengths at once, to smuggle a second request",
    act: (socket) => void socket.write(`${envelope()}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    want: [400],
  },
  { name: "speaks TLS to us", act: (socket) => void socket.write(Buffer.from("160301020001000001fc0303", "hex")), want: [400] },
];

void suite("slow, endless and half-closed clients", { concurrency: true }, () => {
  for (const { name, act, want } of clients) {
    test(`a client that ${name} is ${want.length === 0 ? "not answered" : `answered ${want.join(", then ")}`}, and its connection ends`, async () => {
      const seen = await clientThat(act);
      assert.deepEqual(seen.statuses, want, seen.text);
    });
  }

  test("a thousand requests in one breath are answered in order, each once", async () => {
    const requests = Array.from({ length: 1_000 }, (_, number) => {
      const id = (number + 1).toString(16).padStart(32, "0");
      const body = `{"event_id":"${id}"}\n{"type":"event"}\n{"message":"pipelined"}\n`;
      const last = number === 999 ? "Connection: close\r\n" : "";
      return `${envelope()}${last}Content-Length: ${body.length}\r\n\r\n${body}`;
    });
    const seen = await clientThat((socket) => void socket.write(requests.join("")));
    const ids = Array.from(seen.text.matchAll(/"id":"([0-9a-f]{32})"/g), ([, id = ""]) => Number.parseInt(id, 16));
    assert.deepEqual(
      ids,
      Array.from({ length: 1_000 }, (_, number) => number + 1),
    );
  });

  test("six hundred that hold a body back at once, and then go away, leave nothing behind", async () => {
    const { hostname, port } = new URL(server.url);
    const sockets = Array.from({ length: 600 }, (_, number) => {
      const socket = net.connect(Number(port), hostname).on("error", () => {});
      const start = number % 2 === 0 ? envelope() : "POST /api/0/auth/login/ HTTP/1.1\r\nHost: x\r\n";
      socket.write(`${start}Content-Length: 100000\r\n\r\n${"{".repeat(1_000)}`);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    assert.equal((await server.api(`/projects/${server.organization}/${server.project}/`)).status, 200);
    for (const [number, socket] of sockets.entries()) if (number % 4 < 2) socket.resetAndDestroy(); else socket.destroy(); // prettier-ignore
    assert.equal((await server.api(`/projects/${server.organization}/${server.project}/`)).status, 200);
  });
});

test("who sent ordinary events meanwhile never noticed, and every one is there", async () => {
  const statuses = await bystander.stop();
  assert.ok(statuses.length > 50, `${statuses.length} ordinary events`);
  assert.deepEqual([...new Set(statuses)], [200]);
  assert.doesNotMatch(server.output(), /"level":(50|60)/);
  assert.ok(((await metricsOf(server)).get("culprit_events_recorded_total") ?? 0) > 0);
});
