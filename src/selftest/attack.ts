import type { Check } from "./check.ts";
import { askingAt, statusOf } from "./ask.ts";
import { doorChecks } from "./door-checks.ts";
import { ingestChecks } from "./ingest-checks.ts";
import { pageChecks } from "./page-checks.ts";
import type { Account } from "./sign-in-checks.ts";
import { signInChecks } from "./sign-in-checks.ts";

export type Target = {
  /** The public address, with its path. */
  readonly url: string;
  /** Of a project, to try the door of events; one event is stored. */
  readonly dsn: string | undefined;
  /** To have a session looked at. */
  readonly account: Account | undefined;
};

/**
 * The harmless part of an attack on one's own installation: about a hundred requests, which change nothing but what is said in
 * docs/operating.md. Nothing but HTTP is asked, so that it sees what a stranger sees.
 */
export async function attack({ url, dsn, account }: Target): Promise<readonly Check[]> {
  const ask = askingAt(url);
  const alive = await ask("/healthz");
  if (statusOf(alive) !== 200 || alive.kind !== "answered" || alive.text.trim() !== "alive") {
    const why = alive.kind === "answered" ? `${alive.status} for ${url}/healthz` : alive.code;
    const remedy = "Give the public address with its path, as CULPRIT_URL has it. An unknown certificate: NODE_EXTRA_CA_CERTS.";
    return [{ name: "reached", outcome: "wrong", text: `No Culprit answers there: ${why}.`, remedy }];
  }
  return [
    ...(await pageChecks(url, ask)),
    ...(await doorChecks(ask)),
    ...(await ingestChecks(dsn)),
    ...(await signInChecks(url, ask, account)),
  ];
}
