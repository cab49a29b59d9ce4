import type { IncomingMessage } from "node:http";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Lease } from "./byte-budget.ts";
import type { BodyProblem } from "./problem.ts";
import type { IngestSizes } from "./sizes.ts";

/** After a refusal the rest of the body is read and thrown away for as long as this; then the connection is cut. */
const DRAIN_MS = 30_000;

/** How much of a body is taken, and how long is waited for it. */
export type BodySizes = Pick<IngestSizes, "maxBodyBytes" | "bodyIdleMs" | "bodyTotalMs">;

/** Has what has come so far looked at once it is more than `afterBytes`; the rest is taken when nothing is wrong with it. */
export type EarlyLook<P> = {
  readonly afterBytes: number;
  readonly look: (chunks: readonly Buffer[]) => Promise<P | undefined>;
};

/** Whether the request says by itself that it is too large. */
export function declaresTooMuch(request: IncomingMessage, maxBytes: number): boolean {
  const declared = request.headers["content-length"];
  return declared !== undefined && Number(declared) > maxBytes;
}

/**
 * Reads a body of at most `maxBodyBytes`, each byte taken from the lease as it arrives (what a client merely announces costs
 * nothing). Bodies that stop arriving, or trickle, are given up. After a problem the stream is left as it is: `drain` it.
 */
export function readBody<P = never>(
  request: IncomingMessage,
  lease: Lease,
  sizes: BodySizes,
  early?: EarlyLook<P>,
): Promise<Result<Buffer, BodyProblem | P>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const startedAtMs = performance.now();
    let length = 0;

    const settle = (result: Result<Buffer, BodyProblem | P>): void => {
      clearTimeout(idle);
      request.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > sizes.maxBodyBytes) return settle(problem({ kind: "body-too-large" }));
      if (!lease.take(chunk.length)) return settle(problem({ kind: "busy" }));
      if (performance.now() - startedAtMs > sizes.bodyTotalMs) return settle(problem({ kind: "body-timeout" }));
      chunks.push(chunk);
      idle.refresh();
      if (early !== undefined && length > early.afterBytes) looker.look(early).catch(reject);
    };
    const onEnd = (): void =>
      settle(ok(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length)));
    const onClose = (): void => settle(problem({ kind: "aborted" }));

    const looker = createLooker<P>(request, chunks, (found) => settle(problem(found)));
    const onIdle = (): void => {
      if (looker.isLooking()) idle.refresh();
      else settle(problem({ kind: "body-timeout" }));
    };
    const idle = setTimeout(onIdle, sizes.bodyIdleMs);
    request.on("data", onData).once("end", onEnd).once("close", onClose).once("error", onClose);
  });
}

type Looker<P> = { readonly look: (early: EarlyLook<P>) => Promise<void>; readonly isLooking: () => boolean };

/** Looks once. What goes on arriving meanwhile waits with the sender, and not here. */
function createLooker<P>(request: IncomingMessage, chunks: readonly Buffer[], onFound: (found: P) => void): Looker<P> {
  let state: "not yet" | "now" | "done" = "not yet";
  return {
    isLooking: () => state === "now",
    async look(early) {
      if (state !== "not yet") return;
      state = "now";
      request.pause();
      const found = await early.look(chunks);
      state = "done";
      if (found === undefined) request.resume();
      else onFound(found);
    },
  };
}

/**
 * Lets a refused body run off, up to a cap: a client that is still sending when the connection is cut sees a reset instead of
 * the answer that it was given.
 */
export function drain(request: IncomingMessage, maxBytes: number): void {
  if (request.complete || request.destroyed) return;
  const { socket } = request;
  let drained = 0;
  const cut = setTimeout(() => socket.destroy(), DRAIN_MS).unref();
  const done = (): void => {
    clearTimeout(cut);
    // A request whose answer is finished is not told that its connection closed, so the socket itself is asked.
    socket.off("close", done);
  };
  request.on("data", (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > maxBytes) socket.destroy();
  });
  request.once("end", done).once("error", done);
  socket.once("close", done);
  request.resume();
}
