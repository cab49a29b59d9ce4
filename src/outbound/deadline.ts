import type { OutboundProblem } from "./problem.ts";

export type Limits = {
  /** From the start to a connection that can be written on: look-up, a free connection and TLS included. */
  readonly connectMs: number;
  /** From the start to the last byte. */
  readonly totalMs: number;
  /** Of the body: on the wire, and decoded. */
  readonly maxBytes: number;
};

/** The time that a call has. `signal` aborts when it is over, its reason being the problem. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** The problem, once the time is over. */
  readonly problem: () => OutboundProblem | undefined;
  readonly connected: () => void;
  readonly stop: () => void;
};

export function startDeadline(host: string, { connectMs, totalMs }: Limits): Deadline {
  const controller = new AbortController();
  let passed: OutboundProblem | undefined;
  const end = (message: string): void => {
    passed ??= { kind: "too-slow", message };
    controller.abort();
  };
  const connecting = setTimeout(() => {
    end(
      `No connection to ${host} within ${seconds(connectMs)}. Check address and port, and whether a firewall stands between.`,
    );
  }, connectMs);
  const whole = setTimeout(() => {
    end(`${host} did not answer in full within ${seconds(totalMs)}. Try again later, or look why it is slow.`);
  }, totalMs);
  return {
    signal: controller.signal,
    problem: () => passed,
    connected: () => clearTimeout(connecting),
    stop: () => {
      clearTimeout(connecting);
      clearTimeout(whole);
    },
  };
}

/**
 * Waits no longer than the deadline, whether or not `work` heeds the signal: a look-up cannot be stopped. What `work` does later is
 * nobody's concern.
 */
export async function within<T>(deadline: Deadline, work: Promise<T>): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(new Error("the deadline has passed"));
  deadline.signal.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([work, over]);
  } finally {
    deadline.signal.removeEventListener("abort", end);
  }
}

function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
