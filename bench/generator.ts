import http from "node:http";
import { z } from "zod";
import type { Body } from "./mix.ts";
import { mixSizes, openMix } from "./mix.ts";

/*
 * The load generator, a process of its own. All bodies are made before the clock starts. `rate` 0 sends as fast as
 * `connections` allow; else at that many a second, however slow the answers are: a late answer delays no other request.
 */
const Order = z.object({
  url: z.string(),
  path: z.string(),
  count: z.number(),
  rate: z.number(),
  connections: z.number(),
  seed: z.number(),
});
type Order = z.infer<typeof Order>;

export type Load = {
  readonly sent: number;
  readonly answered200: number;
  readonly others: { readonly [status: string]: number };
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Milliseconds from the moment a request was due to its answer. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly mix: ReturnType<typeof mixSizes>;
};

process.once("message", (message) => {
  const order = Order.parse(message);
  const next = openMix(order.seed);
  const bodies = Array.from({ length: order.count }, next);
  process.once("message", () => void run(order, bodies).then((load) => process.send?.(load)));
  process.send?.("ready");
});

async function run(order: Order, bodies: readonly Body[]): Promise<Load> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: order.connections });
  const latencies: number[] = [];
  const others: { [status: string]: number } = {};
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const sendOne = async (body: Body, dueAt: number): Promise<void> => {
    const status = await send(agent, order, body.gzip);
    if (status === 200) latencies.push(performance.now() - dueAt);
    else others[status] = (others[status] ?? 0) + 1;
  };
  await (order.rate === 0 ? closedLoop(order, bodies, sendOne) : openLoop(order, bodies, sendOne));

  const { user, system } = process.cpuUsage(cpuBefore);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return {
    sent: bodies.length,
    answered200: latencies.length,
    others,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    mix: mixSizes(bodies),
  };
}

type SendOne = (body: Body, dueAt: number) => Promise<void>;

async function closedLoop(order: Order, bodies: readonly Body[], sendOne: SendOne): Promise<void> {
  let place = 0;
  const lane = async (): Promise<void> => {
    for (let body = bodies[place++]; body !== undefined; body = bodies[place++]) await sendOne(body, performance.now());
  };
  await Promise.all(Array.from({ length: order.connections }, lane));
}

async function openLoop(order: Order, bodies: readonly Body[], sendOne: SendOne): Promise<void> {
  const startedAt = performance.now();
  const under: Promise<void>[] = [];
  for (let sent = 0; sent < bodies.length;) {
    const due = Math.min(bodies.length, Math.floor(((performance.now() - startedAt) / 1_000) * order.rate));
    for (; sent < due; sent += 1) {
      const body = bodies[sent];
      if (body !== undefined) under.push(sendOne(body, startedAt + (sent / order.rate) * 1_000));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
}

function send(agent: http.Agent, order: Order, gzip: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      "Content-Type": "application/x-sentry-envelope",
      "Content-Encoding": "gzip",
      "Content-Length": gzip.length,
    };
    const request = http.request(`${order.url}${order.path}`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
      response.once("error", () => resolve(0));
    });
    request.once("error", () => resolve(0));
    request.end(gzip);
  });
}
