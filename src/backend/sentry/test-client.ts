import type { TestContext } from "node:test";
import { parseAllowList } from "../../outbound/allow-list.ts";
import { createOutbound } from "../../outbound/client.ts";
import type { SentryClient, SentryClientOptions } from "./client.ts";
import { sentryClient } from "./client.ts";

export const TOKEN = "token-of-tests";

/** A client over real HTTP to a Sentry on this machine. Waits between attempts are noted and not waited for. */
export function clientOf(
  t: TestContext,
  origin: string,
  change: Partial<SentryClientOptions> = {},
): { readonly client: SentryClient; readonly waits: readonly number[] } {
  const outbound = createOutbound({ allow: parseAllowList("127.0.0.1").entries });
  t.after(() => outbound.close());
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => void waits.push(ms);
  return { client: sentryClient({ send: outbound.send, origin, token: TOKEN, now: Date.now, sleep, ...change }), waits };
}
