import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { metricsOf } from "../harness/metrics.ts";
import type { TestServer } from "../harness/server.ts";

/** Past the first, senders wait until it is under the second: what is tried is the server's soundness and not its speed. */
const PAUSE_LAG_SECONDS = 0.4;
const RESUME_LAG_SECONDS = 0.15;
const LOOK_EVERY_MS = 150;
const PROBE_EVERY_MS = 1_000;
const GIVE_UP_MS = 30_000;

/** Looks at the server's own figures while mutated envelopes are sent. */
export type Watch = {
  /** Resolves at once, or when the digest has caught up. */
  readonly clear: () => Promise<void>;
  readonly samples: readonly Sample[];
  readonly stop: () => Promise<void>;
};

export type Sample = { readonly sent: number; readonly residentBytes: number };

export function watch(server: TestServer, sent: () => number): Watch {
  const samples: Sample[] = [];
  let gate: PromiseWithResolvers<void> | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    const metrics = await metricsOf(server);
    samples.push({ sent: sent(), residentBytes: metrics.get("process_resident_memory_bytes") ?? 0 });
    const lag = metrics.get("culprit_digest_lag_seconds") ?? 0;
    if (lag > PAUSE_LAG_SECONDS) gate ??= Promise.withResolvers();
    if (lag < RESUME_LAG_SECONDS) {
      gate?.resolve();
      gate = undefined;
    }
  };
  const looking = (async () => {
    while (!isOver) {
      await look().catch(() => {}); // A server that is gone is told by the senders.
      await sleep(LOOK_EVERY_MS);
    }
    gate?.resolve();
  })();
  return {
    clear: () => gate?.promise ?? Promise.resolve(),
    samples,
    async stop() {
      isOver = true;
      await looking;
    },
  };
}

/** Sends a sound event each second, and looks when it can be read. Milliseconds from before it was sent; Infinity: never. */
export function probe(server: TestServer): { readonly stop: () => Promise<readonly number[]> } {
  const state = { isOver: false };
  const probes: Promise<number>[] = [];
  const probing = (async () => {
    while (!state.isOver) {
      probes.push(visibleAfter(server));
      await sleep(PROBE_EVERY_MS);
    }
  })();
  return {
    async stop() {
      state.isOver = true;
      await probing;
      return Promise.all(probes);
    },
  };
}

async function visibleAfter(server: TestServer): Promise<number> {
  const id = randomUUID().replaceAll("-", "");
  const event = { event_id: id, message: "a sound event among mutated ones", platform: "node" };
  const startedAt = performance.now();
  try {
    const body = `${JSON.stringify({ event_id: id })}\n{"type":"event"}\n${JSON.stringify(event)}\n`;
    const path = `/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}`;
    const answer = await fetch(`${server.url}${path}`, { method: "POST", body });
    await answer.arrayBuffer();
    if (answer.status !== 200) return Infinity;
    while (performance.now() - startedAt < GIVE_UP_MS) {
      const read = await server.api(`/projects/${server.organization}/${server.project}/events/${id}/`);
      await read.arrayBuffer();
      if (read.status === 200) return performance.now() - startedAt;
      await sleep(20);
    }
  } catch {
    // Falls through: a server that does not answer shows no event.
  }
  return Infinity;
}
