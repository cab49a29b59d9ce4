import { randomUUID } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { connect } from "../test/harness/connection.ts";
import { openMix } from "./mix.ts";

/*
 * A project that sends as much as it can, a process of its own: the bodies of the mix again and again, each time under a new id.
 * Bare sockets, since a client of `node:http` costs more than a request that is refused.
 */
const Order = z.object({ url: z.string(), path: z.string(), seed: z.number(), connections: z.number(), seconds: z.number() });
type Order = z.infer<typeof Order>;

export type LoudSeen = { readonly seconds: number; readonly statuses: { readonly [status: string]: number } };

const BODIES = 1_000;

process.once("message", (message) => {
  const order = Order.parse(message);
  const next = openMix(order.seed);
  const tails = Array.from({ length: BODIES }, () => tailOf(next().gzip));
  process.once("message", () => void run(order, tails).then((seen) => process.send?.(seen)));
  process.send?.("ready");
});

/** All but the envelope's header, as a gzip member of its own: another may stand before it. */
function tailOf(gzip: Buffer): Buffer {
  const text = gunzipSync(gzip);
  return gzipSync(text.subarray(text.indexOf("\n")));
}

async function run({ url, path, connections, seconds }: Order, tails: readonly Buffer[]): Promise<LoudSeen> {
  const statuses: { [status: string]: number } = {};
  const startedAt = performance.now();
  let number = 0;
  const lane = async (): Promise<void> => {
    let connection = await connect(url);
    while (performance.now() - startedAt < seconds * 1_000) {
      const head = gzipSync(`{"event_id":"${randomUUID().replaceAll("-", "")}"}`, { level: 1 });
      const body = Buffer.concat([head, tails[number++ % BODIES] ?? head]);
      const lines = [`POST ${path} HTTP/1.1`, "Host: loud", "Content-Encoding: gzip", `Content-Length: ${body.length}`, "", ""];
      const sending = await connection.send(Buffer.concat([Buffer.from(lines.join("\r\n")), body]));
      const status = sending.kind === "answered" ? sending.status : 0;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 0) connection = await connect(url);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return { seconds: (performance.now() - startedAt) / 1_000, statuses };
}
