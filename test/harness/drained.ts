import { waitFor } from "./wait-for.ts";

/** Waits until everything that was answered with 200 is in the store. */
export async function drained(serverUrl: string, timeoutMs = 30_000): Promise<void> {
  const isDrained = async (): Promise<boolean> => {
    const metrics = await (await fetch(`${serverUrl}/metrics`)).text();
    return /^culprit_log_depth_bytes 0$/m.test(metrics);
  };
  await waitFor(isDrained, { what: "the log to be digested", timeoutMs });
}
